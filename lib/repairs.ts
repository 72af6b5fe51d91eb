import type { Repair, RepairRule } from "./event";

/** Collects what was changed on the way from the delivery to the payload. */
export class Repairs {
  readonly list: Repair[] = [];

  note(rule: RepairRule, path: string): void {
    this.list.push({ path, rule });
  }

  /** Takes back what was noted of a value that is not used after all. */
  rewind(length: number): void {
    this.list.length = length;
  }
}

/** RFC 6901: the pointer to a member of what another one points to. */
export function jsonPointer(key: string | number, parent = ""): string {
  const escaped = typeof key === "number" ? key : key.replaceAll("~", "~0").replaceAll("/", "~1");
  return `${parent}/${escaped}`;
}
