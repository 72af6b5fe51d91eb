import type { WebhookEvent } from "../../event";
import type { Problem } from "../../testing/delivery";
import type { BuiltInName } from "../../testing/look-up";
import type { Answer } from "../../transport";
import type { HttpMessage } from "../http-message";

/** A request that has arrived, and what a receiver makes of it. */
export interface Arrival {
  /** Of this run, or of the folder that it is saved in. */
  readonly number: number;
  readonly at: Date;
  /** Whose path it came to, if anybody's. */
  readonly provider: BuiltInName | undefined;
  readonly message: HttpMessage;
  /** Whether all of the body has arrived. */
  readonly isWhole: boolean;
  /** Missing where it was refused. */
  readonly event: WebhookEvent | undefined;
  /** Whether the schemas know the event. */
  readonly isKnown: boolean;
  /** Missing where the sender has hung up. */
  readonly answer: Answer | undefined;
  readonly durationMs: number;
}

/** Why a request was refused, if it was. */
export function problemOf({ answer }: Pick<Arrival, "answer">): Problem | undefined {
  return answer?.body !== undefined && answer.status >= 400 ? JSON.parse(answer.body) : undefined;
}

/** What an arrival is called in the name of a file and in print. */
export function titleOf({ event, isKnown }: Arrival): string {
  if (!event) return "refused";
  return isKnown ? event.type : "unknown";
}
