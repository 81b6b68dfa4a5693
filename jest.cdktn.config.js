// The tests of constructs, with CDK Terrain in place of CDKTF: `npm run test:cdktn`. Cloudflare's bindings are those of
// CDKTF, because there are none for CDK Terrain to test with.
const all = require("./jest.config");

// These tests use no constructs, use those of both, or start processes that jest's mapping does not reach.
const others = [
  "architecture/**",
  "browser/**",
  "bundle/**",
  "core/own-constructs.test.ts",
  "docs/**",
  "example/**",
  "examples/**",
  "lint/**",
  "local/**",
  "package/**",
  "runtime/**",
  "spelling/**",
];

module.exports = {
  ...all,
  moduleNameMapper: {
    ...all.moduleNameMapper,
    "^cdktf(/.*)?$": "cdktn$1",
    "^@cdktf/provider-(archive|aws)(/.*)?$": "@cdktn/provider-$1$2",
    "^(.*)/own-cdk$": "<rootDir>/lib/cdk/own-cdk-cdktn.ts",
  },
  testMatch: [...all.testMatch, ...others.map((glob) => `!**/__tests__/${glob}`)],
};
