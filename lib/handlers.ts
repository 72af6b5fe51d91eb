import { type Catalog, type CatalogEvent, demandEvent } from "./catalog";
import type { Handler } from "./dispatch";
import { isObject } from "./json";
import { refuseUnknownKeys } from "./nearest-name";
import { composeReply } from "./reply";

type Handle = Handler["handle"];

/** The user's handlers by event type, in order of registration. */
export class Handlers {
  readonly #catalog: Catalog;
  readonly #byType = new Map<string, Handler[]>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    for (const type of catalog.events.keys()) this.#byType.set(type, []);
  }

  /** None for an event that the schemas don't know. */
  of(type: string): readonly Handler[] {
    return this.#byType.get(type) ?? [];
  }

  /** Throws a `TypeError` for an unknown event, a second reply, or a fallback for an event without a reply. */
  add(
    types: string | readonly string[],
    handle: Handle,
    options: { fallback?: unknown } = {},
  ): void {
    refuseNonFunction(handle);
    if (!isObject(options)) throw new TypeError("The options of on() are an object.");
    refuseUnknownKeys(options, ["fallback"], "option of on()");
    if (types.length === 0) throw new TypeError("on() takes the name of an event, or several.");
    const events = [types].flat().map((type) => demandEvent(this.#catalog, type));
    if (typeof types !== "string" && events.some(({ reply }) => reply)) {
      throw new TypeError("An event with a reply is registered on its own: on(type, handler).");
    }
    for (const event of events) this.#addTo(event, handle, options.fallback);
  }

  addForAny(handle: Handle): void {
    refuseNonFunction(handle);
    for (const handlers of this.#byType.values()) handlers.push({ handle });
  }

  #addTo({ type, reply }: CatalogEvent, handle: Handle, fallback: unknown): void {
    const handlers = this.#byType.get(type) as Handler[];
    if (!reply) {
      if (fallback !== undefined) throw new TypeError(`${type} has no reply, so no fallback.`);
      handlers.push({ handle });
      return;
    }
    if (handlers.some(({ compose }) => compose)) {
      throw new TypeError(`${type} has a handler already, and only one can reply.`);
    }
    const compose = (returned: unknown) => composeReply(reply, returned);
    handlers.push({
      handle,
      compose,
      fallback: fallback === undefined ? undefined : composeFallback(type, compose, fallback),
    });
  }
}

function composeFallback(
  type: string,
  compose: NonNullable<Handler["compose"]>,
  fallback: unknown,
) {
  try {
    return compose(fallback);
  } catch (cause) {
    throw new TypeError(`The fallback of ${type} is no valid reply: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function refuseNonFunction(handle: unknown): void {
  if (typeof handle !== "function") throw new TypeError("A handler is a function.");
}
