// The test that follows README and "First app" word for word: `npm run test:first-app`. It needs the npm registry.
const consumers = require("./jest.consumers.config");

module.exports = {
  ...consumers,
  // For a test that hangs. A busy machine must not fail one that is slow.
  testTimeout: 1_800_000,
  testMatch: ["<rootDir>/__tests__/consumers/first-app.test.ts"],
};
