import { WebhookError } from "./errors";
import { type JsonObject, MAX_DEPTH, MAX_KEYS, tooDeep, tooManyKeys } from "./json";

export type FormCharset = "utf-8" | "iso-8859-1";

interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** The parameters of a query or form in their order. Throws `ERR_TOO_MANY_KEYS`, `ERR_BODY_MALFORMED`. */
export function parameters(text: string, charset: FormCharset): Parameter[] {
  const parts = text.split("&", MAX_KEYS + 1);
  if (parts.length > MAX_KEYS) throw tooManyKeys();
  return parts
    .filter((part) => part !== "")
    .map((part) => {
      const { name, value } = halves(part);
      return { name: decodeText(name, charset), value: decodeText(value, charset) };
    });
}

/** The values of one parameter of a query, whatever is wrong with the others. */
export function valuesOf(query: string, name: string): string[] {
  return query
    .split("&")
    .map(halves)
    .filter((part) => decodeOrKeep(part.name) === name)
    .map(({ value }) => decodeOrKeep(value));
}

/** The query without the named parameters, the others to the letter. */
export function withoutParameters(query: string, names: readonly string[]): string {
  return query
    .split("&")
    .filter((part) => !names.includes(decodeOrKeep(halves(part).name)))
    .join("&");
}

function halves(part: string): Parameter {
  const equals = part.indexOf("=");
  return equals < 0
    ? { name: part, value: "" }
    : { name: part.slice(0, equals), value: part.slice(equals + 1) };
}

function decodeOrKeep(text: string): string {
  try {
    return decodeText(text, "utf-8");
  } catch {
    return text;
  }
}

function decodeText(text: string, charset: FormCharset): string {
  const spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  if (charset === "iso-8859-1") {
    return spaced.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  try {
    // A percent sign that starts no escape stands for itself, as in the WHATWG URL standard.
    return decodeURIComponent(spaced.replace(/%(?![0-9a-f]{2})/gi, "%25"));
  } catch (cause) {
    throw new WebhookError("ERR_BODY_MALFORMED", { detail: "an escape is not UTF-8", cause });
  }
}

/** An object under construction, whose keys came in brackets. */
class Branch {
  readonly members: Record<string, unknown> = Object.create(null);
}

/** Values of one repeated key. */
class Repeats {
  readonly values: unknown[];
  constructor(...values: unknown[]) {
    this.values = values;
  }
}

/**
 * The object that a form's names and values describe. A repeated key makes a list. `a[b]=1` makes an object,
 * `a[]=1` and `a[0]=1` a list; a name with other brackets, or one that would need a text to be an object, is
 * an ordinary key.
 */
export function nest(entries: Iterable<readonly [name: string, value: unknown]>): JsonObject {
  const root = new Branch();
  for (const [name, value] of entries) {
    const path = keysOf(name);
    if (path.length > MAX_DEPTH) throw tooDeep();
    if (!add(root, path, value)) add(root, [name], value);
  }
  return Object.assign(Object.create(null), mapValues(root.members, finish));
}

function keysOf(name: string): string[] {
  const [, first, brackets] = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name) ?? [];
  if (first === undefined || brackets === undefined) return [name];
  return [first, ...brackets.slice(1, -1).split("][")];
}

/** Whether the path could be followed to its end. */
function add(root: Branch, path: readonly string[], value: unknown): boolean {
  let branch = root;
  for (const [depth, part] of path.entries()) {
    const key = depth > 0 && part === "" ? String(Object.keys(branch.members).length) : part;
    const present = branch.members[key];
    if (depth === path.length - 1) {
      branch.members[key] = repeated(present, value);
    } else {
      const next = present ?? new Branch();
      if (!(next instanceof Branch)) return false;
      branch.members[key] = next;
      branch = next;
    }
  }
  return true;
}

function repeated(present: unknown, value: unknown): unknown {
  if (present === undefined) return value;
  if (present instanceof Repeats) {
    present.values.push(value);
    return present;
  }
  return new Repeats(present, value);
}

/** A branch whose keys count up from zero is a list. */
function finish(value: unknown): unknown {
  if (value instanceof Repeats) return value.values.map(finish);
  if (!(value instanceof Branch)) return value;
  const isList = Object.keys(value.members).every((key, index) => key === String(index));
  const members = mapValues(value.members, finish);
  return isList ? Object.values(members) : members;
}

function mapValues(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
