/** Where a text ends to be JSON. */
export interface JsonFault {
  /** Counted from 0. */
  readonly at: number;
  readonly expected: string;
}

const BLANKS = /[\t\n\r ]*/y;

/** A string may hold all control characters but those below the blank. */
const TOKEN =
  /[{}[\],:]|"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/uy;

/** What may come next; the end of an object or a list that is empty so far may come as well. */
type Expected = "a value" | "a key in quotes" | "a colon" | "a comma or the end" | "nothing more";

/** The first fault of a text that is no JSON; nothing where there is none. */
export function jsonFault(text: string): JsonFault | undefined {
  const open: string[] = [];
  let expected: Expected = "a value";
  let isEmpty = false;
  let at = 0;
  for (;;) {
    at = endOf(BLANKS, text, at);
    const end = endOf(TOKEN, text, at);
    const token = text.slice(at, end);
    const isEnd = token === open.at(-1);
    if (isEnd && (isEmpty || expected === "a comma or the end")) {
      open.pop();
      expected = afterValue(open);
    } else {
      const next = follow(expected, token, open);
      if (next === undefined) {
        return at === text.length && expected === "nothing more" ? undefined : { at, expected };
      }
      isEmpty = token === "{" || token === "[";
      expected = next;
    }
    at = end;
  }
}

/** The end of what the pattern finds there; the place itself where it finds nothing. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const afterValue = (open: readonly string[]): Expected =>
  open.length > 0 ? "a comma or the end" : "nothing more";

/** What may come behind a token, which opens an object or a list perhaps; nothing where it may not stand there. */
function follow(expected: Expected, token: string, open: string[]): Expected | undefined {
  switch (expected) {
    case "a value":
      if (token === "{" || token === "[") {
        open.push(token === "{" ? "}" : "]");
        return token === "{" ? "a key in quotes" : "a value";
      }
      return /^[^}\],:]/.test(token) ? afterValue(open) : undefined;
    case "a key in quotes":
      return token.startsWith('"') ? "a colon" : undefined;
    case "a colon":
      return token === ":" ? "a value" : undefined;
    case "a comma or the end":
      if (token !== ",") return undefined;
      return open.at(-1) === "}" ? "a key in quotes" : "a value";
    case "nothing more":
      return undefined;
  }
}
