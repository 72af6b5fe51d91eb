import fc from "fast-check";
import type { Catalog } from "../catalog";
import { follow } from "../declared";
import type { JsonSchema } from "../provider";
import { writeStamp } from "./stamps";

/** What fits a schema and what no rule of normalization changes. Throws a `TypeError` for a keyword that it can't obey. */
export function arbitraryOf(root: JsonSchema, { template }: Catalog): fc.Arbitrary<unknown> {
  return made(root, "", true);

  function made(part: unknown, name: string, isRequired: boolean): fc.Arbitrary<unknown> {
    const schema = (follow(root, part) ?? part) as Keywords;
    refuseStrangeKeywords(schema);
    const { type, enum: values, items, minimum = -MOST, maximum = MOST } = schema;
    if (values) return fc.constantFrom(...values);
    if (type === "string") return textOf(schema, name, isRequired);
    if (type === "integer" || type === "number") return fc.integer({ min: minimum, max: maximum });
    if (type === "boolean") return fc.boolean();
    if (type === "array") return fc.array(made(items ?? {}, "", true), { maxLength: 3 });
    if (type === "object") return objectOf(schema);
    return fc.oneof(words, fc.integer());
  }

  function objectOf({ properties = {}, required = [] }: Keywords): fc.Arbitrary<unknown> {
    const members = Object.entries(properties).map(
      ([name, property]) => [name, made(property, name, required.includes(name))] as const,
    );
    return fc.record(Object.fromEntries(members), { requiredKeys: [...required] });
  }

  function textOf(
    { minLength = 0 }: Keywords,
    name: string,
    isRequired: boolean,
  ): fc.Arbitrary<string> {
    const isPhone = template?.phoneFields.includes(name);
    const kind = isPhone ? phones : kinds.find(({ names }) => names.test(name))?.texts;
    const texts = kind ?? words;
    // An empty text is an absent one, where that may be.
    const isEverEmpty = isRequired && minLength === 0;
    return (isEverEmpty ? fc.oneof({ weight: 9, arbitrary: texts }, fc.constant("")) : texts).map(
      (text) => text.padEnd(minLength, "x"),
    );
  }
}

/** The keywords of schemas that are obeyed. */
interface Keywords {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

const KEYWORDS: readonly string[] = [
  ...["type", "properties", "required", "items", "enum", "minLength", "minimum", "maximum"],
  ...["$schema", "$id", "$comment", "title", "description", "examples", "definitions"],
];

function refuseStrangeKeywords(schema: object): void {
  const strange = Object.keys(schema).find((keyword) => !KEYWORDS.includes(keyword));
  if (strange === undefined) return;
  throw new TypeError(
    `Payloads can't be made from a schema with the keyword "${strange}". Known: ${KEYWORDS.join(", ")} and local $ref.`,
  );
}

/** Integers of more digits are read from JSON alone. */
const MOST = 10 ** 15 - 1;

/** Texts that people choose, wherever they come from; none that a template's rules would take for something else. */
const words = fc.oneof(
  fc.constantFrom(
    "Asha Example",
    "Zoë 🙂",
    "آشا",
    "O'Neil & Sons",
    "1 + 1 = 2",
    "100 %",
    "null",
    "7",
  ),
  fc.constantFrom(
    '<img src=x onerror="alert(1)">',
    "'; DROP TABLE calls; --",
    "a\u0000b",
    "line\r\nline",
  ),
  fc.string().map((text) => `x${text}x`),
);

/** As they differ from account to account, and between two events of one call. */
const phones = fc
  .tuple(
    fc.constantFrom("+91", "91", "0", ""),
    fc.integer({ min: 5_550_000_000, max: 5_559_999_999 }),
  )
  .map(([prefix, digits]) => `${prefix}${digits}`);

const stamps = fc
  .integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2039, 11, 31) })
  .map((timeMs) => writeStamp(new Date(timeMs)));

const seconds = fc.integer({ min: 0, max: 36_000 }).map(String);

const recordings = fc.nat().map((nth) => `https://recordings.example.com/r/${nth}?access=${nth}`);

/** What texts there are in fields of certain names. */
const kinds = [
  { names: /number|phone/i, texts: phones },
  { names: /stamp$|^date$|^last_ticket_reply$/, texts: stamps },
  { names: /duration$|sec$|ring_time$/, texts: seconds },
  { names: /^recording_url$/, texts: recordings },
];
