// In CI the generated cases are always the same, so that a failure comes from the commit. Elsewhere they are random.
if (process.env.CI) require("fast-check").configureGlobal({ seed: 20_261_123 });

// esbuild starts its binary in the current folder at load time. It is loaded here, because a test may remove its own
// working folder later. It works in a thread, which must not outlive the test file.
const esbuild = require("esbuild");
afterAll(() => esbuild.stop());
