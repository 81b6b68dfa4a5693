// Measures the cost of authorization in a Lambda function: bundle size and start time of the jwt authorizer, and what
// the adapter and the scope guard add to a handler.
const { mkdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { buildSync } = require("esbuild");
const { measure } = require("./measure");
const { options } = require("./programs/esbuild-options");
const { median } = require("./statistics");

const runtime = "./node_modules/cdktf-apigateway-websocket/dist/runtime";
const plain = "async () => ({ statusCode: 200 })";

const programs = {
  nothing: "export const handler = undefined;\n",
  handler: `export const handler = ${plain};\n`,
  jwt: `export { handler } from "${runtime}/jwt-authorizer.mjs";\n`,
  adapter: wrapped("authorizer-adapter", "adaptAuthorizer", { payload: "2.0", response: "simple" }),
  guard: wrapped("scope-guard", "guardScopes"),
};

/** The environment variables of the functions. */
const variables = {
  JWT_ISSUER: "https://issuer.example.com/",
  JWT_AUDIENCES: '["https://api.example.com"]',
  JWT_SCOPES: "null",
  JWT_IDENTITY_SOURCE: "route.request.header.Authorization",
  AUTHORIZER_IDENTITY_SOURCES: '["route.request.header.Authorization"]',
  WEBSOCKET_ROUTE_0A1B2C3D: '{"api":"abcdef1234","route":"sendMessage","reply":false,"scopes":["chat:write"]}',
};

function wrapped(module, name, formats) {
  const args = [plain, ...(formats ? [JSON.stringify(formats)] : [])];
  return `import { ${name} } from "${runtime}/${module}.mjs";\nexport const handler = ${name}(${args.join(", ")});\n`;
}

/** `project` is a project with the installed package. */
async function measureAuthorizers(project, rounds) {
  const folder = join(project, "authorizers");
  mkdirSync(folder);
  Object.assign(process.env, variables);
  const names = Object.keys(programs);
  const bundles = names.map((name) => bundle(project, folder, name));
  const times = names.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, { file }] of bundles.entries()) times[index].push(await importTime(project, file));
  const measured = names.map((name, index) => [name, cost(bundles[index].bytes, times[index])]);
  const { nothing, handler, jwt, adapter, guard } = Object.fromEntries(measured);
  return { jwt: over(jwt, nothing), adapter: over(adapter, handler), guard: over(guard, handler), rounds };
}

/** The promised bounds, in the format of bounds.js. */
function judgeAuthorizers({ jwt, adapter, guard }) {
  return [
    bytesBelow("the jwt authorizer's bundle", jwt, 60_000),
    {
      promise: "the jwt authorizer starts",
      measured: `${jwt.ms.toFixed(1)} ms`,
      fastest: `${jwt.min.toFixed(1)} ms`,
      limit: "below 50 ms",
      holds: jwt.ms < 50,
    },
    bytesBelow("what the adapter adds", adapter, 2048),
    bytesBelow("what the scope guard adds", guard, 2048),
  ];
}

function bytesBelow(promise, { bytes }, limit) {
  return {
    promise,
    measured: `${bytes} bytes`,
    fastest: `${bytes} bytes`,
    limit: `below ${limit}`,
    holds: bytes < limit,
  };
}

function bundle(project, folder, name) {
  const stdin = { contents: programs[name], resolveDir: project };
  const file = join(folder, `${name}.mjs`);
  const { outExtension, ...others } = options;
  buildSync({ ...others, absWorkingDir: project, stdin, outfile: file });
  return { file, bytes: readFileSync(file).length };
}

const cost = (bytes, times) => ({ bytes, ms: median(times), min: Math.min(...times) });
const over = (one, other) => ({ bytes: one.bytes - other.bytes, ms: one.ms - other.ms, min: one.min - other.min });

async function importTime(project, file) {
  const args = [join(project, "import-time.mjs"), file];
  return Number((await measure(process.execPath, args, { cwd: project, timeout: 60_000 })).stdout);
}

module.exports = { judgeAuthorizers, measureAuthorizers };
