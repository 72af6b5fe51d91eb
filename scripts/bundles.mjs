/** The hand-written sources, one bundle of definitions per provider, and how to find one's way in them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {Record<string, any>} Schema
 * @typedef {{ provider: string, path: string, bundle: Schema }} Source
 */

const SUFFIX = ".schema.json";
const REFERENCE = "#/definitions/";

/**
 * Every `schemas/<provider>.schema.json`, with its path from the root. Throws where one is not JSON.
 * @param {string} root
 * @returns {Source[]}
 */
export function readSources(root) {
  return readdirSync(join(root, "schemas"))
    .filter((name) => name.endsWith(SUFFIX))
    .sort()
    .map((name) => {
      const path = `schemas/${name}`;
      return { provider: name.slice(0, -SUFFIX.length), path, bundle: readJson(root, path) };
    });
}

/** @param {string} root @param {string} path @returns {Schema} */
export function readJson(root, path) {
  const text = readFileSync(join(root, path), "utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${cause.message}`, { cause });
  }
}

/** The definition that a reference names; the empty text where it points elsewhere. @param {Schema} schema */
export function referencedTitle({ $ref }) {
  return typeof $ref === "string" && $ref.startsWith(REFERENCE) ? $ref.slice(REFERENCE.length) : "";
}

/** Titles of the events, in the order of the bundle's union. @param {Schema} bundle @returns {string[]} */
export function eventTitles(bundle) {
  return (bundle.oneOf ?? bundle.anyOf).map(referencedTitle);
}

/** Titles of the replies: an event's reply is named after it. @param {Schema} bundle */
export function replyTitles(bundle) {
  return eventTitles(bundle)
    .map((title) => `${title}Reply`)
    .filter((title) => Object.hasOwn(bundle.definitions, title));
}

/** What lies directly inside a schema. @param {Schema} schema @returns {Schema[]} */
export function subschemas({ properties = {}, items }) {
  return [...Object.values(properties), ...(items === undefined ? [] : [items])];
}

/** A copy with each schema directly inside changed. @param {Schema} schema @param {(inner: Schema) => Schema} change */
export function mapSubschemas(schema, change) {
  const copy = { ...schema };
  if (schema.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, change(property)]),
    );
  }
  if (schema.items) copy.items = change(schema.items);
  return copy;
}

/**
 * Titles of the definitions that a schema needs, directly or through others.
 * @param {Schema} bundle @param {Schema} schema @param {Set<string>} [found]
 */
export function reachableTitles(bundle, schema, found = new Set()) {
  for (const inner of subschemas(schema)) {
    const title = referencedTitle(inner);
    if (title && !found.has(title)) {
      found.add(title);
      reachableTitles(bundle, bundle.definitions[title], found);
    }
    reachableTitles(bundle, inner, found);
  }
  return found;
}

/** `CallAnsweredOnIvr` to `callAnsweredOnIvr`. @param {string} title */
export const camelCase = (title) => title[0].toLowerCase() + title.slice(1);

/** `CallAnsweredOnIvr` to `call-answered-on-ivr`. @param {string} title */
export const kebabCase = (title) =>
  camelCase(title).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** @param {unknown} value */
export const printJson = (value) => `${JSON.stringify(value, null, 2)}\n`;
