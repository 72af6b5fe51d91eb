import { type Authenticator, isAuthenticator, letEveryoneIn } from "./authenticate";
import type { Catalog } from "./catalog";
import { checkTtl, type DuplicateStore } from "./duplicates";
import { demandInbox, type Inbox } from "./inbox/inbox";
import { isObject } from "./json";
import { demandTimerMs } from "./milliseconds";
import { refuseUnknownKeys, suggestion } from "./nearest-name";
import type { EventType, PayloadOf, Provider } from "./provider";

/** Options of every receiver. */
export interface ReceiverOptions {
  /** Who is let in: an authenticator such as `sharedSecret(…)`, or the word `"none"`. Required. */
  readonly auth: Authenticator | "none";
  /** The largest body, inflated: bytes, or a text such as `"256kb"` or `"1mb"`. Default `"256kb"`. Over it: 413. */
  readonly limit?: number | string;
  /** How long a sender is kept waiting for its answer, in milliseconds from entry. Default 8,000: Servetel gives up after 10 s. */
  readonly deadlineMs?: number;
  /** How long a body may take to arrive, in milliseconds. Default 5,000. Over it: 408. */
  readonly bodyDeadlineMs?: number;
  /** An event without a handler: `"accept"` (default) answers 202 and tells `onUnhandled`, `"next"` calls `next()`. */
  readonly unhandled?: "accept" | "next";
  /** Keeps repeated deliveries from the handlers: `memoryDuplicates()`, or a store of yours. Default: every delivery is handled. */
  readonly duplicates?: DuplicateStore;
  /**
   * Keeps deliveries before they are handled: `sqliteInbox({ file })`, `bullmqInbox({ connection, queue })`, or an inbox
   * of yours. Events without a reply are stored, answered 202, and handled by `receiver.work()`, in this process or
   * another. Default: they are handled before the answer.
   */
  readonly inbox?: Inbox;
}

/** An option of providers whose events are recognised by their trigger. */
export interface TriggerOption<Type extends string> {
  /** The trigger of every delivery here; goes before path, query and shape. */
  readonly trigger?: Type;
}

/** An option of providers whose payloads are made from a template. */
export interface FieldsOption<FieldName extends string> {
  /** Renamed keys of your template: wire key to documented name. */
  readonly fields?: Readonly<Record<string, FieldName>>;
}

type AnyKey<Union> = Union extends unknown ? keyof Union & string : never;
type FieldName<P extends Provider> = AnyKey<
  { [Type in EventType<P>]: PayloadOf<P, Type> }[EventType<P>]
>;

/** The options that a provider's receiver takes. */
export type OptionsOf<P extends Provider> = ReceiverOptions &
  (P["identify"] extends { readonly by: "trigger" } ? TriggerOption<EventType<P>> : unknown) &
  (P extends { readonly template: object } ? FieldsOption<FieldName<P>> : unknown);

/** Checked and complete options. */
export interface Config {
  readonly auth: Authenticator;
  readonly limit: number;
  readonly deadlineMs: number;
  readonly bodyDeadlineMs: number;
  readonly unhandled: "accept" | "next";
  readonly duplicates: DuplicateStore | undefined;
  readonly inbox: Inbox | undefined;
  /** Whether handlers that are not done by the deadline have failed; else only a reply has, and the others go on. */
  readonly failsWhenLate: boolean;
  readonly trigger: string | undefined;
  readonly fields: ReadonlyMap<string, string>;
}

type AnyOptions = ReceiverOptions & TriggerOption<string> & FieldsOption<string>;

/** Checks and completes options once. Throws a `TypeError` that names the fault and the fix. */
export function completeOptions(catalog: Catalog, options: AnyOptions): Config {
  if (!isObject(options)) {
    throw new TypeError(
      `The ${catalog.name} receiver takes an object of options. ${AUTH_IS_REQUIRED}`,
    );
  }
  refuseUnknownKeys(options, optionsOf(catalog), `option of the ${catalog.name} receiver`);
  const {
    limit = "256kb",
    deadlineMs = 8_000,
    bodyDeadlineMs = 5_000,
    unhandled = "accept",
    trigger,
    fields = {},
  } = options;
  if (unhandled !== "accept" && unhandled !== "next") {
    throw new TypeError('The option unhandled is "accept" or "next".');
  }
  if (trigger !== undefined && !catalog.events.has(trigger)) {
    throw new TypeError(
      `Unknown trigger "${trigger}". ${suggestion(trigger, catalog.events.keys())}`,
    );
  }
  return {
    auth: completeAuth(catalog, options.auth),
    limit: completeLimit(limit),
    deadlineMs: demandTimerMs("The option deadlineMs", deadlineMs),
    bodyDeadlineMs: demandTimerMs("The option bodyDeadlineMs", bodyDeadlineMs),
    unhandled,
    duplicates: completeDuplicates(catalog, options.duplicates),
    inbox: completeInbox(options.inbox, unhandled),
    failsWhenLate: false,
    trigger,
    fields: completeFields(catalog, fields),
  };
}

