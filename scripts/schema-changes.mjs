/** What has changed between two states of the schemas, and what that means for those who use them. */
import { isDeepStrictEqual } from "node:util";
import { referencedTitle } from "./bundles.mjs";

/**
 * @typedef {import("./bundles.mjs").Schema} Schema
 * @typedef {{ level: "major" | "minor", path: string, what: string }} Change
 * @typedef {{ files: string[], bundles: Record<string, Schema> }} Schemas
 *   All schema files by their paths, and the contents of the bundles, which the others are cut from.
 */

/**
 * Within a major version a schema only gains what is optional. Whatever else changes refuses payloads that were taken,
 * or breaks a promise to those who read them, so that loosening is `major`, too. Mere words are no change.
 * @param {Schemas} before @param {Schemas} after
 * @returns {Change[]}
 */
export function schemaChanges(before, after) {
  return [
    ...memberChanges("", keyed(before.files), keyed(after.files)),
    ...memberChanges("", before.bundles, after.bundles, changesWithin),
  ];
}

/** Keywords that no validator judges by. `$id` only changes with the major version. */
const WORDS = new Set(["$id", "$comment", "title", "description", "examples"]);

function* changesWithin(path, before, after) {
  for (const keyword of namesIn(before, after)) {
    const [was, is] = [before[keyword], after[keyword]];
    const at = `${path}/${keyword}`;
    if (WORDS.has(keyword)) continue;
    if (keyword === "definitions" || keyword === "properties") {
      yield* memberChanges(at, was, is, changesWithin);
    } else if (keyword === "required") {
      for (const change of memberChanges(at, keyed(was), keyed(is))) {
        yield { ...change, level: "major" };
      }
    } else if (keyword === "items" && was && is) {
      yield* changesWithin(at, was, is);
    } else if ((keyword === "oneOf" || keyword === "anyOf") && was && is) {
      yield* memberChanges(at, keyed(was.map(referencedTitle)), keyed(is.map(referencedTitle)));
    } else if (!isDeepStrictEqual(was, is)) {
      yield { level: "major", path: at, what: "is another" };
    }
  }
}

function* memberChanges(path, before = {}, after = {}, within = () => []) {
  for (const name of namesIn(before, after)) {
    const at = path ? `${path}/${name}` : name;
    if (!Object.hasOwn(after, name)) yield { level: "major", path: at, what: "is gone" };
    else if (!Object.hasOwn(before, name)) yield { level: "minor", path: at, what: "is new" };
    else yield* within(at, before[name], after[name]);
  }
}

const namesIn = (before, after) => Object.keys({ ...before, ...after });

const keyed = (names = []) => Object.fromEntries(names.map((name) => [name, true]));

/** The version that these changes need at least, after the given one. @param {string} version @param {Change[]} changes */
export function versionAfter(version, changes) {
  const [major, minor] = numbersOf(version);
  if (changes.some(({ level }) => level === "major")) return `${major + 1}.0.0`;
  return changes.length > 0 ? `${major}.${minor + 1}.0` : version;
}

/** Whether a version is as late as another one; what follows a hyphen is not looked at. */
export function isAtLeast(version, least) {
  const [given, needed] = [numbersOf(version), numbersOf(least)];
  const index = given.findIndex((number, place) => number !== needed[place]);
  return index < 0 || given[index] > needed[index];
}

const numbersOf = (version) => version.split(/[.-]/, 3).map(Number);
