import type { Catalog } from "./catalog";
import type { WebhookError } from "./errors";
import type { WebhookEvent } from "./event";
import type { InboxDelivery } from "./inbox/inbox";

/** What there is of a delivery that was refused; nothing where that was before its body was read. */
export interface RejectedDelivery {
  /** The body's bytes, inflated; of a GET delivery, the query without its secrets. */
  readonly bytes?: Buffer;
  /** The decoded fields; where another parser took the bytes, what it left. */
  readonly body?: unknown;
}

export type RejectedListener = (error: WebhookError, delivery: RejectedDelivery) => unknown;
export type ErrorListener = (error: WebhookError, event: WebhookEvent) => unknown;
export type DeadListener = (error: WebhookError, delivery: InboxDelivery) => unknown;
export type InboxErrorListener = (error: WebhookError) => unknown;
/** Of `onUnhandled` and `onDuplicate`. */
export type EventListener = (event: WebhookEvent) => unknown;

interface ListenersByName {
  readonly onRejected: RejectedListener[];
  readonly onError: ErrorListener[];
  readonly onUnhandled: EventListener[];
  readonly onDuplicate: EventListener[];
  readonly onDead: DeadListener[];
  readonly onInboxError: InboxErrorListener[];
}

/** Tells the user's listeners what went wrong; without one, the console, never with a value of a payload. */
export class Listeners {
  readonly #byName: ListenersByName = {
    onRejected: [],
    onError: [],
    onUnhandled: [],
    onDuplicate: [],
    onDead: [],
    onInboxError: [],
  };
  readonly #catalog: Catalog;
  readonly #said = new Set<string>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  add<Name extends keyof ListenersByName>(
    name: Name,
    listener: ListenersByName[Name][number],
  ): void {
    if (typeof listener !== "function") throw new TypeError(`${name} takes a function.`);
    (this.#byName[name] as unknown[]).push(listener);
  }

  /** Awaited like handlers, since what they do is all that happens to such an event. */
  get unhandled(): readonly EventListener[] {
    return this.#byName.onUnhandled;
  }

  /** Strangers may knock as often as they like: what they do is logged once per code. */
  reportRejected(error: WebhookError, delivery: RejectedDelivery, isAdmitted: boolean): void {
    const { code, status, message, cause } = error;
    const isHeard = this.#tell("onRejected", error, delivery);
    if (isHeard || code === "ERR_BODY_ABORTED") return;
    const line = `a delivery was refused with ${status} ${code}: ${message}.`;
    if (isAdmitted) {
      this.#log(`${line} Register onRejected to keep such deliveries.${traceOf(cause)}`);
    } else {
      const fix = "Further ones are not logged; register onRejected to see them.";
      this.#warnOnce(code, `${line} ${fix}${traceOf(cause)}`);
    }
  }

  reportError(error: WebhookError, event: WebhookEvent): void {
    if (this.#tell("onError", error, event)) return;
    const { code, message, cause } = error;
    this.#log(
      `${this.#nameOf(event.type)}: ${code}: ${message}. Register onError to see why.${traceOf(cause)}`,
    );
  }

  reportDuplicate(event: WebhookEvent): void {
    this.#tell("onDuplicate", event);
  }

  reportDead(error: WebhookError, delivery: InboxDelivery): void {
    if (this.#tell("onDead", error, delivery)) return;
    this.#log(
      `${this.#nameOf(delivery.type)}: a delivery is dead: ${error.code}: ${error.message}. The inbox keeps it; register onDead to hear of such deliveries.`,
    );
  }

  reportInboxError(error: WebhookError): void {
    if (this.#tell("onInboxError", error)) return;
    this.#log(
      `the inbox has failed, and is asked again until it answers. Register onInboxError to see why.${traceOf(error.cause)}`,
    );
  }

  /** Warns once per event of nobody's. */
  warnOfUnhandled(type: string): void {
    const name = this.#nameOf(type);
    const fix =
      name === type ? `Register on("${type}", …) or onUnhandled(…)` : "Register onUnhandled(…)";
    this.#warnOnce(name, `nobody handles ${name}. ${fix}; it is answered with 202.`);
  }

  /** An unknown event's name is the sender's word, so it is not printed. */
  #nameOf(type: string): string {
    return this.#catalog.events.has(type) ? type : "an event that the schemas don't know";
  }

  /** Whether anybody listens. */
  #tell<Name extends Exclude<keyof ListenersByName, "onUnhandled">>(
    name: Name,
    ...args: Parameters<ListenersByName[Name][number]>
  ): boolean {
    const listeners = this.#byName[name] as readonly ((...args: unknown[]) => unknown)[];
    for (const listener of listeners) {
      // A rejection that nobody awaits would end the process.
      void (async () => listener(...args))().catch((thrown) =>
        this.#log(`the ${name} listener failed.${traceOf(thrown)}`),
      );
    }
    return listeners.length > 0;
  }

  #warnOnce(key: string, text: string): void {
    if (this.#said.has(key)) return;
    this.#said.add(key);
    console.warn(this.#line(text));
  }

  #log(text: string): void {
    console.error(this.#line(text));
  }

  #line(text: string): string {
    return `telephony-webhooks: ${this.#catalog.name}: ${text}`;
  }
}

/** The kind of what was thrown and where, without its message, which may quote a payload. Never throws. */
function traceOf(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return "";
    const { name, message } = thrown;
    const stack = String(thrown.stack);
    const heading = message ? `${name}: ${message}` : name;
    const frames = stack.startsWith(`${heading}\n`) ? stack.slice(heading.length) : "";
    return `\n${/^\w{1,64}$/.test(name) ? name : "Error"}${frames}`;
  } catch {
    // What users throw may be a proxy, or have getters that throw in turn.
    return "";
  }
}
