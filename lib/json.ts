import { WebhookError } from "./errors";

/** A decoded object of a delivery. */
export type JsonObject = Record<string, unknown>;

/** The deepest nesting that is read; deeper values overflow the stack of whoever walks them. */
export const MAX_DEPTH = 32;

/** The most keys of one object, and so the most parameters of a form. */
export const MAX_KEYS = 1000;

/** The most values of a delivery, counted at every level: ten times what a provider sends. */
export const MAX_VALUES = 5_000;

/** Any object that is not an array, a buffer or another class with a tag of its own. */
export function isObject(value: unknown): value is JsonObject {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** The object itself, from now on without a prototype. Unlike one made by `Object.create(null)`, it stays as fast to read as it was. */
export function withoutPrototype(object: JsonObject): JsonObject {
  return Object.setPrototypeOf(object, null);
}

/** A copy without a prototype. Its keys are fast to read, if the original's are. */
export const copyOf = (object: JsonObject): JsonObject => withoutPrototype({ ...object });

/** Throws for what would harm those who walk, merge or copy the value: `ERR_BODY_TOO_DEEP`, `ERR_TOO_MANY_KEYS`, `ERR_PROTOTYPE_KEY`. */
export function refuseUnsafe(value: unknown): void {
  refuseUnsafeAt(value, 1, { left: MAX_VALUES });
}

function refuseUnsafeAt(value: unknown, depth: number, values: { left: number }): void {
  if (values.left-- === 0) throw tooManyKeys(MAX_VALUES);
  if (typeof value !== "object" || value === null) return;
  if (depth > MAX_DEPTH) throw tooDeep();
  if (Array.isArray(value)) {
    for (const item of value) refuseUnsafeAt(item, depth + 1, values);
    return;
  }
  const keys = Object.keys(value);
  if (keys.length > MAX_KEYS) throw tooManyKeys();
  for (const key of keys) {
    const child = (value as JsonObject)[key];
    if (
      key === "__proto__" ||
      (key === "constructor" && Object.hasOwn(Object(child), "prototype"))
    ) {
      throw new WebhookError("ERR_PROTOTYPE_KEY");
    }
    refuseUnsafeAt(child, depth + 1, values);
  }
}

export function tooDeep(): WebhookError {
  return new WebhookError("ERR_BODY_TOO_DEEP", { detail: `at most ${MAX_DEPTH} levels are read` });
}

export function tooManyKeys(most = MAX_KEYS): WebhookError {
  return new WebhookError("ERR_TOO_MANY_KEYS", { detail: `at most ${most} are read` });
}

/** The value of a JSON text. Throws what `JSON.parse` and `refuseUnsafe` throw. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  refuseUnsafe(value);
  return value;
}

/** The same key order and number form everywhere: RFC 8785. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const object = value as JsonObject;
  const members = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
  return `{${members.join(",")}}`;
}
