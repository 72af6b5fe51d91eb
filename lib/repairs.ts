import type { Repair, RepairRule } from "./event";

/** Collects what was changed on the way from the delivery to the payload. */
export class Repairs {
  readonly list: Repair[] = [];
  /** From the payload to where the next note is about; a pointer is made only where there is something to note. */
  readonly #way: (string | number)[] = [];

  enter(key: string | number): void {
    this.#way.push(key);
  }

  leave(): void {
    this.#way.pop();
  }

  /** Of the place that has been entered. */
  note(rule: RepairRule): void {
    let path = "";
    for (const key of this.#way) path += jsonPointer(key);
    this.list.push({ path, rule });
  }

  /** Of a member of that place. */
  noteAt(key: string, rule: RepairRule): void {
    this.enter(key);
    this.note(rule);
    this.leave();
  }

  /** Takes back what was noted of a value that is not used after all. */
  rewind(length: number): void {
    this.list.length = length;
  }
}

/** RFC 6901: the pointer to a member. */
export function jsonPointer(key: string | number): string {
  const isPlain = typeof key === "number" || !/[~/]/.test(key);
  return `/${isPlain ? key : key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
