import type { IncomingMessage, ServerResponse } from "node:http";
import { createCatalog } from "./catalog";
import type { WebhookError } from "./errors";
import type { EventOf, WebhookEvent } from "./event";
import { ExpressTransport } from "./express";
import { Handlers } from "./handlers";
import {
  type ErrorListener,
  Listeners,
  type RejectedDelivery,
  type RejectedListener,
  type UnhandledListener,
} from "./listeners";
import { completeOptions, type OptionsOf } from "./options";
import { receive } from "./pipeline";
import type { NotifyType, Provider, ReplyOf, ReplyType } from "./provider";

type Awaitable<Value> = Value | PromiseLike<Value>;

/** Express middleware that receives a provider's deliveries and gives their events to handlers. */
export interface Receiver<P extends Provider> {
  (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): Promise<void>;

  /**
   * Registers the one handler of an event that waits for a reply; what it returns is the reply. `fallback` is sent
   * where it fails or is late. Throws a `TypeError` for an unknown event, a second handler, an invalid fallback.
   */
  on<Type extends ReplyType<P>>(
    type: Type,
    handler: (event: EventOf<P, Type>) => Awaitable<ReplyOf<P, Type>>,
    options?: { readonly fallback?: ReplyOf<P, Type> },
  ): this;
  /** Registers a handler of one or several events that only tell; it may return anything. */
  on<Type extends NotifyType<P>>(
    types: Type | readonly Type[],
    handler: (event: EventOf<P, Type>) => unknown,
  ): this;

  /** Registers a handler of every event that the schemas know. It does not reply. */
  onAny(handler: (event: EventOf<P>) => unknown): this;

  /** Hears of events that nobody handles or that the schemas don't know. Default: one warning per event. */
  onUnhandled(listener: (event: WebhookEvent<P["name"]>) => unknown): this;

  /** Hears of every refused delivery, with all that there is of it. Default: the console, strangers only once. */
  onRejected(listener: (error: WebhookError, delivery: RejectedDelivery) => unknown): this;

  /** Hears of every failure of a handler, also of one after the answer; `error.cause` is what it threw. Default: the console. */
  onError(listener: (error: WebhookError, event: WebhookEvent<P["name"]>) => unknown): this;
}

/**
 * Makes the receiver of a provider; `callsavvy` and `servetel` are made this way too.
 * Throws a `TypeError` for options that are unknown, missing or out of range.
 */
export function createReceiver<const P extends Provider>(
  provider: P,
  options: OptionsOf<P>,
): Receiver<P> {
  const catalog = createCatalog(provider);
  const config = completeOptions(catalog, options);
  const handlers = new Handlers(catalog);
  const listeners = new Listeners(catalog);

  const receiver = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) =>
    receive(
      { catalog, config, handlers, listeners },
      new ExpressTransport(req, res, next, receiver),
    );

  const chained =
    <Args extends readonly unknown[]>(register: (...args: Args) => void) =>
    (...args: Args) => {
      register(...args);
      return receiver;
    };

  Object.defineProperty(receiver, "name", { value: `${catalog.name}Receiver` });
  return Object.assign(receiver, {
    on: chained(handlers.add.bind(handlers)),
    onAny: chained(handlers.addForAny.bind(handlers)),
    onUnhandled: chained((heard: UnhandledListener) => listeners.add("onUnhandled", heard)),
    onRejected: chained((heard: RejectedListener) => listeners.add("onRejected", heard)),
    onError: chained((heard: ErrorListener) => listeners.add("onError", heard)),
  }) as unknown as Receiver<P>;
}
