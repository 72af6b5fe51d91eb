/** For run.mjs, which says what is mutated and which tests have to notice. */
export default {
  testRunner: "jest",
  jest: { configFile: "scripts/mutation/jest.config.mjs", enableFindRelatedTests: false },
  coverageAnalysis: process.env.MUTATION_COVERAGE,
  // With "perTest", a mutant that only the loading of modules runs would take all tests of its part.
  ignoreStatic: process.env.MUTATION_COVERAGE === "perTest",
  ignorePatterns: ["dist", "example-app/dist", "bench", "reports"],
  reporters: ["progress-append-only", "clear-text", "json"],
  jsonReporter: { fileName: process.env.MUTATION_REPORT },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  concurrency: 2,
  // TypeScript 7 has no compiler API with which Stryker could rewrite it, and jest's transform does not read it.
  tsconfigFile: "none",
  timeoutMS: 5_000,
};
