// Writes a user's project: handlers, and node_modules as after `npm install`, including the built package.
const { execFileSync } = require("node:child_process");
const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

const repository = join(__dirname, "..");
const sdk = "@aws-sdk/client-apigatewaymanagementapi";

/** Builds the package in another folder, because other programs may be using dist/ of the checkout. */
function buildPackage(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(repository).filter(isNeeded))
    cpSync(join(repository, name), join(folder, name), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  execFileSync(process.execPath, [join(folder, "scripts/build.js")], {
    stdio: ["ignore", process.stderr, process.stderr],
  });
  return folder;
}

function isNeeded(name) {
  return ["lib", "scripts", "package.json"].includes(name) || /^(tsconfig|api-extractor)\..*json$/.test(name);
}

/** Writes a project with `size` handlers and the programs to measure. */
function writeProject(folder, { size, builtPackage }) {
  mkdirSync(join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "cdktf.json"), '{ "language": "typescript", "app": "node library.js" }\n');
  writeFileSync(join(folder, "tsconfig.json"), '{ "compilerOptions": { "target": "ES2022", "strict": true } }\n');
  // AWS CDK determines the project's root and package manager by this file.
  writeFileSync(join(folder, "package-lock.json"), "{}\n");
  for (let index = 0; index < size; index++) writeHandler(folder, index);
  cpSync(join(__dirname, "programs"), folder, { recursive: true });
  installPackages(folder, builtPackage);
}

/** Writes a handler that imports the management API client and differs from all other handlers. */
function writeHandler(folder, index, remark = "") {
  writeFileSync(
    join(folder, `src/handler${index}.ts`),
    `import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "${sdk}";

interface Event {
  readonly body?: string;
  readonly requestContext: { readonly connectionId: string; readonly domainName: string; readonly stage: string };
}

const topic = "topic-${index}${remark}";

function answer(body: string | undefined): Uint8Array {
  return Buffer.from(JSON.stringify({ topic, number: ${index}, length: body?.length ?? 0 }));
}

export async function handler({ body, requestContext }: Event) {
  const { connectionId, domainName, stage } = requestContext;
  const client = new ApiGatewayManagementApiClient({ endpoint: \`https://\${domainName}/\${stage}\` });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: answer(body) }));
  return { statusCode: 200 };
}
`,
  );
}

function installPackages(folder, builtPackage) {
  const modules = join(folder, "node_modules");
  const { name, dependencies, peerDependencies } = readPackage(builtPackage);
  for (const file of ["package.json", "dist"])
    cpSync(join(builtPackage, file), join(modules, name, file), { recursive: true });
  // Copied, because esbuild bundles them and would resolve links to paths outside of the project.
  for (const source of closureOf(sdk)) {
    const target = join(modules, source.slice(source.indexOf("node_modules/") + "node_modules/".length));
    if (!existsSync(target)) cpSync(source, target, { recursive: true });
  }
  for (const linked of Object.keys({ ...dependencies, ...peerDependencies })) link(modules, linked);
  // Like esbuild's installer, links the command to the binary, without a Node.js wrapper.
  mkdirSync(join(modules, ".bin"));
  symlinkSync(esbuildBinary(), join(modules, ".bin/esbuild"));
}

function link(modules, name) {
  const target = join(modules, name);
  // The package was already copied.
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(repository, "node_modules", name), target);
}

function esbuildBinary() {
  const platform = `@esbuild/${process.platform}-${process.arch}`;
  const name = process.platform === "win32" ? "esbuild.exe" : "bin/esbuild";
  return join(repository, "node_modules", platform, name);
}

/** The folders of a package and all its dependencies. */
function closureOf(name, from = repository, found = new Set()) {
  const folder = [join(from, "node_modules", name), join(repository, "node_modules", name)].find((path) =>
    existsSync(join(path, "package.json")),
  );
  if (folder === undefined || found.has(folder)) return found;
  found.add(folder);
  for (const dependency of Object.keys(readPackage(folder).dependencies ?? {})) closureOf(dependency, folder, found);
  return found;
}

function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

module.exports = { buildPackage, readPackage, repository, writeHandler, writeProject };
