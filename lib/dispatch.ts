import { WebhookError } from "./errors";
import type { WebhookEvent } from "./event";
import { type Eventually, isLater } from "./eventually";
import type { Answer } from "./transport";

/** A function of the user's that an event is given to. */
export interface Handler {
  readonly handle: (event: WebhookEvent) => unknown;
  /** Makes the answer out of what the function returns; only for the one handler that replies. */
  readonly compose?: (returned: unknown) => Answer;
  /** What is answered where that handler fails or is late. */
  readonly fallback?: Answer | undefined;
}

/** What the handlers of one event have made of it so far. */
export interface Progress {
  answer: Answer | undefined;
  /** The first one; any failure is a failure of the delivery. */
  failure: WebhookError | undefined;
  /** Whether all of them have ended. */
  isOver: boolean;
}

/**
 * Gives the event to every handler in turn, and notes what comes of it. One that fails keeps none of the others from
 * it. Never rejects. Where no handler gives a promise, all is over when this returns.
 */
export async function dispatch(
  event: WebhookEvent,
  handlers: readonly Handler[],
  progress: Progress,
  report: (error: WebhookError, handler: Handler) => void,
): Promise<void> {
  for (const handler of handlers) {
    try {
      const answer = run(handler, event);
      progress.answer = (isLater(answer) ? await answer : answer) ?? progress.answer;
    } catch (thrown) {
      const error = thrown as WebhookError;
      progress.failure ??= error;
      report(error, handler);
    }
  }
  progress.isOver = true;
}

/** Throws only `WebhookError`: whatever the user's function threw is its cause. */
function run({ handle, compose }: Handler, event: WebhookEvent): Eventually<Answer | undefined> {
  let returned: unknown;
  try {
    returned = handle(event);
    if (isLater(returned)) return runOn(returned, compose);
  } catch (cause) {
    throw new WebhookError("ERR_HANDLER_FAILED", { cause });
  }
  return compose?.(returned);
}

async function runOn(
  later: PromiseLike<unknown>,
  compose: Handler["compose"],
): Promise<Answer | undefined> {
  let returned: unknown;
  try {
    returned = await later;
  } catch (cause) {
    throw new WebhookError("ERR_HANDLER_FAILED", { cause });
  }
  return compose?.(returned);
}
