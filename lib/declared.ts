import { isObject } from "./json";

/** What a schema declares of a value, as far as normalization goes: types, and what lies inside. */
export interface Declared {
  /** Absent where the schema names no type, or several: such a value stays as it is. */
  readonly type?: string;
  readonly properties: ReadonlyMap<string, Declared>;
  readonly required: ReadonlySet<string>;
  readonly items?: Declared;
}

/** Reads types out of a schema, through its local `$ref`s. A schema that is no object declares nothing. */
export function declaredBy(schema: unknown): Declared {
  const seen = new Map<unknown, Declared>();

  function read(part: unknown): Declared {
    const target = follow(schema, part);
    const known = seen.get(target);
    if (known) return known;
    const properties = new Map<string, Declared>();
    const required = new Set<string>();
    const declared: { -readonly [Key in keyof Declared]: Declared[Key] } = { properties, required };
    seen.set(target, declared);
    if (!isObject(target)) return declared;
    if (typeof target["type"] === "string") declared.type = target["type"];
    if (isObject(target["items"])) declared.items = read(target["items"]);
    for (const [name, property] of Object.entries(target["properties"] ?? {})) {
      properties.set(name, read(property));
    }
    for (const name of listIn(target["required"])) required.add(String(name));
    for (const part of listIn(target["allOf"]).map(read)) {
      if (part.type !== undefined) declared.type = part.type;
      for (const [name, property] of part.properties) properties.set(name, property);
      for (const name of part.required) required.add(name);
    }
    return declared;
  }

  return read(schema);
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The schema that a chain of local references ends at; a reference elsewhere declares nothing. */
export function follow(root: unknown, part: unknown): unknown {
  const followed = new Set<unknown>();
  let target = part;
  while (isObject(target) && typeof target["$ref"] === "string" && !followed.has(target)) {
    followed.add(target);
    target = pointedAt(root, target["$ref"]);
  }
  return target;
}

function pointedAt(root: unknown, reference: string): unknown {
  const [document, ...keys] = reference.split("/");
  if (document !== "#") return undefined;
  return keys
    .map((key) => decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), root);
}
