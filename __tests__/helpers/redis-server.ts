import { spawnSync } from "node:child_process";
import { it } from "@jest/globals";

export { RedisServer } from "../../scripts/redis-server.cjs";

const isThere = spawnSync("redis-server", ["--version"]).status === 0;

const isRequired = process.env["REQUIRE_ENGINES"] === "1";

/** A test that is skipped, by name, where there is no `redis-server`; with `REQUIRE_ENGINES=1` it fails there. */
export const itOnRedis = isThere || isRequired ? it : it.skip;
