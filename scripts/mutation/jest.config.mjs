import { fileURLToPath } from "node:url";
import config from "../../jest.config.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The tests that run.mjs names. */
export default {
  ...config,
  rootDir: path("../.."),
  testEnvironment: path("fail-fast-environment.cjs"),
  testMatch: ["<rootDir>/scripts/mutation/part.test.cjs"],
  // A mutant that hangs is a mutant that fails.
  testTimeout: 3_000,
};
