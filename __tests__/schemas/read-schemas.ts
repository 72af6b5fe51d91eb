import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** A JSON Schema, as far as the portable profile goes. */
export interface Schema {
  $schema?: string;
  $id?: string;
  $comment?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: unknown[];
  minLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  examples?: unknown[];
  definitions?: Record<string, Schema>;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

export const root = resolve(__dirname, "../..");

export const providers = ["callsavvy", "servetel"] as const;
export type ProviderName = (typeof providers)[number];

export function readSchema(path: string): Schema {
  return JSON.parse(readFileSync(join(root, "schemas", path), "utf8")) as Schema;
}

export const readBundle = (provider: ProviderName) => readSchema(`${provider}.schema.json`);

/** Paths of a provider's event and reply files, below `schemas/`. */
export function eventFiles(provider: ProviderName): string[] {
  return readdirSync(join(root, "schemas", provider)).map((name) => `${provider}/${name}`);
}

export function definitionOf(provider: ProviderName, title: string): Schema {
  const definition = readBundle(provider).definitions?.[title];
  if (!definition) throw new Error(`schemas/${provider}.schema.json defines no ${title}`);
  return definition;
}

/** Every schema inside a schema, itself included. */
export function allSchemas(schema: Schema): Schema[] {
  const inner = [
    ...Object.values(schema.definitions ?? {}),
    ...Object.values(schema.properties ?? {}),
    ...(schema.items ? [schema.items] : []),
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
  ];
  return [schema, ...inner.flatMap(allSchemas)];
}

/** A copy without one property. */
export function without<T extends object>(object: T, key: string): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)) as Partial<T>;
}
