/**
 * What moves a cursor, colours, rings, or turns the direction of writing: control characters, and invisible ones that
 * reorder what stands around them.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Text of somebody else's on one line, with escapes for what a terminal would act on. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

/** The same with a dot for each such character, so that all others stay where they were. */
export const dotted = (text: string): string => text.replace(UNPRINTABLE, "·");

/** A text of at most so many characters; of a longer one the beginning. */
export const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** JSON that a terminal does not act on; by default on one line, else indented by that many blanks. */
export function jsonText(value: unknown, indent = 0): string {
  // A line feed in JSON text is ours: those of values are escaped.
  return JSON.stringify(value, null, indent).replace(UNPRINTABLE, (character) =>
    character === "\n" ? character : escaped(character),
  );
}
