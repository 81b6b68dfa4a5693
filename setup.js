const cdktf = require("cdktf");
cdktf.Testing.setupJest();

// In CI the generated cases are always the same, so that a failure comes from the commit. Elsewhere they are random.
if (process.env.CI) require("fast-check").configureGlobal({ seed: 20_261_123 });

// esbuild starts its binary in the current folder at load time. It is loaded here, because a test may remove its own
// working folder later. Without worker threads, no esbuild process is left running after a test file.
process.env.ESBUILD_WORKER_THREADS = "0";
require("esbuild");
