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
 * Pairs of an old and a new text for intended differences, such as a renamed construct id. Usually empty.
 */
const renamed = [];

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
  const expected = new Map([...theirs].map((entry) => entry.map(withNewNames)));
  const different = [...expected].filter(([path, text]) => ours.has(path) && ours.get(path) !== text);
  const lone = [...expected.keys()].filter((path) => !ours.has(path)).map((path) => `only there: ${path}`);
  const fresh = [...ours.keys()].filter((path) => !expected.has(path)).map((path) => `only here: ${path}`);
  for (const line of [...lone, ...fresh]) console.log(line);
  for (const [path, text] of different) console.log(`differs: ${path}\n${firstDifference(text, ours.get(path))}`);
  console.log(`${ours.size} files compared, ${different.length} differ.`);
  return different.length === 0 ? 0 : 1;
}

function withNewNames(text) {
  return renamed.reduce((all, [before, after]) => all.replaceAll(before, after), text);
}

function firstDifference(before, after) {
  const [one, other] = [before.split("\n"), after.split("\n")];
  const index = one.findIndex((line, number) => line !== other[number]);
  const shown = (line = "") => (line.length > 200 ? `${line.slice(0, 200)} …` : line);
  return `  line ${index + 1}\n  - ${shown(one[index])}\n  + ${shown(other[index])}`;
}

function write(root, outdir) {
  for (const make of [writeChat, writeExamples, writeRandom, writeEverything]) make(root, outdir);
}

function writeChat(root, outdir) {
  const { Testing } = require("cdktf");
  const { ChatStack } = require(join(root, "main.ts"));
  save(outdir, "chat/cdk.tf.json", Testing.synth(new ChatStack(Testing.app(), {})));
}

// Examples are named by a digest of their code, because they may move to other lines.
function writeExamples(root, outdir) {
  const { blocksOf } = require(join(root, "__tests__/examples/blocks.ts"));
  const { moduleOf } = require(join(root, "__tests__/examples/program.ts"));
  const exported = Object.keys(require(join(root, "lib/index.ts")));
  blocksOf(root)
    .map((block, index) => moduleOf(block, index, root, exported))
    .filter(({ kind, throws }) => kind === "stack" && throws === undefined)
    .forEach((module) => {
      writeExample(module, outdir);
    });
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
  save(outdir, `examples/${name}.json`, Testing.synth(make()));
  save(outdir, `examples/${name}.tf`, Testing.synthHcl(make()));
}

function writeRandom(root, outdir) {
  const { TerraformStack, Testing } = require("cdktf");
  const fc = require("fast-check");
  const { arbitraryApi, build } = require(join(root, "__tests__/apply/random-api.ts"));
  const apis = fc.uniqueArray(arbitraryApi(), { minLength: 12, maxLength: 12, selector: ({ id }) => id });
  for (const seed of [1, 2, 3]) {
    const stack = new TerraformStack(Testing.app(), "demo");
    for (const spec of fc.sample(apis, { seed, numRuns: 1 })[0]) build(stack, spec);
    save(outdir, `random/${seed}.json`, Testing.synth(stack));
  }
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
