/** Where figures come from, and of what. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg } from "node:os";

const ours = createRequire(import.meta.url);
const ofPeers = createRequire(new URL("peers/", import.meta.url));

/** Found beside its entry, whatever its `exports` let through. */
function versionOf(name, require) {
  const paths = require.resolve.paths(name).map((folder) => `${folder}/${name}/package.json`);
  for (const path of paths) {
    try {
      return JSON.parse(readFileSync(path, "utf8")).version;
    } catch (error) {
      if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    }
  }
  throw new Error(`${name} is not installed`);
}

/** @typedef {ReturnType<typeof describeMachine>} Machine */

export function describeMachine() {
  const named = (names, require) =>
    Object.fromEntries(names.map((name) => [name, versionOf(name, require)]));
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    node: process.versions.node,
    /** Over the last minute, when the measurement began: others at work show in it. */
    load: loadavg()[0],
    packages: {
      ...named(["express", "body-parser", "@hono/node-server"], ours),
      ...named(
        ["fastify", "ajv", "express-json-validator-middleware", "express-openapi-validator"],
        ofPeers,
      ),
    },
  };
}
