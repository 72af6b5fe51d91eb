const { describe } = require("@jest/globals");

// One file for all tests of the part, so that a mutant costs the loading of the package once, not once for each file.
for (const name of process.env.MUTATION_TESTS.split(",")) {
  describe(name, () => {
    require(`../../__tests__/${name}.test`);
  });
}
