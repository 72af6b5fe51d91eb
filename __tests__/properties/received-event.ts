import { callsavvyProvider } from "../../lib/providers/callsavvy";
import { servetelProvider } from "../../lib/providers/servetel";
import { createReception } from "../../lib/receiver";
import type { Sent } from "../helpers/keep-alive";
import { deliver, type Outcome } from "../helpers/memory-transport";
import type { ProviderName } from "./arbitrary-deliveries";

const options = { auth: "none", unhandled: "next" } as const;

const receptions = {
  callsavvy: createReception(callsavvyProvider, options),
  servetel: createReception(servetelProvider, options),
};
for (const { listeners } of Object.values(receptions)) listeners.add("onRejected", () => {});

/** What becomes of a delivery where everybody is let in and nobody handles events: an event, or a refusal. */
export const received = (provider: ProviderName, sent: Sent): Promise<Outcome> =>
  deliver(receptions[provider], sent);
