import type { Reception } from "../../lib/delivery";
import type { WebhookEvent } from "../../lib/event";
import { receive } from "../../lib/pipeline";
import type { Answer } from "../../lib/transport";
import { methodOf, type Sent } from "./keep-alive";

/** What became of a delivery: the event it was, and the answer, unless it was handed on. */
export interface Outcome {
  event?: WebhookEvent;
  answer?: Answer;
}

/** Takes a delivery through the pipeline without HTTP, which is what most of the time would go into. */
export async function deliver(reception: Reception, sent: Sent): Promise<Outcome> {
  const { path = "", query = "", headers = {}, body } = sent;
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const outcome: Outcome = {};
  await receive(reception, {
    head: {
      method: methodOf(sent),
      path,
      query,
      headers: Object.fromEntries(lowerCase),
      params: {},
      address: undefined,
    },
    unknownPath: "refuse",
    read: async () =>
      body === undefined ? { kind: "none" } : { kind: "bytes", bytes: Buffer.from(body) },
    hide: () => {},
    attach: (event) => {
      outcome.event = event;
    },
    answer: (answer) => {
      outcome.answer = answer;
    },
    pass: () => {},
  });
  return outcome;
}
