// Compares the output of this checkout with that of another revision, byte for byte. Synthesizes the example app, all
// examples of the documentation, the random APIs of the Terraform tests, and an app that uses all of the library.
//
//   npm run compare -- HEAD~1
const { execFileSync, spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } = require("node:fs");
const { writeFileSync } = require("node:fs");
const { hash } = require("node:crypto");
const { tmpdir } = require("node:os");
const { dirname, join, resolve } = require("node:path");

/**
 * Renamed construct ids: a pattern on the path in the other revision, and its replacement. The logical ids, which end
 * in a hash of the path, are computed from them. Empty where no id was renamed.
 */
const renamed = [
  [/\/Target ([^"]*\/(?:Integration|Permission))$/, "/Function $1"],
  [/(\/Route [^"]*)\/Response$/, "$1/RouteResponse"],
  [/\/CertificateProof /, "/ValidationRecord "],
  [/\/(Cloudflare|Vercel)Caa /, "/$1CaaRecord "],
];

const idsFile = "ids.json";

const [first, second] = process.argv.slice(2);
if (first === "--write") write(process.cwd(), second);
else process.exitCode = compare(resolve(__dirname, ".."), first ?? "HEAD");

function compare(root, revision) {
  const folder = mkdtempSync(join(tmpdir(), "compare-"));
  const other = join(folder, "checkout");
  try {
    execFileSync("git", ["worktree", "add", "--quiet", "--detach", other, revision], { cwd: root });
    symlinkSync(join(root, "node_modules"), join(other, "node_modules"));
    const [theirs, ours] = [synthesize(other, join(folder, "theirs")), synthesize(root, join(folder, "ours"))];
    return report(theirs, ours);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    execFileSync("git", ["worktree", "prune"], { cwd: root });
  }
}

function synthesize(root, outdir) {
  const program = ["--require", "sucrase/register", "--require", "tsconfig-paths/register", __filename];
  const { status } = spawnSync(process.execPath, [...program, "--write", outdir], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error(`The synthesis in ${root} failed.`);
  return filesIn(outdir);
}

function filesIn(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

function report(theirs, ours) {
  const table = renames(JSON.parse(theirs.get(idsFile)));
  for (const [before, after] of table) console.log(`renamed: ${before} -> ${after}`);
  const [expected, actual] = [theirs, ours].map((files) => normalized(files, files === theirs ? table : []));
  const different = [...expected].filter(([path, text]) => actual.has(path) && actual.get(path) !== text);
  const lone = [...expected.keys()].filter((path) => !actual.has(path)).map((path) => `only there: ${path}`);
  const fresh = [...actual.keys()].filter((path) => !expected.has(path)).map((path) => `only here: ${path}`);
  for (const line of [...lone, ...fresh]) console.log(line);
  for (const [path, text] of different) console.log(`differs: ${path}\n${firstDifference(text, actual.get(path))}`);
  console.log(`${actual.size} files compared, ${different.length} differ.`);
  return different.length === 0 ? 0 : 1;
}

/** The files with the new ids. Terraform's files are sorted by ids, so that a new id may move a part of them. */
function normalized(files, table) {
  const texts = [...files].filter(([path]) => path !== idsFile);
  return new Map(texts.map(([path, text]) => [path, inOrder(path, withNewNames(text, table))]));
}

function inOrder(path, text) {
  if (renamed.length === 0) return text;
  if (path.endsWith(".tf")) return text.split("\n\n").sort().join("\n\n");
  return path.endsWith(".json") ? JSON.stringify(sortedKeys(JSON.parse(text)), undefined, 2) : text;
}

function sortedKeys(value) {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, sortedKeys(part)]));
}

/** From each id that changes to the new one: logical ids, and paths. */
function renames(ids) {
  const changed = Object.entries(ids).flatMap(([path, id]) => {
    const now = renamed.reduce((all, [before, after]) => all.replace(before, after), path);
    return now === path ? [] : [[id, logicalId(now)], ...(id === path ? [] : [[path, now]])];
  });
  return new Map(changed);
}

/** The logical id that cdktf makes of a path. */
function logicalId(path) {
  const { TerraformElement, TerraformStack, Testing } = require("cdktf");
  const { Construct } = require("constructs");
  const ids = path.split("/").slice(1);
  const stack = new TerraformStack(Testing.app(), "stack");
  const scope = ids.slice(0, -1).reduce((parent, id) => new Construct(parent, id), stack);
  return stack.getLogicalId(new TerraformElement(scope, ids.at(-1)));
}

function withNewNames(text, table) {
  return [...table].reduce((all, [before, after]) => all.replaceAll(before, after), text);
}

function firstDifference(before, after) {
  const [one, other] = [before.split("\n"), after.split("\n")];
  const index = one.findIndex((line, number) => line !== other[number]);
  const shown = (line = "") => (line.length > 200 ? `${line.slice(0, 200)} …` : line);
  return `  line ${index + 1}\n  - ${shown(one[index])}\n  + ${shown(other[index])}`;
}

function write(root, outdir) {
  const makers = [writeChat, writeExamples, writeRandom, writeEverything];
  const ids = makers.flatMap((make) => make(root, outdir)).flatMap(idsOf);
  save(outdir, idsFile, JSON.stringify(Object.fromEntries(ids)));
}

/** The path and the logical id of everything in a tree that Terraform has a name for. */
function idsOf(tree) {
  const { TerraformElement } = require("cdktf");
  const elements = tree.node.findAll().filter((construct) => TerraformElement.isTerraformElement(construct));
  return elements.map((element) => [element.node.path, element.friendlyUniqueId]);
}

function writeChat(root, outdir) {
  const { Testing } = require("cdktf");
  const { ChatStack } = require(join(root, "main.ts"));
  const stack = new ChatStack(Testing.app(), {});
  save(outdir, "chat/cdk.tf.json", Testing.synth(stack));
  return [stack];
}

// Examples are named by a digest of their code, because they may move to other lines.
function writeExamples(root, outdir) {
  const { blocksOf } = require(join(root, "__tests__/examples/blocks.ts"));
  const { moduleOf } = require(join(root, "__tests__/examples/program.ts"));
  const exported = Object.keys(require(join(root, "lib/index.ts")));
  return blocksOf(root)
    .map((block, index) => moduleOf(block, index, root, exported))
    .filter(({ kind, throws }) => kind === "stack" && throws === undefined)
    .map((module) => writeExample(module, outdir));
}

function writeExample({ block, text, path }, outdir) {
  const { Testing } = require("cdktf");
  const ts = require("typescript");
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const { outputText } = ts.transpileModule(text, { compilerOptions, fileName: path });
  const module = { exports: {} };
  new Function("require", "module", "exports", outputText)(require, module, module.exports);
  const make = () => new module.exports.Example(Testing.app());
  const name = hash("sha256", block.code).slice(0, 12);
  const stack = make();
  save(outdir, `examples/${name}.json`, Testing.synth(stack));
  save(outdir, `examples/${name}.tf`, Testing.synthHcl(make()));
  return stack;
}

function writeRandom(root, outdir) {
  const { TerraformStack, Testing } = require("cdktf");
  const fc = require("fast-check");
  const { arbitraryApi, build } = require(join(root, "__tests__/apply/random-api.ts"));
  const apis = fc.uniqueArray(arbitraryApi(), { minLength: 12, maxLength: 12, selector: ({ id }) => id });
  return [1, 2, 3].map((seed) => {
    const stack = new TerraformStack(Testing.app(), "demo");
    for (const spec of fc.sample(apis, { seed, numRuns: 1 })[0]) build(stack, spec);
    save(outdir, `random/${seed}.json`, Testing.synth(stack));
    return stack;
  });
}

function writeEverything(root, outdir) {
  const { App } = require("cdktf");
  const { everything, sources } = require(join(root, "__tests__/synthesis/everything.ts"));
  const project = mkdtempSync(join(tmpdir(), "everything-"));
  for (const [path, text] of Object.entries({ "cdktf.json": "{}", ...sources })) save(project, path, text);
  process.chdir(project);
  try {
    const app = new App({ outdir: join(outdir, "everything"), context: { cdktfRelativeModules: [] } });
    everything(app, true);
    app.synth();
    rmSync(join(outdir, "everything/manifest.json"), { force: true });
    return [app];
  } finally {
    process.chdir(root);
    rmSync(project, { recursive: true, force: true });
  }
}

function save(folder, path, text) {
  const file = join(folder, path);
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
