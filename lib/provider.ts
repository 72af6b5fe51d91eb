/** A JSON Schema, as parsed. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Where a validator found the first fault; Ajv's error objects fit. */
export interface ValidatorError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: object;
  readonly message?: string;
}

/** A compiled schema, as Ajv makes it. Its `schema`, where there is one, directs the normalization. */
export interface Validator {
  (data: unknown): boolean;
  errors?: readonly ValidatorError[] | null | undefined;
  readonly schema?: unknown;
}

/** Either a JSON Schema, compiled when the receiver is made, or a validator compiled before. */
export type Contract =
  | { readonly schema: JsonSchema; readonly validate?: never }
  | { readonly validate: Validator; readonly schema?: never };

/**
 * What the provider waits for. `json`: an object, completed with `constants` and, for absent or null required texts,
 * with `""`, then checked. `text`: a string sent as `text/plain`, or `html` sent as `text/html`.
 */
export type ReplyDefinition =
  | ({ readonly kind: "json"; readonly constants?: Readonly<Record<string, unknown>> } & Contract)
  | { readonly kind: "text" };

declare const types: unique symbol;

/** An event of a provider; made by `event`. */
export interface EventDefinition<Payload = unknown, Reply = unknown> extends EventOptions {
  readonly schema?: JsonSchema;
  readonly validate?: Validator;
  readonly reply?: ReplyDefinition;
  /** For the compiler alone. */
  readonly [types]?: { readonly payload: Payload; readonly reply: Reply };
}

interface EventOptions {
  /** Properties that tell two events apart, besides all declared ones; a `template` may lose lists and objects, so name those that count. */
  readonly identity?: readonly string[];
  /**
   * How long an equal delivery is taken for a repeat of this event, in milliseconds: short where two events may well be
   * equal, since nothing in them is unique. Default: 24 h. The store's `ttlMs` may say otherwise.
   */
  readonly duplicateTtlMs?: number;
}

/**
 * Describes one event: its payload by a schema or a validator, and the reply it waits for, if any.
 * The first type is the payload, the second what a handler returns.
 */
export function event<Payload extends object>(
  definition: Contract & EventOptions,
): EventDefinition<Payload, never>;
export function event<Payload extends object, Reply>(
  definition: Contract & EventOptions & { readonly reply: ReplyDefinition },
): EventDefinition<Payload, Reply>;
export function event(definition: EventDefinition): EventDefinition {
  return definition;
}

/** HTTP methods by which a provider may deliver. `GET` carries its fields in the URL, the others in the body. */
export type Method = "GET" | "POST" | "PUT" | "PATCH";

/** A media type family that a body may have. */
export type BodyType = "json" | "form";

/** Names the event of a payload whose fields prove it, or returns `undefined`; never guesses. */
export type Shape<Type extends string = string> = (
  payload: Readonly<Record<string, unknown>>,
) => Type | undefined;

/** How an event is recognised: by a field of the payload, or by its trigger (option, path, query, else `shape`). */
export type Identification =
  | { readonly by: "field"; readonly field: string }
  | { readonly by: "trigger"; readonly shape?: Shape };

/** Turns on the repairs of keys, blanks and placeholders that body templates need (rules 1 to 3). */
export interface TemplateRules {
  /** Fields that hold a phone number, whose plus a form decodes to a blank. */
  readonly phoneFields: readonly string[];
}

/** A provider as data: everything the pipeline needs to know about it. */
export interface Provider {
  /** In event ids, logs and `event.provider`: lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly events: Readonly<Record<string, EventDefinition>>;
  readonly identify: Identification;
  /** Default `["POST"]`. */
  readonly methods?: readonly Method[];
  /** Default `["json", "form"]`. JSON is found under a form, text or missing content type too. */
  readonly bodyTypes?: readonly BodyType[];
  /** Default: payloads are not made from an editable template, and texts are left to the letter. */
  readonly template?: TemplateRules;
}

/** The names of a provider's events. */
export type EventType<P extends Provider> = keyof P["events"] & string;

type PayloadOfDefinition<D> = D extends EventDefinition<infer Payload, unknown> ? Payload : never;
type ReplyOfDefinition<D> = D extends EventDefinition<unknown, infer Reply> ? Reply : never;

export type PayloadOf<P extends Provider, Type extends EventType<P>> = PayloadOfDefinition<
  P["events"][Type]
>;
export type ReplyOf<P extends Provider, Type extends EventType<P>> = ReplyOfDefinition<
  P["events"][Type]
>;

/** The events of a provider that wait for a reply. */
export type ReplyType<P extends Provider> = {
  [Type in EventType<P>]: [ReplyOf<P, Type>] extends [never] ? never : Type;
}[EventType<P>];

/** The events of a provider that only tell. */
export type NotifyType<P extends Provider> = Exclude<EventType<P>, ReplyType<P>>;
