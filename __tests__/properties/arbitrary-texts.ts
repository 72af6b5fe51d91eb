import fc from "fast-check";

/** Any character there is. To make fast-check's own unit of this kind takes half a second. */
export const anyCharacter = fc.oneof(
  fc.string({ minLength: 1, maxLength: 1 }),
  fc.constantFrom("\0", "\t", "\n", "\x7f", "\xa0", "é", "€", "\u2028", "\ufeff", "\u{1f600}"),
  fc.nat(0x10ffff - 0x800).map((nth) => String.fromCodePoint(nth < 0xd800 ? nth : nth + 0x800)),
);

export const anyText = fc.string({ unit: anyCharacter });

/** Printable ASCII, as headers take it. */
const printable = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 });

/** Text that no rule changes and every encoding carries. */
export const plainText = anyText.map((text) => `x${text}x`);

/** Texts that templates, forms, people and attackers make. */
export const oddText = fc.oneof(
  fc.constantFrom("", " ", "$campaign_id", "_name", "_number", "$5", "true", "0", "-0", "01"),
  fc.constantFrom("[", "{}", "[1]", '{"id":7}', '[{"id":"7"},"x"]', '{"__proto__":1}', "null"),
  fc.constantFrom("map[a:1]", "<nil>", "[a b]", " 915550001111", "+91555", "[".repeat(40)),
  anyText,
  fc.json({ maxDepth: 3 }),
  fc.integer().map(String),
);

/** A text, and one way in which a sender may write it in a query or form. */
export interface Escaped {
  readonly text: string;
  readonly written: string;
}

export const escapedText = (lengths: fc.ArrayConstraints = {}) => escaped(anyCharacter, lengths);

export const escapedAscii = (lengths: fc.ArrayConstraints = {}) => escaped(printable, lengths);

function escaped(character: fc.Arbitrary<string>, lengths: fc.ArrayConstraints) {
  return fc.array(fc.tuple(character, fc.constantFrom(...escapes)), lengths).map(
    (characters): Escaped => ({
      text: characters.map(([one]) => one).join(""),
      written: characters.map(([one, write]) => write(one)).join(""),
    }),
  );
}

const escapeBytes = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

const escapes: readonly ((character: string) => string)[] = [
  (character) => escapeBytes(character),
  (character) => escapeBytes(character).toUpperCase(),
  (character) => (character === " " ? "+" : encodeURIComponent(character)),
  (character) =>
    /[\w!"$'()*,./:;<>?@[\\\]^`{|}~-]/.test(character) ? character : escapeBytes(character),
];
