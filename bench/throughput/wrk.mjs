/** Loads a server by wrk: a client in JavaScript would itself be the slower end. */
import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SCRIPT = fileURLToPath(new URL("post.lua", import.meta.url));

export const CONNECTIONS = 32;

/** What stands in a body for a number of each request's own. */
export const NUMBER = "{number}";

/** Its version; nothing where it is not installed. */
export function wrkVersion() {
  // It exits with 1 after saying so.
  const { stdout } = spawnSync("wrk", ["--version"], { encoding: "utf8" });
  return /^wrk \S*?([\d.]+)/.exec(stdout ?? "")?.[1];
}

/**
 * Throws where an answer was an error or a connection failed.
 * @param {{ url: string, body: string, seconds: number }} load
 */
export async function loadByWrk({ url, body, seconds }) {
  const args = ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--latency", "-s", SCRIPT, url];
  const env = { ...process.env, BENCH_BODY: body };
  const { stdout } = await promisify(execFile)("wrk", args, { env });
  return loadIn(stdout);
}

/** What post.lua has said. */
export function loadIn(output) {
  const { requests, micros, p50Micros, p99Micros, ...errors } = JSON.parse(
    output.trimEnd().split("\n").at(-1),
  );
  const failed = Object.entries(errors).filter(([, times]) => times > 0);
  if (failed.length > 0 || requests === 0) {
    const counts = failed.map(([kind, times]) => `${kind} ${times}`).join(", ");
    throw new Error(`of ${requests} requests, there are errors: ${counts || "no answer at all"}`);
  }
  return {
    requests,
    requestsPerSecond: requests / (micros / 1e6),
    p50Ms: p50Micros / 1000,
    p99Ms: p99Micros / 1000,
  };
}
