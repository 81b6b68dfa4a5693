const cdktf = require("cdktf");
cdktf.Testing.setupJest();

// There a failure must be of the commit, so the cases are the same each time. Elsewhere they are new ones.
if (process.env.CI) require("fast-check").configureGlobal({ seed: 20_261_123 });

// esbuild starts its program in the folder where it was loaded: here, because a test may remove the folder that it works
// in. Without a thread for each test file no program of it is left running.
process.env.ESBUILD_WORKER_THREADS = "0";
require("esbuild");
