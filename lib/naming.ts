import { trimBlanks } from "./blanks";
import type { Repair } from "./event";
import { type JsonObject, withoutPrototype } from "./json";
import { Repairs } from "./repairs";

/** How the keys of a delivery are named: rule 1 of `schemas/README.md`. */
export interface Naming {
  readonly keys: readonly string[];
  /** What takes the place of each key; nothing where another one has that name. */
  readonly names: readonly (string | undefined)[];
  /** Whether any event declares it, by the place of the key. */
  readonly areDeclared: readonly boolean[];
  readonly repairs: readonly Repair[];
  /** Has all the names, and no values. */
  readonly blank: JsonObject;
}

/** More or longer keys come from no template, and are not remembered: a hostile sender has a new list each time. */
const MOST_KEYS = 128;
const LONGEST_KEY = 64;

const canBeTemplate = (keys: readonly string[]) =>
  keys.length <= MOST_KEYS && keys.every(({ length }) => length <= LONGEST_KEY);

/**
 * Names the keys of deliveries: every field gets its documented name; the exact key wins, then the first.
 * A template gives the same keys each time, so the last naming of as many keys is nearly always the next one.
 */
export class Namings {
  readonly #declaredNames: ReadonlySet<string>;
  readonly #renames: ReadonlyMap<string, string>;
  readonly #byLength: (Naming | undefined)[] = [];

  /** Takes every property that any event declares, and the wire keys that the user's template has renamed. */
  constructor(declaredNames: ReadonlySet<string>, renames: ReadonlyMap<string, string>) {
    this.#declaredNames = declaredNames;
    this.#renames = renames;
  }

  of(keys: readonly string[]): Naming {
    const last = this.#byLength[keys.length];
    if (last?.keys.every((key, index) => key === keys[index])) return last;
    const naming = this.#name(keys);
    if (canBeTemplate(keys)) this.#byLength[keys.length] = naming;
    return naming;
  }

  #name(keys: readonly string[]): Naming {
    const exact = new Set(keys);
    const taken = new Set<string>();
    const repairs = new Repairs();
    const names = keys.map((key) => {
      const name = this.#documentedName(key);
      if (name !== key) {
        if (taken.has(name) || exact.has(name)) {
          repairs.noteAt(key, "superseded");
          return undefined;
        }
        repairs.noteAt(name, "renamed");
      }
      taken.add(name);
      return name;
    });
    return {
      keys,
      names,
      areDeclared: names.map((name) => name !== undefined && this.#declaredNames.has(name)),
      repairs: repairs.list,
      blank: withoutPrototype(Object.fromEntries([...taken].map((name) => [name, undefined]))),
    };
  }

  #documentedName(key: string): string {
    const renamed = this.#renames.get(key);
    if (renamed !== undefined) return renamed;
    if (this.#declaredNames.has(key)) return key;
    const trimmed = trimBlanks(key);
    const names = [trimmed, trimmed.replace(/^\$/, "")];
    const bare = names.find((name) => this.#declaredNames.has(name));
    return bare === undefined ? key : (this.#renames.get(bare) ?? bare);
  }
}
