// The floor: one call of esbuild for all handlers, and plain cdktf: `node floor.js <routes> <outdir>`.
const { buildSync } = require("esbuild");
const { options } = require("./esbuild-options");
const { synthesize } = require("./raw-resources");

const [size, outdir] = process.argv.slice(2);
buildSync({
  ...options,
  entryPoints: Array.from({ length: Number(size) }, (_, index) => ({
    in: `src/handler${index}.ts`,
    out: `handler${index}/index`,
  })),
  outdir: `${outdir}/stacks/bench/functions`,
});
synthesize(Number(size), outdir);
