import { element } from "./element.mjs";

/**
 * A value as JSON, to read. Members are marked of which `isMarked` says so, given their JSON Pointer.
 *
 * @param {unknown} value
 * @param {(pointer: string) => boolean} isMarked
 * @param {string} label
 */
export function jsonView(value, isMarked, label) {
  const code = element("code", {}, ...write(value, "", "", isMarked));
  return element("pre", { tabindex: "0", role: "region", "aria-label": label }, code);
}

/** What turns the direction of writing is written as an escape, so that each line reads as it was sent. */
function jsonOf(value) {
  return JSON.stringify(value)?.replace(
    /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}

function write(value, pointer, indent, isMarked) {
  if (typeof value !== "object" || value === null) return [jsonOf(value) ?? "undefined"];
  const isList = Array.isArray(value);
  const [open, close] = isList ? "[]" : "{}";
  const members = Object.entries(value);
  if (members.length === 0) return [open + close];
  const inner = `${indent}  `;
  const lines = members.flatMap(([key, member], index) => {
    const at = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const name = isList ? "" : `${jsonOf(key)}: `;
    const text = write(member, at, inner, isMarked);
    const end = index < members.length - 1 ? "," : "";
    if (!isMarked(at)) return [`\n${inner}`, name, ...text, end];
    // Of what takes several lines, the name alone is marked.
    const [marked, rest] = text.length > 1 ? [[name], text] : [[name, ...text], []];
    return [`\n${inner}`, element("mark", {}, ...marked), ...rest, end];
  });
  return [open, ...lines, `\n${indent}${close}`];
}
