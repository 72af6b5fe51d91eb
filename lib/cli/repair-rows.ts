import { trimBlanks } from "../blanks";
import type { RepairRule, WebhookEvent } from "../event";
import { keysOf, memberOf } from "./json-pointer";

/** All that was repaired at one place. */
export interface RepairRow {
  readonly path: string;
  readonly rules: readonly RepairRule[];
  /** The key on the wire, where it is another than the documented one. */
  readonly wireKey?: string;
  readonly before: unknown;
  /** `undefined` where it was left out. */
  readonly after: unknown;
}

/** What was repaired, one row for each place, with the values before and after. */
export function repairRows({
  raw,
  payload,
  repairs,
}: Pick<WebhookEvent, "raw" | "payload" | "repairs">): RepairRow[] {
  const paths = [...new Set(repairs.map(({ path }) => path))];
  return paths.map((path) => {
    const keys = keysOf(path);
    const [first, ...inside] = keys;
    const wireKey = wireKeyOf(String(first), raw);
    return {
      path,
      rules: repairs.filter((repair) => repair.path === path).map(({ rule }) => rule),
      ...(wireKey !== first && { wireKey }),
      before: inside.reduce(insideOf, memberOf(raw, wireKey)),
      after: keys.reduce(memberOf, payload as unknown),
    };
  });
}

/** The key that a documented name was made from. */
function wireKeyOf(name: string, raw: unknown): string {
  const keys = Object.keys(raw as object);
  const isWritten = (key: string) => trimBlanks(key).replace(/^\$/, "") === name;
  return keys.includes(name) ? name : String(keys.find(isWritten));
}

/** Looks into texts, which hold JSON where something in them was repaired, and takes a lone item for the list that it becomes. */
function insideOf(value: unknown, key: string): unknown {
  const structure = typeof value === "string" ? JSON.parse(value) : value;
  return key === "0" && !Array.isArray(structure) ? structure : memberOf(structure, key);
}
