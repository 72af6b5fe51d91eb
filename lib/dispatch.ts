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

interface HandlerFailure {
  readonly handler: Handler;
  readonly error: WebhookError;
}

/** What the handlers of one event made of it. */
export interface Dispatched {
  readonly answer: Answer | undefined;
  readonly failures: readonly HandlerFailure[];
}

/** Gives the event to every handler in turn. One that fails keeps none of the others from it. Never rejects. */
export async function dispatch(
  event: WebhookEvent,
  handlers: readonly Handler[],
): Promise<Dispatched> {
  const failures: HandlerFailure[] = [];
  let answer: Answer | undefined;
  for (const handler of handlers) {
    try {
      answer = (await run(handler, event)) ?? answer;
    } catch (error) {
      failures.push({ handler, error: error as WebhookError });
    }
  }
  return { answer, failures };
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
