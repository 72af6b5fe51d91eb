import type { Repair, RepairRule } from "./event";

/** Collects what was changed on the way from the delivery to the payload. */
export class Repairs {
  readonly list: Repair[] = [];

  note(rule: RepairRule, ...keys: readonly (string | number)[]): void {
    this.list.push({ path: jsonPointer(keys), rule });
  }

  /** Takes back what was noted of a value that is not used after all. */
  rewind(length: number): void {
    this.list.length = length;
  }
}

/** RFC 6901. */
export function jsonPointer(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
