import type { Reception } from "../../lib/delivery";
import { type Outcome, receiveWhole } from "../../lib/memory-transport";
import { methodOf, type Sent } from "./keep-alive";

export type { Outcome };

/** Takes a delivery through the pipeline without HTTP, which is what most of the time would go into. */
export function deliver(reception: Reception, sent: Sent): Promise<Outcome> {
  const { path = "", query = "", headers = {}, body = "" } = sent;
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return receiveWhole(reception, {
    method: methodOf(sent),
    path,
    query,
    headers: Object.fromEntries(lowerCase),
    body: Buffer.from(body),
  });
}
