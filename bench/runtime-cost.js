// Measures what `Resource` adds to a handler: bytes of the bundle, and milliseconds of the first import.
const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { buildSync } = require("esbuild");
const { measure } = require("./measure");
const { options } = require("./programs/esbuild-options");
const { median } = require("./statistics");

const handlers = {
  // Reads the same value directly from the environment.
  without: 'export const handler = async () => JSON.parse(process.env.SST_RESOURCE_Api ?? "{}").url;\n',
  with: 'import { Resource } from "cdktf-apigateway-websocket/runtime";\nexport const handler = async () => Resource.Api.url;\n',
};

async function measureRuntime(project, rounds) {
  const folder = join(project, "runtime");
  mkdirSync(folder);
  const files = Object.entries(handlers).map(([name, text]) => bundle(folder, name, text));
  const times = files.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, { file }] of files.entries()) times[index].push(await importTime(project, file));
  const [without, withResource] = files.map(({ bytes }, index) => ({ bytes, ms: median(times[index]) }));
  return {
    without,
    with: withResource,
    adds: { bytes: withResource.bytes - without.bytes, ms: withResource.ms - without.ms },
    rounds,
  };
}

function bundle(folder, name, text) {
  const source = join(folder, `${name}.ts`);
  writeFileSync(source, text);
  buildSync({ ...options, absWorkingDir: folder, entryPoints: [source], outdir: folder });
  const file = join(folder, `${name}.mjs`);
  return { file, bytes: readFileSync(file).length };
}

async function importTime(project, file) {
  const args = [join(project, "import-time.mjs"), file];
  return Number((await measure(process.execPath, args, { cwd: project, timeout: 60_000 })).stdout);
}

module.exports = { measureRuntime };
