import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { packPython } from "../../lib/bundle/python/pack";
import { PythonPackages } from "../../lib/bundle/python/packages";
import { type FakeNpm, fakeNpm } from "./fake-npm";
import { bundleOne, bytesOf, project, removeTemporaryFolders, temporaryFolder, writeFiles } from "./project";

jest.setTimeout(120_000);
afterAll(removeTemporaryFolders);

const repository = resolve(__dirname, "../..");
const isPosix = process.platform !== "win32";

interface Started {
  readonly child: ChildProcess;
  /** The folder for temporary files. */
  readonly temporary: string;
}

/** Runs a script that uses the library, in a process group of its own, until a file exists. */
async function started(script: string, file: string, path: string): Promise<Started> {
  const temporary = temporaryFolder("tmp-");
  const env = { ...process.env, TMPDIR: temporary, PATH: `${path}:${process.env.PATH}` };
  const args = ["--require", "sucrase/register", "--require", "tsconfig-paths/register", "--eval", script];
  const child = spawn(process.execPath, args, { cwd: repository, detached: true, env, stdio: "ignore" });
  const ended = once(child, "exit").then(() => "ended");
  while (!existsSync(file)) if ((await Promise.race([ended, wait(50)])) === "ended") throw new Error("ended too early");
  return { child, temporary };
}

/** Sends a signal to all processes of the group, as a terminal does at Ctrl-C. */
async function end({ child }: Started, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, "exit");
  process.kill(-(child.pid as number), signal);
  await ended;
}

async function gone(pid: number): Promise<void> {
  while (spawnSync("kill", ["-0", String(pid)]).status === 0) await wait(50);
}

/** A program that writes half of an installation into a folder, and does not end by itself. */
function hangingProgram(name: string, half: string): { readonly folder: string; readonly file: string } {
  const folder = temporaryFolder("program-");
  const file = join(folder, "started");
  const lines = ["#!/bin/sh", 'case "$*" in *--version*) exit 0;; esac', half, `echo $$ > ${file}`, "exec sleep 300"];
  writeFileSync(join(folder, name), lines.join("\n"), { mode: 0o755 });
  return { folder, file };
}

(isPosix ? describe : describe.skip)("an interrupted installation by npm", () => {
  let npm: FakeNpm;
  beforeEach(() => {
    npm = fakeNpm({ "image@1.0.0": { "index.js": "1" } });
  });
  afterEach(() => npm.restore());

  const lockfile = { packages: { "": {}, "node_modules/image": { version: "1.0.0", integrity: "sha512-x" } } };
  const install = { packages: { image: "*" }, cpu: "x64" } as const;
  const options = { esbuild: { external: ["image"] } };
  const newProject = () =>
    project({
      "src/a.ts": 'import image from "image";\nexport const handler = () => image;\n',
      "package-lock.json": JSON.stringify(lockfile),
    });
  const installed = (root: string) => bytesOf(bundleOne(root, "src/a.handler", options, { additions: { install } }));
  const half =
    'for arg; do case $arg in --prefix=*) mkdir -p "${arg#--prefix=}/node_modules/image" && echo half > "${arg#--prefix=}/node_modules/image/index.js";; esac; done';

  function start(root: string): Promise<Started> {
    const { folder, file } = hangingProgram("npm", half);
    const script = `
      const { bundleAll } = require(${JSON.stringify(join(repository, "lib/bundle/bundle"))});
      const { locateHandler } = require(${JSON.stringify(join(repository, "lib/bundle/sources"))});
      const root = ${JSON.stringify(root)};
      const options = { format: "esm", minify: false, sourcemap: false, target: "node20", ...${JSON.stringify(options)} };
      bundleAll([{ id: "a", owner: "a", source: locateHandler(root, "src/a.handler"), options, additions: ${JSON.stringify({ install })} }], root);`;
    return started(script, file, folder);
  }

  it("leaves nothing that the next synthesis would use", async () => {
    const expected = installed(newProject());
    const root = newProject();
    await end(await start(root), "SIGKILL");
    expect(installed(root)).toEqual(expected);
  });

  it("leaves no temporary folder after Ctrl-C", async () => {
    const root = newProject();
    const run = await start(root);
    expect(readdirSync(run.temporary)).toContainEqual(expect.stringMatching(/^install-/));
    await end(run, "SIGINT");
    expect(readdirSync(run.temporary)).toEqual([]);
  });
});

