import type { EventType, PayloadOf, Provider } from "telephony-webhooks";
import { callsavvyProvider, servetelProvider } from "telephony-webhooks";
import type { KeptEvent } from "../../example-app/history";

type Payload<P extends Provider, Type extends EventType<P>> = Partial<PayloadOf<P, Type>>;

/** Makes histories: each event comes a second after the one before, unless it is told to wait. */
export function historyMaker() {
  const events: KeptEvent[] = [];
  let nowMs = Date.parse("2026-07-11T15:00:00Z");

  const keep = (provider: string, type: string, payload: object) => {
    const number = events.length + 1;
    const receivedAt = new Date(nowMs).toISOString();
    const id = `${provider}.${type}.${number}`;
    const told = { number, id, provider, type, receivedAt, repairs: [], identifiedBy: "path" };
    events.push({ ...told, payload } as unknown as KeptEvent);
    nowMs += 1_000;
  };

  const history = {
    events,
    /** The time by now. */
    nowMs: () => nowMs,
    wait: (ms: number) => {
      nowMs += ms;
      return history;
    },
    servetel: <Type extends EventType<typeof servetelProvider>>(
      type: Type,
      payload: Payload<typeof servetelProvider, Type>,
    ) => {
      const numbers = { call_to_number: "+915550009000", caller_id_number: "+915550001234" };
      keep(servetelProvider.name, type, { uuid: "64b7d1c02e9af", ...numbers, ...payload });
      return history;
    },
    callsavvy: <Type extends EventType<typeof callsavvyProvider>>(
      type: Type,
      payload: Payload<typeof callsavvyProvider, Type>,
    ) => {
      keep(callsavvyProvider.name, type, { event: type, ...payload });
      return history;
    },
  };
  return history;
}
