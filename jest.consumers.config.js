// The tests that install the packed library into empty projects: `npm run test:consumers`. They need the npm registry.
const all = require("./jest.config");

module.exports = {
  ...all,
  globalSetup: "<rootDir>/__tests__/consumers/pack.js",
  globalTeardown: undefined,
  moduleNameMapper: {},
  testTimeout: 600_000,
  testMatch: ["<rootDir>/__tests__/consumers/**/*.test.ts", "!**/first-app.test.ts"],
};
