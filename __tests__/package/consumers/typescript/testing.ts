import { callsavvy } from "telephony-webhooks";
import { type Delivered, deliver, encode, sample, shapesOf } from "telephony-webhooks/testing";

const phone = callsavvy({ auth: "none" });
const summary = sample("callsavvy", "callSummary", { call_duration: 12 }, { fresh: true });

export const lengths = (): Promise<string | undefined> =>
  deliver(phone, summary).then(({ event }) => event?.payload.call_duration);
export const body: string | undefined = encode(summary, "form").body;
export const shapes: readonly string[] = shapesOf("servetel", "callMissed");
export const statusOf = ({ status }: Delivered): number => status;