(isPosix ? describe : describe.skip)("an interrupted installation by pip", () => {
  const platform = { version: "3.13", architecture: "arm64" } as const;
  const half = 'while [ $# -gt 0 ]; do [ "$1" = --target ] && echo half > "$2/half.py"; shift; done';
  // Without packages, so that the test needs neither pip nor an index.
  const empty = "--no-index\n";
  const newProject = () => project({ "worker.py": "", "requirements.txt": empty });

  function start(root: string, decidesAccess: boolean): Promise<Started> {
    const { folder, file } = hangingProgram("python3", half);
    const script = `
      const { PythonPackages } = require(${JSON.stringify(join(repository, "lib/bundle/python/packages"))});
      const { readRequirements } = require(${JSON.stringify(join(repository, "lib/bundle/python/requirements"))});
      const packages = new PythonPackages(${JSON.stringify(join(root, "cache"))});
      const requirements = readRequirements(${JSON.stringify(join(root, "requirements.txt"))});
      packages.folder(requirements, ${JSON.stringify(root)}, ${JSON.stringify(platform)}, ${decidesAccess});`;
    return started(script, file, folder);
  }

  function packed(root: string): readonly string[] {
    const source = { root, handler: "worker.handler", requirements: join(root, "requirements.txt") };
    const settings = { project: join(root, ".."), packages: new PythonPackages(join(root, "cache")) };
    const outputs = [join(root, "cdktf.out"), join(root, "cache")];
    const request = { source, platform, decidesAccess: false };
    return packPython(request, { ...settings, outputs, output: join(root, "cdktf.out/fn") }).files.map(
      ({ path }) => path,
    );
  }

  /** A pip that installs nothing. */
  function withEmptyPip<T>(work: () => T): T {
    const folder = temporaryFolder("path-");
    writeFileSync(join(folder, "python3"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const before = process.env.PATH;
    process.env.PATH = `${folder}:${before}`;
    try {
      return work();
    } finally {
      process.env.PATH = before;
    }
  }

  it("leaves nothing that the next synthesis would use, and a later one removes what it left", async () => {
    const root = newProject();
    await end(await start(root, false), "SIGKILL");
    const left = readdirSync(join(root, "cache")).filter((name) => name.startsWith(".writing-"));
    expect(left).toHaveLength(1);
    expect(readdirSync(join(root, "cache/python"))).toEqual([]);
    const old = Date.now() / 1000 - 7200;
    utimesSync(join(root, "cache", left[0] ?? ""), old, old);
    writeFileSync(join(root, "requirements.txt"), `${empty}# other\n--pre\n`);
    expect(withEmptyPip(() => packed(root))).toEqual(["requirements.txt", "worker.py"]);
    expect(readdirSync(join(root, "cache"))).toEqual(["python"]);
  });

  it.each([
    ["", false],
    [" of a function that decides about access", true],
  ])("of packages%s leaves no temporary folder after Ctrl-C", async (_, decidesAccess) => {
    const root = newProject();
    const run = await start(root, decidesAccess);
    await end(run, "SIGINT");
    expect(readdirSync(run.temporary)).toEqual([]);
    expect(existsSync(join(root, "cache")) ? readdirSync(join(root, "cache")) : []).not.toContainEqual(
      expect.stringMatching(/^\.writing-/),
    );
  });
});

(isPosix ? describe : describe.skip)("the process that emits decorator metadata", () => {
  it("and its compiler end with the local run that waits for them", async () => {
    const root = project({
      "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
      "src/a.ts": "const mark = (_: unknown) => undefined;\n@mark\nclass A {}\nexport const handler = () => A.name;\n",
      "node_modules/typescript/package.json":
        '{ "name": "typescript", "version": "5.9.3", "bin": { "tsc": "tsc.js" } }',
    });
    const file = join(root, "started");
    writeFiles(root, {
      "node_modules/typescript/tsc.js": `require("node:fs").writeFileSync(${JSON.stringify(file)}, \`\${process.pid} \${process.ppid} \`); setInterval(() => 0, 1000);`,
    });
    const script = `
      const { IncrementalBundle } = require(${JSON.stringify(join(repository, "lib/bundle/incremental-bundle"))});
      const { locateHandler } = require(${JSON.stringify(join(repository, "lib/bundle/sources"))});
      const root = ${JSON.stringify(root)};
      const options = { format: "esm", minify: false, sourcemap: false, target: "node20" };
      const bundle = new IncrementalBundle({ id: "a", owner: "a", source: locateHandler(root, "src/a.handler"), options }, root);
      bundle.build();`;
    const run = await started(script, file, temporaryFolder("empty-"));
    run.child.kill("SIGKILL");
    const pids = readFileSync(file, "utf8").trim().split(" ").map(Number);
    expect(pids).toHaveLength(2);
    await Promise.all(pids.map(gone));
  });
});
