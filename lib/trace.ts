import { tracingChannel } from "node:diagnostics_channel";
import type { ErrorCode } from "./errors";
import type { IdentifiedBy } from "./event";

/**
 * How a delivery ended: its handlers have run; they still do, and the sender has been told so; nobody handles it; it
 * is a repeat; it was stored in the inbox; it was handed on to the next middleware; it was refused; a handler failed.
 */
export type Ending =
  | "handled"
  | "late"
  | "unhandled"
  | "duplicate"
  | "stored"
  | "passed"
  | "refused"
  | "failed";

/** The message of the diagnostics channel, filled in as the delivery goes on. Never holds a value of a payload, nor a secret. */
export interface DeliveryTrace {
  readonly provider: string;
  /** Once it is known; never one that the schemas don't know, which is the sender's word. */
  type?: string;
  identifiedBy?: IdentifiedBy;
  /** How many repairs the payload took. */
  repairs?: number;
  outcome?: Ending;
  /** Of the answer; absent where the next middleware gives it. */
  status?: number;
  /** Why it was refused or has failed. */
  code?: ErrorCode;
  /** From the head to the answer, in milliseconds. */
  durationMs?: number;
}

/** The name of the tracing channel of deliveries; see `node:diagnostics_channel`. */
export const deliveryChannel = "telephony-webhooks:delivery";

const channel = tracingChannel<unknown, DeliveryTrace>(deliveryChannel);
const parts = [channel.start, channel.end, channel.asyncStart, channel.asyncEnd, channel.error];

/** Does the work, and tells those who listen to the channel when it starts and ends. */
export function traced(
  provider: string,
  work: (trace?: DeliveryTrace) => Promise<void>,
): Promise<void> {
  if (!parts.some(({ hasSubscribers }) => hasSubscribers)) return work();
  const trace: DeliveryTrace = { provider };
  return channel.tracePromise(() => work(trace), trace);
}
