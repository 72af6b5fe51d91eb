import type { IncomingMessage, ServerResponse } from "node:http";
import { createCatalog } from "./catalog";
import { atMost } from "./deadline";
import type { Reception } from "./delivery";
import { Duplicates } from "./duplicates";
import type { WebhookError } from "./errors";
import type { EventOf, WebhookEvent } from "./event";
import { expressTransport } from "./express";
import { Handlers } from "./handlers";
import { InFlight } from "./in-flight";
import type { InboxDelivery } from "./inbox/inbox";
import { startWork } from "./inbox/start-work";
import type { WorkOptions } from "./inbox/work-options";
import {
  type DeadListener,
  type ErrorListener,
  type EventListener,
  type InboxErrorListener,
  Listeners,
  type RejectedDelivery,
  type RejectedListener,
} from "./listeners";
import { demandTimerMs } from "./milliseconds";
import { Namings } from "./naming";
import { completeOptions, type OptionsOf } from "./options";
import { receive } from "./pipeline";
import type { EventType, NotifyType, Provider, ReplyOf, ReplyType } from "./provider";

type Returned<P extends Provider, Type extends EventType<P>> =
  Type extends ReplyType<P> ? ReplyOf<P, Type> | PromiseLike<ReplyOf<P, Type>> : unknown;

interface ReplyOptions<P extends Provider, Type extends EventType<P>> {
  /** What is answered where the handler fails or is late. Default: 500, or 503 where it is late. */
  readonly fallback?: ReplyOf<P, Type>;
}

/** Express middleware that receives a provider's deliveries and gives their events to handlers. */
export interface Receiver<P extends Provider> {
  (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): Promise<void>;

  /** Registers a handler of several events that only tell; it may return anything. */
  on<Type extends NotifyType<P>>(
    types: readonly Type[],
    handler: (event: EventOf<P, Type>) => unknown,
  ): this;
  /**
   * Registers a handler of one event. Where the provider waits for a reply, it is the only one, what it returns is the
   * reply, and `fallback` is sent where it fails or is late. Throws a `TypeError` for an unknown event, a second reply,
   * an invalid fallback.
   */
  on<Type extends EventType<P>>(
    type: Type,
    handler: (event: EventOf<P, Type>) => Returned<P, Type>,
    ...options: Type extends ReplyType<P> ? [ReplyOptions<P, Type>?] : []
  ): this;

  /** Registers a handler of every event that the schemas know. It does not reply. */
  onAny(handler: (event: EventOf<P>) => unknown): this;

  /** Hears of events that nobody handles or that the schemas don't know. Default: one warning per event. */
  onUnhandled(listener: (event: WebhookEvent<P["name"]>) => unknown): this;

  /** Hears of every repeat that the option `duplicates` or the inbox kept from the handlers. Default: nobody does. */
  onDuplicate(listener: (event: WebhookEvent<P["name"]>) => unknown): this;

  /** Hears of every refused delivery, with what there is of it. Default: the console, strangers only once. */
  onRejected(listener: (error: WebhookError, delivery: RejectedDelivery) => unknown): this;

  /**
   * Hears of every failure of a handler, also of one after the answer; `error.cause` is what it threw. Of a late reply
   * it hears at the deadline, and again if the handler then fails for another reason. Default: the console.
   */
  onError(listener: (error: WebhookError, event: WebhookEvent<P["name"]>) => unknown): this;

  /** Hears of every delivery out of the inbox that is not tried any more, and why; the inbox keeps it. Default: the console. */
  onDead(listener: (error: WebhookError, delivery: InboxDelivery) => unknown): this;

  /**
   * Hears when `work` meets an inbox that fails (`ERR_INBOX_FAILED`), once until it works again; `error.cause` says why.
   * Default: the console.
   */
  onInboxError(listener: (error: WebhookError) => unknown): this;

