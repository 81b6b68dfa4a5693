// In CI the generated cases are always the same, so that a failure comes from the commit. Elsewhere they are random.
if (process.env.CI) require("fast-check").configureGlobal({ seed: 20_261_123 });

// cdktf records a stack trace for each token. Only those of errors are mapped to the sources, because that is slow.
const prepareError = Error.prepareStackTrace;
Error.prepareStackTrace = (target, frames) =>
  target instanceof Error && prepareError ? prepareError(target, frames) : `\n    at ${frames.join("\n    at ")}`;

// esbuild starts its binary in the current folder at load time. It is loaded here, because a test may remove its own
// working folder later. It works in a thread, which must not outlive the test file.
const esbuild = require("esbuild");
afterAll(() => esbuild.stop());
