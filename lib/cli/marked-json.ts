import { trimBlanks } from "../blanks";
import { isObject } from "../json";
import { keysOf } from "./json-pointer";
import { jsonText } from "./printable";

/** Printed JSON with a place in it that is pointed at. */
export interface MarkedJson {
  readonly lines: readonly string[];
  /** The line pointed at, counted from 0. */
  readonly line: number;
  /** The first character pointed at, counted from 0, and how many there are. */
  readonly column: number;
  readonly length: number;
}

/**
 * Prints a value and points at the member that a JSON Pointer names; where there is none, at the end of what should
 * hold it. Keys may still have the blanks and the `$` of a template.
 */
export function markedJson(value: unknown, pointer: string): MarkedJson {
  const lines = linesOf(value);
  let target = value;
  let line = 0;
  let column = 0;
  let indent = 0;
  for (const key of keysOf(pointer)) {
    const isList = Array.isArray(target);
    // What lies inside a text is pointed at as a whole.
    if (!isList && !isObject(target)) break;
    const members = Object.entries(target as object);
    const index = members.findIndex(([name]) => bare(name) === key);
    const [name, member] = members[index] ?? [];
    if (name === undefined) {
      line += linesOf(target).length - 1;
      column = String(lines[line]).replace(/,$/, "").length - 1;
      return { lines, line, column, length: 1 };
    }
    const before = members.slice(0, index).map(([, other]) => linesOf(other).length);
    line += before.reduce((sum, count) => sum + count, 1);
    indent += 2;
    column = indent + (isList ? 0 : jsonText(name).length + 2);
    target = member;
  }
  return { lines, line, column, length: String(lines[line]).replace(/,$/, "").length - column };
}

const linesOf = (value: unknown) => jsonText(value, 2).split("\n");

/** The key as the page has it. */
const bare = (key: string) => trimBlanks(key).replace(/^\$/, "");
