import { canonicalJson, type JsonObject } from "./json";
import type { EventType, PayloadOf, Provider } from "./provider";
import { sha256 } from "./sha256";

/** The repairs that make the documented payload out of the delivered one; `schemas/README.md` defines each. */
export const repairRules = [
  "renamed",
  "superseded",
  "plus-restored",
  "trimmed",
  "unfilled",
  "absent",
  "converted",
  "parsed",
  "wrapped",
  "left-out",
] as const;

export type RepairRule = (typeof repairRules)[number];

/** One departure of the payload from what was delivered. */
export interface Repair {
  /** JSON Pointer into the payload; for a key that was left out, into the delivery. */
  readonly path: string;
  readonly rule: RepairRule;
}

/** What said which event a delivery is. */
export type IdentifiedBy = "field" | "option" | "path" | "query" | "shape";

/** Keys that the schema does not declare are kept in the payload. */
export interface UnknownKeys {
  readonly [key: string]: unknown;
}

/** A received, repaired and valid event. */
export interface WebhookEvent<
  ProviderName extends string = string,
  Type extends string = string,
  Payload = object,
> {
  /** `<provider>.<type>.` and 32 hex digits; the same for every delivery of the same thing. */
  readonly id: string;
  readonly provider: ProviderName;
  readonly type: Type;
  /** Fits the event's schema, under the provider's own names. An object without a prototype. */
  readonly payload: Payload & UnknownKeys;
  /** The delivery as decoded, before any repair. Lists and objects that needed none are those of the payload. */
  readonly raw: unknown;
  /** All that was changed between `raw` and `payload`. */
  readonly repairs: readonly Repair[];
  readonly identifiedBy: IdentifiedBy;
  /** Route parameters, less the one that carries the secret. */
  readonly params: Readonly<Record<string, string>>;
  readonly receivedAt: Date;
  /** Aborts when nobody waits any more: at the deadline for events with a reply or out of an inbox, when `drain` gives up for all. */
  readonly signal: AbortSignal;
  /** All of the above but `signal`. */
  toJSON(): JsonObject;
}

/** One event of a provider, or the union of several, narrowed by `type`. */
export type EventOf<P extends Provider, Type extends EventType<P> = EventType<P>> =
  Type extends EventType<P> ? WebhookEvent<P["name"], Type, PayloadOf<P, Type>> : never;

/**
 * The events that `req.webhook` may hold, by provider. Merge yours into it:
 * `declare module "telephony-webhooks" { interface WebhookEvents { acme: EventOf<typeof acme> } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: providers, the built-in ones too, merge theirs into it
export interface WebhookEvents {}

declare global {
  namespace Express {
    interface Request {
      /** The event of this delivery, once a receiver has accepted it. An event that the schemas don't know has a `type` outside of these. */
      webhook?: WebhookEvents[keyof WebhookEvents];
    }
  }
}

/** What is told of an event without being asked. */
type Told = Omit<ReceivedEvent, "id" | "receivedAt" | "signal" | "toJSON">;

interface EventParts extends Told {
  readonly receivedAtMs: number;
  /** The properties that tell this event from another; where they are unknown, all of them. */
  readonly identity: ReadonlySet<string> | undefined;
  readonly createSignal: () => AbortSignal;
}

/** What costs something is made when it is first read. */
export class ReceivedEvent implements WebhookEvent {
  readonly provider: string;
  readonly type: string;
  readonly payload: JsonObject;
  readonly raw: JsonObject;
  readonly repairs: readonly Repair[];
  readonly identifiedBy: IdentifiedBy;
  readonly params: Readonly<Record<string, string>>;
  readonly #parts: EventParts;
  #id: string | undefined;
  #receivedAt: Date | undefined;
  #signal: AbortSignal | undefined;

  constructor(parts: EventParts) {
    this.provider = parts.provider;
    this.type = parts.type;
    this.payload = parts.payload;
    this.raw = parts.raw;
    this.repairs = parts.repairs;
    this.identifiedBy = parts.identifiedBy;
    this.params = parts.params;
    this.#parts = parts;
  }

  get id(): string {
    this.#id ??= `${this.provider}.${this.type}.${digest(this.#parts)}`;
    return this.#id;
  }

  get receivedAt(): Date {
    this.#receivedAt ??= new Date(this.#parts.receivedAtMs);
    return this.#receivedAt;
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#parts.createSignal();
    return this.#signal;
  }

  toJSON(): JsonObject {
    const told = Object.fromEntries(Object.entries(this));
    return { ...told, id: this.id, receivedAt: this.receivedAt };
  }
}

function digest({ type, payload, identity }: EventParts): string {
  const identifying = Object.entries(payload).filter(([key]) => identity?.has(key) ?? true);
  const text = canonicalJson([type, Object.fromEntries(identifying)]);
  return sha256(text).toString("hex", 0, 16);
}
