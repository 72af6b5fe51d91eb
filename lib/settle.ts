import type { CatalogEvent } from "./catalog";
import { ABANDONED, LATE } from "./deadline";
import type { Answered, Delivery, Outcome } from "./delivery";
import { dispatch, type Handler, type Progress } from "./dispatch";
import type { CloseClaim } from "./duplicates";
import { abandoned, WebhookError } from "./errors";
import type { WebhookEvent } from "./event";
import type { Eventually } from "./eventually";
import type { JsonObject } from "./json";
import { problem } from "./problem";

/** Gives the event to those who wait for it, a repeated one only to those who wait for repeats. */
export function settle(
  event: WebhookEvent,
  known: CatalogEvent | undefined,
  delivery: Delivery,
): Eventually<Outcome> {
  const { config, handlers, listeners, duplicates } = delivery.reception;
  const registered = handlers.of(event.type);
  const canReply = !known?.reply || registered.some(({ compose }) => compose);
  if (registered.length > 0 && canReply) {
    return handleOnce(registered, { how: "handled", answer: { status: 200 } });
  }
  if (config.unhandled === "next") {
    // What becomes of it is not ours to know, so it is not remembered.
    return handle(event, registered, delivery, {
      how: "passed",
      passes: event.raw as JsonObject,
    });
  }
  const lastResort = listeners.unhandled;
  if (lastResort.length === 0) listeners.warnOfUnhandled(event.type);
  return handleOnce([...registered, ...lastResort.map((listener) => ({ handle: listener }))], {
    how: "unhandled",
    answer: { status: 202 },
  });

  function handleOnce(recipients: readonly Handler[], whenDone: Answered): Eventually<Answered> {
    if (!duplicates || recipients.length === 0) {
      return handle(event, recipients, delivery, whenDone);
    }
    return duplicates.once(event, known, delivery, (closeClaim) =>
      handle(event, recipients, delivery, whenDone, closeClaim),
    );
  }
}

/** Says how the delivery ends: by what comes of the event, or by how long that takes. */
function handle<Done extends Outcome>(
  event: WebhookEvent,
  recipients: readonly Handler[],
  delivery: Delivery,
  whenDone: Done,
  closeClaim?: CloseClaim,
): Eventually<Answered | Done> {
  const { deadline } = delivery;
  const { config, listeners } = delivery.reception;
  const { failsWhenLate } = config;
  const replier = recipients.find(({ compose }) => compose);
  const progress: Progress = { answer: undefined, failure: undefined, isOver: false };
  let isLate = false;
  let isAbandoned = false;

  const report = (error: WebhookError, handler: Handler) => {
    // One that ends because its signal has aborted was given up before.
    const isGivenUp = isAbandoned || (isLate && (failsWhenLate || handler === replier));
    if (!isGivenUp || error.cause !== event.signal.reason) listeners.reportError(error, event);
  };
  const dispatched = dispatch(event, recipients, progress, report);
  return dispatched || closeClaim ? wait() : end();

  async function wait(): Promise<Answered | Done> {
    delivery.work = work();
    isLate = (await deadline.race(delivery.work)) === LATE;
    if (isLate && (failsWhenLate || replier) && !progress.answer && !progress.failure) {
      giveUp(new WebhookError("ERR_DEADLINE"));
    }
    return end();
  }

  async function work(): Promise<void> {
    if (dispatched) isAbandoned = (await deadline.outlast(dispatched)) === ABANDONED;
    if (isAbandoned) giveUp(abandoned());
    await closeClaim?.(progress.failure === undefined);
    delivery.work = undefined;
  }

  function giveUp(error: WebhookError): void {
    progress.isOver = failsWhenLate;
    if (!progress.answer) progress.failure ??= error;
    listeners.reportError(error, event);
  }

  function end(): Answered | Done {
    const { failure, answer } = progress;
    if (failure) {
      return { how: "failed", error: failure, answer: replier?.fallback ?? problem(failure) };
    }
    if (answer) return { how: "handled", answer };
    return isLate && !whenDone.passes ? { how: "late", answer: { status: 202 } } : whenDone;
  }
}
