import type { Declared } from "./declared";
import { copyOf, isObject, type JsonObject, parseJson } from "./json";
import type { Repairs } from "./repairs";

/** Stands for a value that can't be made to fit its declared type. */
const UNFIT = Symbol("unfit");

/**
 * Makes the documented payload out of the delivered one, in a copy (rules 3 to 6 of `schemas/README.md`): values take
 * their declared types where that loses nothing, and what still does not fit an optional property is left out.
 * A required one that does not fit is the validator's to refuse.
 */
export function normalize(fields: JsonObject, declared: Declared, repairs: Repairs): JsonObject {
  const payload = copyOf(fields);
  for (const key in fields) {
    const value = fields[key];
    const property = declared.properties.get(key);
    if (property === undefined || isPlainText(value, property)) continue;
    const isRequired = declared.required.has(key);
    // For a required text, an empty one may be the value.
    if (value === "" && !(isRequired && property.type === "string")) {
      repairs.noteAt(key, "absent");
      delete payload[key];
      continue;
    }
    const fitted = fitMember(value, key, property, isRequired, repairs);
    if (fitted !== UNFIT) payload[key] = fitted;
    else if (!isRequired) delete payload[key];
  }
  return payload;
}

/** What nearly all values are: a text that is there, where a text is declared. */
function isPlainText(value: unknown, { type }: Declared): boolean {
  return typeof value === "string" && value !== "" && type === "string";
}

/** The value as its property declares it. Of one that does not fit, nothing is noted but that it was left out. */
function fitMember(
  value: unknown,
  key: string,
  property: Declared,
  isRequired: boolean,
  repairs: Repairs,
): unknown {
  const noted = repairs.list.length;
  repairs.enter(key);
  const fitted = fitValue(value, property, repairs);
  if (fitted === UNFIT) {
    repairs.rewind(noted);
    if (!isRequired) repairs.note("left-out");
  }
  repairs.leave();
  return fitted;
}

function fitValue(value: unknown, declared: Declared, repairs: Repairs): unknown {
  switch (declared.type) {
    case undefined:
      return value;
    case "object":
      return fitObject(value, declared, repairs);
    case "array":
      return fitArray(value, declared, repairs);
    default:
      return fitScalar(value, declared.type, repairs);
  }
}

function fitScalar(value: unknown, type: string, repairs: Repairs): unknown {
  const fitted = scalars[type]?.(value) ?? UNFIT;
  if (fitted !== UNFIT && fitted !== value) repairs.note("converted");
  return fitted;
}

/** The conversions that lose nothing; `undefined` where there is none. */
const scalars: Readonly<Record<string, (value: unknown) => unknown>> = {
  string(value) {
    if (typeof value === "string") return value;
    if (typeof value === "boolean" || Number.isSafeInteger(value)) return String(value);
    return isExactDecimal(value) ? String(value) : undefined;
  },
  integer(value) {
    if (Number.isSafeInteger(value)) return value;
    if (value === true || value === "true") return 1;
    if (value === false || value === "false") return 0;
    return isMatch(value, /^(?:0|-?[1-9][0-9]{0,14})$/) ? Number(value) : undefined;
  },
  number(value) {
    if (Number.isFinite(value)) return value;
    const isShort = isMatch(value, /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/) && value.length <= 16;
    return isShort ? Number(value) : undefined;
  },
  boolean(value) {
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "1" || value === 1) return true;
    return value === "false" || value === "0" || value === 0 ? false : undefined;
  },
};

/** In this range the shortest decimal that gives the number back has no exponent, in any language. */
function isExactDecimal(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) >= 1e-4 && Math.abs(value) < 1e15;
}

function isMatch(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}

function fitObject(given: unknown, declared: Declared, repairs: Repairs): unknown {
  const object = readText(given, repairs);
  if (!isObject(object)) return UNFIT;
  const { properties, required } = declared;
  let fitted = object;
  for (const key of Object.keys(object)) {
    const value = object[key];
    const property = properties.get(key);
    if (property === undefined) continue;
    const member = fitMember(value, key, property, required.has(key), repairs);
    if (member === value) continue;
    if (fitted === object) fitted = { ...object };
    if (member === UNFIT) delete fitted[key];
    else fitted[key] = member;
  }
  for (const key of required) if (!Object.hasOwn(fitted, key)) return UNFIT;
  return fitted;
}

function fitArray(value: unknown, { items }: Declared, repairs: Repairs): unknown {
  const list = wrap(readText(value, repairs), items, repairs);
  if (!Array.isArray(list) || items === undefined) return list;
  let fitted = list;
  for (const [index, item] of list.entries()) {
    repairs.enter(index);
    const value = fitValue(item, items, repairs);
    repairs.leave();
    if (value === UNFIT) return UNFIT;
    if (value === item) continue;
    if (fitted === list) fitted = [...list];
    fitted[index] = value;
  }
  return fitted;
}

/** A list takes a lone object as its one item, a list of texts a lone text. */
function wrap(value: unknown, items: Declared | undefined, repairs: Repairs): unknown {
  if (Array.isArray(value)) return value;
  const isLoneText = typeof value === "string" && items?.type === "string" && !isNotation(value);
  if (!isLoneText && !isObject(value)) return UNFIT;
  repairs.note("wrapped");
  return [value];
}

/** Text that writes down a structure: JSON, or Go's `map[…]` and `<nil>`, which can't be read back. */
const isNotation = (text: string) => /^(?:[[{]|map\[|<nil>$)/.test(text);

/** What a JSON text says; any other value as it is. */
function readText(value: unknown, repairs: Repairs): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    const parsed = parseJson(value);
    repairs.note("parsed");
    return parsed;
  } catch {
    return value;
  }
}
