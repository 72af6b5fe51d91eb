import { trimBlanks } from "../blanks";
import type { Place } from "./excerpt";
import { keysOf } from "./json-pointer";
import { jsonText } from "./printable";

/**
 * Prints an object and points at the field that a JSON Pointer leads to or into; where there is none, at the end of
 * the object. The key may still have the blanks and the `$` of a template.
 */
export function markedJson(fields: unknown, pointer: string): Place {
  const lines = linesOf(fields);
  const [field] = keysOf(pointer);
  const members = Object.entries(Object(fields));
  const index = members.findIndex(([name]) => trimBlanks(name).replace(/^\$/, "") === field);
  const [name] = members[index] ?? [];
  if (name === undefined) return { lines, line: lines.length - 1, column: 0, length: 1 };

  const above = members.slice(0, index).map(([, member]) => linesOf(member).length);
  const line = above.reduce((sum, count) => sum + count, 1);
  const column = `  ${jsonText(name)}: `.length;
  return { lines, line, column, length: String(lines[line]).replace(/,$/, "").length - column };
}

const linesOf = (value: unknown) => jsonText(value, 2).split("\n");
