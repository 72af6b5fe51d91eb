import { trimBlanks } from "./blanks";
import type { Encoding } from "./decode";
import { copyOf, type JsonObject } from "./json";
import type { Namings } from "./naming";
import type { TemplateRules } from "./provider";
import type { Repairs } from "./repairs";

/** What cleaning has to know about a delivery, its provider and the user's template. */
export interface CleanRules {
  /** A form or a query has decoded pluses to blanks. */
  readonly encoding: Encoding;
  readonly template: TemplateRules;
  readonly namings: Namings;
}

/**
 * Undoes what an editable body template does to keys and texts (rules 1 to 3 of `schemas/README.md`), in a copy.
 * It needs the names of declared properties, not their types.
 */
export function clean(raw: JsonObject, rules: CleanRules, repairs: Repairs): JsonObject {
  const { names, areDeclared, repairs: renames, blank } = rules.namings.of(Object.keys(raw));
  repairs.list.push(...renames);
  const fields = copyOf(blank);
  let index = 0;
  for (const key in raw) {
    const name = names[index];
    const value = raw[key];
    if (name !== undefined) {
      fields[name] = areDeclared[index] ? cleanValue(name, value, rules, repairs) : value;
    }
    index++;
  }
  return fields;
}

/** Rules 2 and 3: blanks around texts, and placeholders that nothing was filled in for. */
function cleanValue(name: string, value: unknown, rules: CleanRules, repairs: Repairs): unknown {
  if (value === null) {
    repairs.noteAt(name, "unfilled");
    return "";
  }
  if (typeof value !== "string") return value;
  let text = value;
  if (
    rules.encoding !== "json" &&
    rules.template.phoneFields.includes(name) &&
    LOST_PLUS.test(text)
  ) {
    text = `+${text.slice(1)}`;
    repairs.noteAt(name, "plus-restored");
  }
  const trimmed = trimBlanks(text);
  if (trimmed !== text) repairs.noteAt(name, "trimmed");
  if (isUnfilled(name, trimmed)) {
    repairs.noteAt(name, "unfilled");
    return "";
  }
  return trimmed;
}

const LOST_PLUS = /^ [1-9][0-9]{6,14}$/;

function isUnfilled(name: string, text: string): boolean {
  switch (text[0]) {
    case "$":
      return /^\$[A-Za-z_][A-Za-z0-9_]*$/.test(text);
    case "_":
      // `answered_agent_name: "_name"` is what is left of `$answered_agent` + `_name`.
      return text !== name && name.endsWith(text);
    default:
      return false;
  }
}
