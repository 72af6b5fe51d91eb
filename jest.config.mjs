export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
  moduleNameMapper: { "^telephony-webhooks$": "<rootDir>/lib/index.ts" },
  modulePathIgnorePatterns: [
    "<rootDir>/dist",
    "<rootDir>/example-app/dist",
    "<rootDir>/.stryker-tmp",
  ],
  collectCoverageFrom: ["lib/**/*.ts", "!lib/index.ts", "!lib/generated/**"],
  coverageThreshold: { global: { lines: 100, branches: 100 } },
  coverageReporters: ["text", "json-summary"],
};
