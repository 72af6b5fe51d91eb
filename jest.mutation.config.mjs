import config from "./jest.config.mjs";

/** The tests that run in this process on `lib/`, without those that take long and find what the others find. */
export default {
  ...config,
  // A mutant that hangs is a mutant that fails.
  testTimeout: 2_500,
  testPathIgnorePatterns: ["package", "readme", "types", "schemas", "corpus"].map(
    (folder) => `<rootDir>/__tests__/${folder}/`,
  ),
};
