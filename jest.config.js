const { availableParallelism } = require("node:os");

// Terraform must not ask for newer versions of itself from a test.
process.env.CHECKPOINT_DISABLE = "1";

/** @type {import("ts-jest").JestConfigWithTsJest} */
module.exports = {
  preset: "ts-jest",
  // jose has ECMAScript modules only, which jest does not load as Node.js does.
  transform: {
    "/node_modules/jose/.+\\.js$": ["ts-jest", { tsconfig: { allowJs: true, module: "commonjs" }, diagnostics: false }],
    "\\.ts$": "ts-jest",
  },
  transformIgnorePatterns: ["/node_modules/(?!jose/)"],
  globalSetup: "<rootDir>/__tests__/support/compile.js",
  globalTeardown: "<rootDir>/__tests__/support/remove-compiled.js",
  testEnvironment: "<rootDir>/__tests__/support/environment.js",
  // Many tests wait for processes that they start. jest reads more than 100 percent as a number of processes.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // For a test that hangs. A busy machine must not fail one that is slow.
  testTimeout: 30_000,
  clearMocks: true,
  coverageProvider: "v8",
  setupFilesAfterEnv: ["<rootDir>/setup.js"],
  moduleFileExtensions: ["ts", "js", "json", "node"],
  moduleNameMapper: {
    "^cdktf-apigateway-websocket$": "<rootDir>/lib/index.ts",
    "^cdktf-apigateway-websocket/local$": "<rootDir>/lib/local/index.ts",
    "^cdktf-apigateway-websocket/runtime$": "<rootDir>/lib/runtime/index.ts",
    "^cdktf-apigateway-websocket/testing$": "<rootDir>/lib/testing/index.ts",
  },
  modulePathIgnorePatterns: ["/cdktf\\.out/"],

  // Globs and not testPathIgnorePatterns: jest puts <rootDir> into those unescaped, as a regular expression.
  testMatch: [
    "<rootDir>/__tests__/**/*.test.ts",
    "<rootDir>/__tests__/main-test.ts",
    "!**/*.terraform.test.ts",
    "!**/__tests__/apply/**",
    "!**/__tests__/consumers/**",
    "!**/__tests__/lint/fixtures/**",
  ],
};
