// One call of esbuild for one handler. Prints its milliseconds: `node one-call.js <routes> <outdir>`.
const start = process.hrtime.bigint();
const { buildSync } = require("esbuild");
const { options } = require("./esbuild-options");

const [size, outdir] = process.argv.slice(2);
buildSync({ ...options, entryPoints: [`src/handler${Number(size) - 1}.ts`], outdir });
console.log(Number(process.hrtime.bigint() - start) / 1e6);
