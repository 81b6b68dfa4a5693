const all = require("./jest.config");

// What takes longest: they pack and install, start processes, or run many random cases.
const slow = [
  "__tests__/package/**",
  "__tests__/properties/**",
  "__tests__/examples/**",
  "__tests__/docs/**",
  "__tests__/link/types.test.ts",
  "__tests__/**/determinism.test.ts",
  "__tests__/bundle/cache*.test.ts",
  "__tests__/bundle/progress.test.ts",
];

/** The tests to run with each save. `npm test` runs all. */
module.exports = { ...all, testMatch: [...all.testMatch, ...slow.map((glob) => `!**/${glob}`)] };
