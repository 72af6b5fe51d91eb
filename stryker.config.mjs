/** Mutates the stages and everything else that is written by hand; what reads the README or packs the package kills none. */
export default {
  testRunner: "jest",
  jest: { configFile: "jest.mutation.config.mjs" },
  coverageAnalysis: "perTest",
  mutate: ["lib/**/*.ts", "!lib/generated/**", "!lib/index.ts"],
  ignorePatterns: ["dist", "example-app/dist", "bench", "reports"],
  reporters: ["progress", "clear-text", "json"],
  jsonReporter: { fileName: "reports/mutation.json" },
  clearTextReporter: { allowColor: false, logTests: false },
  concurrency: 2,
  // TypeScript 7 has no compiler API with which Stryker could rewrite it, and jest's transform does not read it.
  tsconfigFile: "none",
  // One that only module loading runs would take the whole suite.
  ignoreStatic: true,
  timeoutMS: 5_000,
  timeoutFactor: 1.2,
  thresholds: { high: 95, low: 92, break: 90 },
};
