const all = require("./jest.config");

// The slow tests: they install the package, start processes or a browser, synthesize many stacks, or run random cases.
const slow = [
  "app/{assets,many-functions}.test.ts",
  "authorizer/{closed,held}.test.ts",
  "browser/**",
  "bundle/{bundle,cache*,progress,protected}.test.ts",
  "docs/**",
  "example/**",
  "examples/**",
  "function/{accepted,closed-functions}.test.ts",
  "link/types.test.ts",
  "local/guide.test.ts",
  "local/{cli,conformance,functions,watch,wire}/**",
  "main-test.ts",
  "package/**",
  "properties/**",
  "route/{auth-held,guard,guard-held}.test.ts",
  "runtime/jwt/{attacks,garbage,keys}.test.ts",
  "validation/checks.test.ts",
  "**/determinism.test.ts",
];

/** The tests to run after each save. `npm test` runs all. */
module.exports = { ...all, testMatch: [...all.testMatch, ...slow.map((glob) => `!**/__tests__/${glob}`)] };