  /**
   * Takes this provider's deliveries out of the inbox, from now until `drain`, and gives them to the handlers, which
   * should be registered by then. One receiver of a provider works on an inbox; another one, of another account say, needs
   * an inbox of its own. What fails is tried again after 1 s, 2 s, 4 s and so on up to an hour, less a random
   * part. A crash makes it handle anew what it had begun: handlers may see an event twice. Throws a `TypeError` without
   * the option `inbox`, and where this receiver or another one works on it already. A receiver that was drained before does not begin.
   */
  work(options?: WorkOptions): this;

  /**
   * For a shutdown: refuses new deliveries with 503 and `Retry-After`, waits for those that have been taken, and gives
   * up those that take longer than `timeoutMs` (default 10,000): their `signal` aborts, `onError` hears of them, or
   * `onRejected` where there is no event yet (`ERR_ABANDONED`), and who still waits for an answer gets 503. Those out of
   * the inbox are due again at once; an inbox that does not answer is waited for up to 5 s longer. Gives the number of
   * those given up. There is no way back.
   */
  drain(timeoutMs?: number): Promise<number>;
}

/**
 * Makes the receiver of a provider; `callsavvy` and `servetel` are made this way too.
 * Throws a `TypeError` for options that are unknown, missing or out of range.
 */
export function createReceiver<const P extends Provider>(
  provider: P,
  options: OptionsOf<P>,
): Receiver<P> {
  const reception = createReception(provider, options);
  const { handlers, listeners } = reception;

  const receiver = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) =>
    receive(reception, expressTransport(req, res, next, receiver));

  const chained =
    <Args extends readonly unknown[]>(register: (...args: Args) => void) =>
    (...args: Args) => {
      register(...args);
      return receiver;
    };

  Object.defineProperty(receiver, "name", { value: `${provider.name}Receiver` });
  receptions.set(receiver, reception);
  return Object.assign(receiver, {
    on: chained(handlers.add.bind(handlers)),
    onAny: chained(handlers.addForAny.bind(handlers)),
    onUnhandled: chained((heard: EventListener) => listeners.add("onUnhandled", heard)),
    onRejected: chained((heard: RejectedListener) => listeners.add("onRejected", heard)),
    onDuplicate: chained((heard: EventListener) => listeners.add("onDuplicate", heard)),
    onError: chained((heard: ErrorListener) => listeners.add("onError", heard)),
    onDead: chained((heard: DeadListener) => listeners.add("onDead", heard)),
    onInboxError: chained((heard: InboxErrorListener) => listeners.add("onInboxError", heard)),
    work: chained((options: WorkOptions = {}) => startWork(reception, options)),
    drain: async (timeoutMs = 10_000) => drain(reception, demandTimerMs("drain", timeoutMs)),
  }) as unknown as Receiver<P>;
}

const receptions = new WeakMap<object, Reception>();

/** What a receiver is made of, for transports that are not Express's. Nothing where it is none. */
export const receptionOf = (receiver: object): Reception | undefined => receptions.get(receiver);

/** What a receiver is made of, before anybody registers with it. */
export function createReception<const P extends Provider>(
  provider: P,
  options: OptionsOf<P>,
): Reception {
  const catalog = createCatalog(provider);
  const config = completeOptions(catalog, options);
  return {
    catalog,
    config,
    handlers: new Handlers(catalog),
    listeners: new Listeners(catalog),
    inFlight: new InFlight(),
    duplicates: config.duplicates && new Duplicates(config.duplicates),
    namings: new Namings(catalog.declaredNames, config.fields),
    worker: undefined,
  };
}

/** How long the inbox may take to hear what has become of the last deliveries. */
const FAREWELL_MS = 5_000;

async function drain({ inFlight, worker }: Reception, timeoutMs: number): Promise<number> {
  const stopped = worker?.stop();
  const abandoned = await inFlight.drain(timeoutMs);
  if (stopped) await atMost(stopped, FAREWELL_MS);
  return abandoned;
}
