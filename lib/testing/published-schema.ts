import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kebabCase } from "../catalog";
import type { JsonSchema } from "../provider";

/** The published, self-contained schema of a built-in provider's event; of what answers it, with `.reply` behind the type. */
export function publishedSchema(provider: string, type: string): JsonSchema {
  const key = `${provider}.${type}`;
  const known = read.get(key);
  if (known) return known;
  // From lib/ and from dist/ the way is the same.
  const path = join(__dirname, "../../schemas", provider, `${kebabCase(type)}.schema.json`);
  const schema = JSON.parse(readFileSync(path, "utf8"));
  read.set(key, schema);
  return schema;
}

const read = new Map<string, JsonSchema>();
