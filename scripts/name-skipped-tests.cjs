const { relative } = require("node:path");

/** Jest's own reporter only counts the tests that were skipped; this one names them. */
module.exports = class {
  #isSelection;

  constructor({ testNamePattern }) {
    // Who asks for some tests does not want to hear of all others.
    this.#isSelection = Boolean(testNamePattern);
  }

  onRunComplete(_contexts, { testResults }) {
    if (this.#isSelection) return;
    for (const { testFilePath, testResults: tests } of testResults) {
      const skipped = tests.filter(({ status }) => status === "pending");
      if (skipped.length === 0) continue;
      console.log(`\nSkipped in ${relative(process.cwd(), testFilePath)}:`);
      for (const { fullName } of skipped) console.log(`  ${fullName}`);
    }
  }
};
