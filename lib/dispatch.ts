import { WebhookError } from "./errors";
import type { WebhookEvent } from "./event";
import { isLater } from "./eventually";
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
  /** It has been given up: no further handler is to begin. */
  isOver: boolean;
}

type Report = (error: WebhookError, handler: Handler) => void;

/**
 * Gives the event to every handler in turn, and notes what comes of it. One that fails keeps none of the others from
 * it. Never throws nor rejects; gives a promise only where a handler does.
 */
export function dispatch(
  event: WebhookEvent,
  handlers: readonly Handler[],
  progress: Progress,
  report: Report,
  first = 0,
): Promise<void> | undefined {
  for (let index = first; index < handlers.length; index++) {
    const later = give(event, handlers[index] as Handler, progress, report);
    if (later) {
      return later.then(() =>
        progress.isOver ? undefined : dispatch(event, handlers, progress, report, index + 1),
      );
    }
  }
  return undefined;
}

function give(
  event: WebhookEvent,
  handler: Handler,
  progress: Progress,
  report: Report,
): Promise<void> | undefined {
  const fail = (thrown: unknown) => {
    const error = thrown as WebhookError;
    progress.failure ??= error;
    report(error, handler);
  };
  try {
    const answer = run(handler, event);
    if (isLater(answer)) {
      return answer.then((answer) => {
        progress.answer ??= answer;
      }, fail);
    }
    progress.answer ??= answer;
  } catch (thrown) {
    fail(thrown);
  }
  return undefined;
}

/** Throws only `WebhookError`: whatever the user's function threw is its cause. */
function run(
  { handle, compose }: Handler,
  event: WebhookEvent,
): Promise<Answer | undefined> | Answer | undefined {
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
