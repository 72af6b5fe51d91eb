export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
  moduleNameMapper: {
    "^#compile$": "<rootDir>/lib/compile.ts",
    "^telephony-webhooks$": "<rootDir>/lib/index.ts",
    "^telephony-webhooks/(bullmq|fetch|node|sqlite)$": "<rootDir>/lib/$1.ts",
    "^telephony-webhooks/testing$": "<rootDir>/lib/testing/index.ts",
    "^telephony-webhooks/testing/arbitraries$": "<rootDir>/lib/testing/arbitraries.ts",
  },
  modulePathIgnorePatterns: [
    "<rootDir>/dist",
    "<rootDir>/example-app/dist",
    "<rootDir>/.stryker-tmp",
  ],
  collectCoverageFrom: ["lib/**/*.ts", "!lib/**/index.ts", "!lib/generated/**"],
  coverageThreshold: { global: { lines: 100, branches: 100 } },
  coverageReporters: ["text", "json-summary"],
  reporters: ["default", "<rootDir>/scripts/name-skipped-tests.cjs"],
};
