const cdktf = require("cdktf");
cdktf.Testing.setupJest();

// There a failure must be of the commit, so the cases are the same each time. Elsewhere they are new ones.
if (process.env.CI) require("fast-check").configureGlobal({ seed: 20_261_123 });
