import { trimBlanks } from "./blanks";
import type { Encoding } from "./decode";
import { copyOf, type JsonObject } from "./json";
import type { TemplateRules } from "./provider";
import { jsonPointer, type Repairs } from "./repairs";

/** What cleaning has to know about a delivery, its provider and the user's template. */
export interface CleanRules {
  /** A form or a query has decoded pluses to blanks. */
  readonly encoding: Encoding;
  readonly template: TemplateRules;
  /** Every property that any event of the provider declares. */
  readonly declaredNames: ReadonlySet<string>;
  /** Wire keys that the user's template has renamed. */
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * Undoes what an editable body template does to keys and texts (rules 1 to 3 of `schemas/README.md`), in a copy.
 * It needs the names of declared properties, not their types.
 */
export function clean(raw: JsonObject, rules: CleanRules, repairs: Repairs): JsonObject {
  const fields = nameFields(raw, rules, repairs);
  for (const name in fields) {
    if (!rules.declaredNames.has(name)) continue;
    const value = fields[name];
    const cleaned = cleanValue(name, value, rules, repairs);
    if (cleaned !== value) fields[name] = cleaned;
  }
  return fields;
}

/** Rule 1: every field under its documented name; the exact key wins, then the first. */
function nameFields(raw: JsonObject, rules: CleanRules, repairs: Repairs): JsonObject {
  if (areAllDocumented(raw, rules)) return copyOf(raw);
  const fields: JsonObject = Object.create(null);
  for (const [key, value] of Object.entries(raw)) {
    const name = documentedName(key, rules);
    if (name === key) {
      fields[name] = value;
    } else if (name in fields || Object.hasOwn(raw, name)) {
      repairs.note("superseded", jsonPointer(key));
    } else {
      fields[name] = value;
      repairs.note("renamed", jsonPointer(name));
    }
  }
  return fields;
}

function areAllDocumented(raw: JsonObject, rules: CleanRules): boolean {
  for (const key in raw) if (documentedName(key, rules) !== key) return false;
  return true;
}

function documentedName(key: string, { fields, declaredNames }: CleanRules): string {
  const renamed = fields.get(key);
  if (renamed !== undefined) return renamed;
  if (declaredNames.has(key)) return key;
  const trimmed = trimBlanks(key);
  const names = [trimmed, trimmed.replace(/^\$/, "")];
  const bare = names.find((name) => declaredNames.has(name));
  return bare === undefined ? key : (fields.get(bare) ?? bare);
}

/** Rules 2 and 3: blanks around texts, and placeholders that nothing was filled in for. */
function cleanValue(name: string, value: unknown, rules: CleanRules, repairs: Repairs): unknown {
  if (value === null) {
    repairs.note("unfilled", jsonPointer(name));
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
    repairs.note("plus-restored", jsonPointer(name));
  }
  const trimmed = trimBlanks(text);
  if (trimmed !== text) repairs.note("trimmed", jsonPointer(name));
  if (isUnfilled(name, trimmed)) {
    repairs.note("unfilled", jsonPointer(name));
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
