import { WebhookError } from "./errors";
import {
  type JsonObject,
  MAX_DEPTH,
  MAX_KEYS,
  MAX_VALUES,
  tooDeep,
  tooManyKeys,
  withoutPrototype,
} from "./json";

export type FormCharset = "utf-8" | "iso-8859-1";

type Parameter = readonly [name: string, value: string];

/** The parameters of a query or form in their order. Throws `ERR_TOO_MANY_KEYS`, `ERR_BODY_MALFORMED`. */
export function parameters(text: string, charset: FormCharset): Parameter[] {
  const parts = partsOf(text);
  if (parts === undefined) throw tooManyKeys();
  return parts
    .filter((part) => part !== "")
    .map((part) => {
      const [name, value] = halves(part);
      return [decodeText(name, charset), decodeText(value, charset)];
    });
}

/** The values of one parameter of a query, whatever is wrong with the others. */
export function valuesOf(query: string, name: string): string[] {
  const values: string[] = [];
  for (const part of query.split("&", MAX_KEYS)) {
    const [key, value] = halves(part);
    if (isWritten(name, key)) values.push(decodeLeniently(value));
  }
  return values;
}

/** The query without the named parameters, the others to the letter. Nothing where it has more than are read. */
export function withoutParameters(query: string, names: readonly string[]): string | undefined {
  if (query === "") return query;
  return partsOf(query)
    ?.filter((part) => {
      const [key] = halves(part);
      return !names.some((name) => isWritten(name, key));
    })
    .join("&");
}

/** The query without its secrets. Among more parameters than are read, nobody looks for one: then they all go. */
export function withoutSecrets(query: string, names: readonly string[]): string {
  return withoutParameters(query, names) ?? "";
}

function partsOf(text: string): string[] | undefined {
  const parts = text.split("&", MAX_KEYS + 1);
  return parts.length > MAX_KEYS ? undefined : parts;
}

function halves(part: string): Parameter {
  const equals = part.indexOf("=");
  return equals < 0 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
}

/** Whether the text says the name. Escapes make it nine times as long at most, so that a longer one need not be decoded. */
function isWritten(name: string, text: string): boolean {
  return text === name || (text.length <= 9 * name.length && decodeLeniently(text) === name);
}

/** Never throws: a stranger may send thousands of broken escapes, and an error costs more than all the rest. */
export function decodeLeniently(text: string): string {
  if (/^[!-$&-*,-~]*$/.test(text)) return text;
  return Buffer.from(decodeText(text, "iso-8859-1"), "latin1").toString();
}

function decodeText(text: string, charset: FormCharset): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
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
  readonly members = new Map<string, unknown>();
  /** Whether all keys are numbers, so that it is a list. */
  isList = true;
  /** Not the number of members, since the keys of a list may have gaps. */
  nextIndex = 0;

  put(key: string, value: unknown): void {
    this.members.set(key, value);
    if (INDEX.test(key)) this.nextIndex = Math.max(this.nextIndex, Number(key) + 1);
    else this.isList = false;
  }
}

const INDEX = /^(?:0|[1-9][0-9]{0,8})$/;

/** Values of one repeated key. */
class Repeats {
  readonly values: unknown[];
  constructor(...values: unknown[]) {
    this.values = values;
  }
}

/**
 * The object that a form's names and values describe. A repeated key makes a list. `a[b]=1` makes an object, `a[]=1`
 * and `a[0]=1` a list, whose numbers may have gaps; a name with other brackets, or one that would need a text to be
 * an object, is an ordinary key.
 */
export function nest(entries: Iterable<readonly [name: string, value: unknown]>): JsonObject {
  const root = new Branch();
  let levels = 0;
  for (const [name, value] of entries) {
    const { key, inBrackets } = keysOf(name);
    if (inBrackets.length >= MAX_DEPTH) throw tooDeep();
    levels += inBrackets.length;
    if (levels > MAX_VALUES) throw tooManyKeys(MAX_VALUES);
    if (!add(root, key, inBrackets, value)) add(root, name, [], value);
  }
  return withoutPrototype(Object.fromEntries(finished(root)));
}

function keysOf(name: string): { key: string; inBrackets: string[] } {
  if (!/^[^[\]]+(?:\[[^[\]]*\])+$/.test(name)) return { key: name, inBrackets: [] };
  const first = name.indexOf("[");
  return { key: name.slice(0, first), inBrackets: name.slice(first + 1, -1).split("][") };
}

/** Whether the keys in brackets could be followed to their end. */
function add(
  branch: Branch,
  key: string,
  [next, ...others]: readonly string[],
  value: unknown,
): boolean {
  const present = branch.members.get(key);
  const isTaken = present !== undefined && !(present instanceof Branch);
  if (next === undefined || (isTaken && next === "" && others.length === 0)) {
    branch.put(key, repeated(present, value));
    return true;
  }
  if (isTaken) return false;
  const below = present ?? new Branch();
  branch.put(key, below);
  return add(below, next === "" ? String(below.nextIndex) : next, others, value);
}

function repeated(present: unknown, value: unknown): unknown {
  if (present === undefined) return value;
  if (present instanceof Branch && present.isList) {
    present.put(String(present.nextIndex), value);
    return present;
  }
  if (!(present instanceof Repeats)) return new Repeats(present, value);
  present.values.push(value);
  return present;
}

function finish(value: unknown): unknown {
  if (value instanceof Repeats) return value.values.map(finish);
  if (!(value instanceof Branch)) return value;
  const members = finished(value);
  if (!value.isList) return Object.fromEntries(members);
  return members.sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => member);
}

function finished({ members }: Branch): [key: string, value: unknown][] {
  return [...members].map(([key, member]) => [key, finish(member)]);
}
