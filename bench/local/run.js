// `npm run bench:local`: compares the local run with plain `ws` and with serverless-offline.
const { execFileSync } = require("node:child_process");
const { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, relative, resolve } = require("node:path");
const { parseArgs } = require("node:util");
const { installPeers } = require("../peers");
const { buildPackage, writeProject } = require("../project");
const { measurements, measureGrowth } = require("./measurements");
const { servers } = require("./servers");
const { render } = require("./table");

const usage = `npm run bench:local -- [--rounds 5] [--package <folder>]

  --rounds   rounds; each starts all servers in turn
  --package  a folder with package.json and a built dist/ (default: builds the package of this checkout)
`;

const handlers = `export const connect = async () => ({ statusCode: 200 });
export const echo = async ({ body }: { body: string }) => ({ statusCode: 200, body });
export const gone = async () => {
  console.log("it is gone");
  return { statusCode: 200 };
};
`;

const serverlessConfiguration = `service: bench
frameworkVersion: "3"
provider: { name: aws, runtime: nodejs20.x, websocketsApiRouteSelectionExpression: $request.body.action }
plugins: [serverless-offline]
functions:
  # Without this route, serverless-offline refuses every client.
  connect: { handler: chat.connect, events: [{ websocket: $connect }] }
  echo:
    handler: chat.echo
    events: [{ websocket: { route: $default, routeResponseSelectionExpression: $default } }]
  gone: { handler: chat.gone, events: [{ websocket: $disconnect }] }
`;

async function main() {
  const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" }, package: { type: "string" } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(usage);
  installPeers("serverless", "serverless-offline");
  const work = realpathSync(mkdtempSync(join(tmpdir(), "bench-local-")));
  try {
    const builtPackage = values.package ? resolve(values.package) : buildPackage(join(work, "package"));
    const text = render(await measureAll(writeProjects(work, builtPackage), rounds));
    const results = join(__dirname, "../results");
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, "local.md"), text);
    console.log(`${text}\nThe same as a file: ${relative(process.cwd(), join(results, "local.md"))}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The same app for both programs that run functions. */
function writeProjects(work, builtPackage) {
  const [folder, serverless] = [join(work, "project"), join(work, "serverless")];
  writeProject(folder, { size: 0, builtPackage });
  writeFileSync(join(folder, "src/chat.ts"), handlers);
  execFileSync(process.execPath, ["local-app.js"], { cwd: folder });
  mkdirSync(serverless);
  symlinkSync(join(__dirname, "../node_modules"), join(serverless, "node_modules"));
  writeFileSync(join(serverless, "serverless.yml"), serverlessConfiguration);
  const commonJs = handlers.replace(/export const (\w+)/g, "exports.$1").replace(": { body: string }", "");
  writeFileSync(join(serverless, "chat.js"), commonJs);
  return { folder, serverless };
}

async function measureAll(project, rounds) {
  const samples = Object.fromEntries(servers.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++)
    for (const server of servers) {
      process.stderr.write(`Round ${round} of ${rounds}: ${server.name}\n`);
      samples[server.name].push(await measureServer(server, project));
    }
  const ours = servers.find(({ name }) => name === "dev");
  process.stderr.write("100,000 messages\n");
  return { samples, growth: await measureGrowth(ours, project) };
}

/** A measurement in which a server fails has no result. */
async function measureServer(server, project) {
  const measured = {};
  for (const what of server.measured)
    try {
      Object.assign(measured, await measurements[what](server, project));
    } catch (error) {
      process.stderr.write(`${what} of ${server.name} failed: ${error.message.slice(0, 300)}\n`);
    }
  return measured;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
