// Raw cdktf without any bundling: `node raw.js <routes> <outdir>`.
const { synthesize } = require("./raw-resources");

const [size, outdir] = process.argv.slice(2);
synthesize(Number(size), outdir);
