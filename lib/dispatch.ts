import { WebhookError } from "./errors";
import type { WebhookEvent } from "./event";
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
  answer?: Answer;
  /** The first one; any failure is a failure of the delivery. */
  failure?: WebhookError;
}

/**
 * Gives the event to every handler in turn, and notes what comes of it. One that fails keeps none of the others from
 * it. Never rejects.
 */
export async function dispatch(
  event: WebhookEvent,
  handlers: readonly Handler[],
  progress: Progress,
  report: (error: WebhookError, handler: Handler) => void,
): Promise<void> {
  for (const handler of handlers) {
    try {
      const answer = await run(handler, event);
      if (answer) progress.answer = answer;
    } catch (thrown) {
      const error = thrown as WebhookError;
      progress.failure ??= error;
      report(error, handler);
    }
  }
}

/** Throws only `WebhookError`: whatever the user's function threw is its cause. */
async function run({ handle, compose }: Handler, event: WebhookEvent): Promise<Answer | undefined> {
  let returned: unknown;
  try {
    returned = await handle(event);
  } catch (cause) {
    throw new WebhookError("ERR_HANDLER_FAILED", { cause });
  }
  return compose?.(returned);
}