function optionsOf(catalog: Catalog): string[] {
  return [
    ...["auth", "limit", "deadlineMs", "bodyDeadlineMs", "unhandled", "duplicates", "inbox"],
    ...(catalog.identify.by === "trigger" ? ["trigger"] : []),
    ...(catalog.template ? ["fields"] : []),
  ];
}

const AUTH_IS_REQUIRED =
  'The option auth is required: sharedSecret(process.env.YOUR_SECRET) or, to let everyone in, "none".';

let warnedOfNone = false;

function completeAuth({ name }: Catalog, auth: ReceiverOptions["auth"]): Authenticator {
  if (auth === "none") {
    if (!warnedOfNone && process.env["NODE_ENV"] !== "test") {
      warnedOfNone = true;
      console.warn(
        `telephony-webhooks: the ${name} receiver has auth "none": anyone can post to it.`,
      );
    }
    return letEveryoneIn;
  }
  if (!isAuthenticator(auth)) throw new TypeError(AUTH_IS_REQUIRED);
  return auth;
}

const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
};

function completeLimit(limit: number | string): number {
  const bytes = typeof limit === "string" ? bytesIn(limit) : limit;
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new TypeError('The option limit takes a whole number of bytes or a text such as "256kb".');
}

/** Not a number where the text is no size. Parts of bytes are left out of kilobytes, but not of bytes. */
function bytesIn(text: string): number {
  const [, digits = "", unit = "b"] = /^(\d+(?:\.\d+)?) ?(b|kb|mb|gb)?$/i.exec(text) ?? [];
  const bytes = Number(digits || Number.NaN) * (BYTES_PER_UNIT[unit.toLowerCase()] as number);
  return unit.toLowerCase() === "b" ? bytes : Math.floor(bytes);
}

function completeInbox(
  inbox: Inbox | undefined,
  unhandled: Config["unhandled"],
): Inbox | undefined {
  if (inbox === undefined) return undefined;
  if (unhandled === "next") {
    throw new TypeError(
      'The options inbox and unhandled "next" exclude each other: what is stored is handled later, by receiver.work().',
    );
  }
  return demandInbox(inbox);
}

function completeDuplicates(
  { events }: Catalog,
  store: DuplicateStore | undefined,
): DuplicateStore | undefined {
  if (store === undefined) return undefined;
  const { claim, complete, fail, ttlMs } = store ?? {};
  if ([claim, complete, fail].some((method) => typeof method !== "function")) {
    throw new TypeError(
      "The option duplicates takes memoryDuplicates() or a store that can claim, complete and fail.",
    );
  }
  checkTtl(ttlMs);
  for (const type of Object.keys(isObject(ttlMs) ? ttlMs : {})) {
    const event = events.get(type);
    if (!event) {
      throw new TypeError(
        `The ttlMs of duplicates names an unknown event "${type}". ${suggestion(type, events.keys())}`,
      );
    }
    if (event.reply) {
      throw new TypeError(
        `The ttlMs of duplicates names ${type}, whose repeats are always answered anew.`,
      );
    }
  }
  return store;
}

function completeFields(
  { declaredNames }: Catalog,
  fields: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  if (!isObject(fields)) throw new TypeError("The option fields takes an object.");
  const renames = new Map(Object.entries(fields));
  for (const [key, name] of renames) {
    if (!declaredNames.has(name)) {
      throw new TypeError(
        `The option fields renames "${key}" to an unknown field. ${suggestion(String(name), declaredNames)}`,
      );
    }
    if (renames.has(name)) {
      throw new TypeError(
        `The option fields renames "${key}" to "${name}", which it renames as well.`,
      );
    }
  }
  return renames;
}
