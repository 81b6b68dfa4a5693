import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import { dirname, join, resolve } from "node:path";
import { type BundledFile, type BundleRequest, bundleAll } from "../../lib/bundle/bundle";
import { digest } from "../../lib/bundle/canonical-data";
import { stageFiles } from "../../lib/bundle/stage";
import { bundleLater, cacheFolder, changeUnseen, fresh, settle, shown } from "./cached";
import { bytesOf, type Files, project, removeTemporaryFolders, request, thrown, writeFiles } from "./project";

const buildSync = jest.fn();

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync };
});

afterAll(removeTemporaryFolders);

const handlers = ["src/a.handler", "src/b.handler", "src/c.handler"];
const sources = Object.fromEntries(
  ["a", "b", "c"].map((name) => [
    `src/${name}.ts`,
    `import { value } from "./shared";\nexport const handler = () => [value, "${name}"];\n`,
  ]),
);
const files = { "package.json": "{}", "src/shared.ts": "export const value = 1;\n", ...sources };

function setUp(more = {}) {
  const root = project({ ...files, ...more });
  return { root, requests: handlers.map((handler) => request(root, handler)) };
}

/** The number of handlers in each esbuild call that an action makes. */
function calls(action: () => void): readonly number[] {
  buildSync.mockClear();
  action();
  return buildSync.mock.calls.map(([options]) => options.entryPoints.length);
}

/** Arguments of a Node.js process that runs some code, bundles the handlers of a project, and runs more code. */
function script(root: string, before = "", after = ""): readonly string[] {
  const lib = resolve(__dirname, "../../lib/bundle");
  const code = `
    const { bundleAll } = require(${JSON.stringify(join(lib, "bundle"))});
    const { locateHandler } = require(${JSON.stringify(join(lib, "sources"))});
    const root = ${JSON.stringify(root)};
    const options = { format: "esm", minify: false, sourcemap: false, target: "node20" };
    const requests = ${JSON.stringify(handlers)}.map((id) => ({ id, owner: id, source: locateHandler(root, id), options }));
    ${before}
    const { files } = bundleAll(requests, root);
    const text = [...files].map(([id, list]) => [id, list.map((file) => [file.path, Buffer.from(file.contents).toString("latin1")])]);
    ${after}
    console.log(JSON.stringify(text));`;
  return ["--require", require.resolve("sucrase/register"), "--eval", code];
}

function ended(child: ChildProcess): Promise<string> {
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += String(chunk);
  });
  return new Promise((done) => child.on("close", () => done(output)));
}

const plain = (root: string, requests: ReturnType<typeof setUp>["requests"]) =>
  JSON.stringify(
    [...bundleAll(requests, root, { cache: false }).files].map(([id, list]) => [
      id,
      list.map((file) => [file.path, Buffer.from(file.contents).toString("latin1")]),
    ]),
  );

describe("the cache", () => {
  it("avoids starting and even loading esbuild", () => {
    const { root, requests } = setUp();
    bundleLater(requests, root);
    const before = `
      const Module = require("node:module");
      const { _load } = Module;
      const loaded = [];
      Module._load = (name, ...rest) => (loaded.push(name), _load(name, ...rest));`;
    const after = 'console.log(loaded.filter((name) => name === "esbuild").length);';
    const loads = () => spawnSync(process.execPath, script(root, before, after), { encoding: "utf8" }).stdout;
    expect(loads()).toBe(`0\n${plain(root, requests)}\n`);
    rmSync(cacheFolder(root), { recursive: true });
    expect(loads()).toBe(`1\n${plain(root, requests)}\n`);
  });

  it("bundles only changed handlers, in one call", () => {
    const { root, requests } = setUp();
    expect(calls(() => bundleLater(requests, root))).toEqual([3]);
    writeFiles(root, { "src/b.ts": "export const handler = () => 2;\n" });
    expect(calls(() => bundleLater(requests, root))).toEqual([1]);
    expect(shown(bundleAll(requests, root))).toEqual(fresh(requests, root));
  });

  it("caches the valid handlers if another one fails", () => {
    const { root, requests } = setUp({ "src/c.ts": "const" });
    settle();
    expect(thrown(() => bundleAll(requests, root)).message).toContain("src/c.ts");
    expect(calls(() => thrown(() => bundleLater(requests, root)))).toEqual([1]);
  });

  it("is neither read nor written if it is disabled", () => {
    const { root, requests } = setUp();
    settle();
    bundleAll(requests, root, { cache: false });
    expect(readdirSync(root)).not.toContain("node_modules");
    bundleAll(requests, root);
    expect(calls(() => bundleAll(requests, root, { cache: false }))).toEqual([3]);
  });

  it("does not trust a file that changed while it was bundled, or just before", () => {
    const { root, requests } = setUp();
    settle();
    writeFiles(root, { "src/b.ts": "export const handler = () => 2;\n" });
    bundleAll(requests, root);
    expect(calls(() => bundleLater(requests, root))).toEqual([1]);
    expect(calls(() => bundleLater(requests, root))).toEqual([]);
    buildSync.mockImplementationOnce((options) => {
      const result = jest.requireActual("esbuild").buildSync(options);
      writeFiles(root, { "src/a.ts": "export const handler = () => 'meanwhile';\n" });
      return result;
    });
    writeFiles(root, { "src/a.ts": "export const handler = () => 'first';\n" });
    bundleLater(requests, root);
    expect(shown(bundleLater(requests, root))).toEqual(fresh(requests, root));
  });

  it("repeats the warnings of a cached bundle until their cause is gone", () => {
    const warned = "export const value = typeof globalThis === 'objekt';\n";
    const { root, requests } = setUp({ "src/shared.ts": warned });
    const { warnings } = bundleLater(requests, root);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^route "src\/a.handler", route "src\/b.handler", route "src\/c.handler":\n/);
    expect(calls(() => expect(bundleLater(requests, root).warnings).toEqual(warnings))).toEqual([]);
    writeFiles(root, { "src/c.ts": "export const handler = () => 3;\n" });
    expect(bundleLater(requests, root).warnings[0]).toMatch(/^route "src\/a.handler", route "src\/b.handler":\n/);
    writeFiles(root, { "src/shared.ts": "export const value = 1;\n" });
    expect(bundleLater(requests, root).warnings).toEqual([]);
  });

  it("repeats a warning about a tsconfig.json until its cause is gone", () => {
    const { root, requests } = setUp({ "src/tsconfig.json": '{ "compilerOptions": { "target": "es1" } }' });
    const { warnings } = bundleLater(requests, root);
    expect(warnings).toHaveLength(1);
    expect(bundleLater(requests, root).warnings).toEqual(warnings);
    writeFiles(root, { "src/tsconfig.json": "{}" });
    expect(bundleLater(requests, root).warnings).toEqual([]);
  });

  it("does not cache a warning about another handler's tsconfig.json", () => {
    const { root, requests } = setUp({
      "other/d.ts": "export const handler = () => 4;\n",
      "other/tsconfig.json": '{ "compilerOptions": { "target": "es1" } }',
    });
    const all = [...requests, request(root, "other/d.handler")];
    expect(bundleLater(all, root).warnings).toHaveLength(1);
    writeFiles(root, { "other/tsconfig.json": "{}" });
    expect(bundleLater(all, root).warnings).toEqual([]);
  });

  it("removes bundles that were not used for a week", () => {
    const { root, requests } = setUp();
    const bundles = join(cacheFolder(root), "bundles");
    const at = (days: number, action: () => void) => {
      const now = jest.spyOn(Date, "now").mockReturnValue(Date.now() + days * 86_400_000);
      action();
      now.mockRestore();
    };
    bundleLater(requests, root);
    at(6, () => bundleLater(requests.slice(0, 2), root));
    at(12, () => bundleLater(requests.slice(0, 1), root));
    expect(readdirSync(bundles)).toHaveLength(2);
    expect(calls(() => bundleLater(requests.slice(0, 2), root))).toEqual([]);
    expect(calls(() => bundleLater(requests, root))).toEqual([1]);
  });
});

describe("the synthesis is slower but correct if", () => {
  const everyFile = (root: string, change: (path: string) => void) => {
    const entries = readdirSync(cacheFolder(root), { recursive: true, withFileTypes: true });
    for (const entry of entries) if (entry.isFile()) change(join(entry.parentPath, entry.name));
  };
  const bundles = (root: string, change: (path: string) => void) => {
    for (const name of readdirSync(join(cacheFolder(root), "bundles")))
      change(join(cacheFolder(root), "bundles", name));
  };
  const inPlace = (text: string) => (path: string) =>
    writeFileSync(path, readFileSync(path, "utf8").replace(/^(.*)$/m, text));
  const index = (root: string) => join(cacheFolder(root), "index.json");

  it.each<[string, (root: string) => void]>([
    ["the cache is missing", (root) => rmSync(cacheFolder(root), { recursive: true })],
    ["every file of the cache is empty", (root) => everyFile(root, (path) => truncateSync(path, 0))],
    [
      "every file of the cache is truncated",
      (root) => everyFile(root, (path) => truncateSync(path, statSync(path).size >> 1)),
    ],
    ["every file of the cache contains garbage", (root) => everyFile(root, (path) => writeFileSync(path, "\0noise"))],
    ["the index is well-formed but invalid", (root) => writeFileSync(index(root), `${digest("{}")}\n{}`)],
    ["the index is null", (root) => writeFileSync(index(root), "null")],
    ["the index is a folder", (root) => replaceBy(index(root), mkdirSync)],
    ["the index belongs to another version", (root) => inPlace("other")(index(root))],
    ["a bundle has other content of the same length", (root) => bundles(root, flip)],
    [
      "a bundle has other content of the same length and time",
      (root) => bundles(root, (path) => changeUnseen(path, flip)),
    ],
    ["the bundles are missing", (root) => bundles(root, (path) => rmSync(path))],
  ])("%s", (_what, damage) => {
    const { root, requests } = setUp();
    bundleLater(requests, root);
    damage(root);
    for (const round of ["damaged", "repaired"]) {
      const result = bundleLater(requests, root);
      const staged = requests.map(({ id }) =>
        bytesOfStaged(join(root, "cdktf.out", round, id), result.files.get(id) ?? []),
      );
      expect(staged).toEqual(requests.map(({ id }) => bytesOf(alone(requests, root, id))));
      expect(shown(result)).toEqual(fresh(requests, root));
    }
    expect(calls(() => shown(bundleLater(requests, root)))).toEqual(_what === "the index is a folder" ? [3] : []);
  });

  it("the cache is removed between lookup and use", () => {
    const { root, requests } = setUp();
    bundleLater(requests, root);
    const result = bundleLater(requests, root);
    rmSync(cacheFolder(root), { recursive: true });
    expect(shown(result)).toEqual(fresh(requests, root));
  });

  it("a bundle is damaged between lookup and use", () => {
    const { root, requests } = setUp();
    bundleLater(requests, root);
    const { files } = bundleLater(requests, root);
    bundles(root, flip);
    for (const { id } of requests) {
      expect(bytesOfStaged(join(root, "cdktf.out", id), files.get(id) ?? [])).toEqual(
        bytesOf(alone(requests, root, id)),
      );
    }
  });

  const memoryDisk = "/dev/shm";
  (existsSync(memoryDisk) ? it : it.skip)("the cache is on another disk than temporary files", () => {
    const { root, requests } = setUp();
    const folder = mkdtempSync(join(memoryDisk, "bundle-test-"));
    const tmpdir = jest.spyOn(os, "tmpdir").mockReturnValue(folder);
    try {
      const before = shown(bundleLater(requests, root));
      expect(readdirSync(folder)).toEqual([]);
      expect(calls(() => expect(shown(bundleLater(requests, root))).toEqual(before))).toEqual([]);
    } finally {
      tmpdir.mockRestore();
      rmSync(folder, { recursive: true });
    }
  });

  it("the cache folder can't be created", () => {
    const { root, requests } = setUp({ "node_modules/.cache": "a file" });
    expect(shown(bundleLater(requests, root))).toEqual(fresh(requests, root));
    expect(readFileSync(join(root, "node_modules/.cache"), "utf8")).toBe("a file");
  });

  it("the cache folder is not writable", () => {
    const { root, requests } = setUp();
    bundleLater(requests, root);
    writeFiles(root, { "src/b.ts": "export const handler = () => 2;\n" });
    settle();
    // Without this capability, the superuser can't write either. Another user may have no access to the checkout.
    const limits =
      process.getuid?.() === 0 ? ["setpriv", "--inh-caps=-dac_override", "--bounding-set=-dac_override"] : [];
    const [program = "", ...args] = [...limits, process.execPath, ...script(root)];
    const locked = [join(cacheFolder(root), "bundles"), cacheFolder(root)];
    for (const path of locked) chmodSync(path, 0o555);
    const before = readdirSync(locked[0] ?? "");
    const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
    for (const path of locked) chmodSync(path, 0o755);
    expect({ stdout, stderr }).toEqual({ stdout: `${plain(root, requests)}\n`, stderr: "" });
    expect(readdirSync(locked[0] ?? "")).toEqual(before);
  });
});

function alone(requests: readonly BundleRequest[], root: string, id: string): readonly BundledFile[] {
  return bundleAll(requests, root, { cache: false }).files.get(id) ?? [];
}

/** The contents of a folder after files were staged there. */
function bytesOfStaged(folder: string, files: readonly BundledFile[]): Files {
  stageFiles(folder, files);
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "latin1")]));
}

function replaceBy(path: string, make: (path: string) => void): void {
  rmSync(path, { recursive: true });
  make(path);
}

function flip(path: string): void {
  const content = readFileSync(path);
  content[0] = (content[0] ?? 0) ^ 1;
  writeFileSync(path, content);
}

describe("several syntheses of one project", () => {
  it("run at once", async () => {
    const { root, requests } = setUp();
    settle();
    const children = [1, 2, 3].map(() =>
      spawn(process.execPath, script(root), { stdio: ["ignore", "pipe", "inherit"] }),
    );
    const outputs = await Promise.all(children.map(ended));
    expect(new Set(outputs)).toEqual(new Set([`${plain(root, requests)}\n`]));
    expect(calls(() => expect(shown(bundleLater(requests, root))).toEqual(fresh(requests, root)))).toEqual([3]);
    expect(readdirSync(cacheFolder(root)).filter((name) => name.startsWith("."))).toEqual([]);
  }, 60_000);

  it("do not remove each other's bundles", () => {
    const { root, requests } = setUp();
    settle();
    // The second synthesis ends while the first one is still running.
    buildSync.mockImplementationOnce((options) => {
      bundleAll(requests.slice(1), root);
      return jest.requireActual("esbuild").buildSync(options);
    });
    bundleAll(requests.slice(0, 1), root);
    expect(calls(() => bundleLater(requests, root))).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5])("are correct after one of them is killed at its write number %i", async (count) => {
    const { root, requests } = setUp();
    settle();
    // Killed before a rename, so that a temporary file is left behind.
    const kill = `
      const fs = require("node:fs");
      const { renameSync } = fs;
      let count = 0;
      fs.renameSync = (...args) => ++count === ${count} ? process.kill(process.pid, "SIGKILL") : renameSync(...args);`;
    const { signal } = spawnSync(process.execPath, script(root, kill));
    expect(signal).toBe("SIGKILL");
    expect(shown(bundleLater(requests, root))).toEqual(fresh(requests, root));
    expect(calls(() => expect(shown(bundleLater(requests, root))).toEqual(fresh(requests, root)))).toEqual([3]);
  });

  it("remove the files of a killed synthesis later", () => {
    const { root, requests } = setUp();
    bundleLater(requests.slice(0, 1), root);
    const left = [join(cacheFolder(root), ".writing-1"), join(cacheFolder(root), "bundles/.writing-2")];
    for (const path of left) writeFileSync(path, "half");
    utimesSync(left[0] ?? "", 1, 1);
    utimesSync(left[1] ?? "", 1, 1);
    writeFileSync(join(cacheFolder(root), ".writing-3"), "still at it");
    bundleLater(requests, root);
    const names = readdirSync(cacheFolder(root), { recursive: true }).filter((name) => /writing/.test(String(name)));
    expect(names).toEqual([".writing-3"]);
  });
});

describe("staging from the cache", () => {
  function staged() {
    const { root, requests } = setUp();
    const folder = join(root, "cdktf.out");
    const path = join(folder, "src/a.handler/index.mjs");
    const stage = () => {
      for (const [id, list] of bundleLater(requests, root).files) stageFiles(join(folder, id), list);
      return readFileSync(path, "latin1");
    };
    return { path, folder, stage, first: stage() };
  }

  it("writes independent copies, with the mode of a newly bundled file", () => {
    const { path, folder, stage, first } = staged();
    rmSync(folder, { recursive: true });
    expect(stage()).toBe(first);
    expect(statSync(path)).toMatchObject({ nlink: 1, mode: 0o100644 });
  });

  it.each<[string, (path: string) => void]>([
    ["was changed", (path) => writeFileSync(path, "changed")],
    ["was changed to something as long, at the same time", (path) => changeUnseen(path, flip)],
    ["is gone", (path) => rmSync(path)],
    ["has another mode", (path) => chmodSync(path, 0o600)],
    ["became a folder", (path) => replaceBy(path, mkdirSync)],
    ["became a link", (path) => replaceBy(path, (it) => symlinkSync("elsewhere", it))],
    ["has a second name", (path) => linkSync(path, `${path}.second`)],
    ["is in a folder that became a link", (path) => linkFolder(dirname(path))],
    ["is in a folder that became a file", (path) => replaceBy(dirname(path), (it) => writeFileSync(it, ""))],
  ])("writes what %s", (_what, damage) => {
    const { path, stage, first } = staged();
    damage(path);
    expect(stage()).toBe(first);
    expect(statSync(path)).toMatchObject({ nlink: 1, mode: 0o100644 });
    expect(readdirSync(dirname(path))).toEqual(["index.mjs"]);
  });

  it("keeps only the folders that are excluded from removal", () => {
    const folder = project({ "keep/a": "", "gone/a": "", "gone.zip": "" });
    stageFiles(folder, [{ path: "manifest.json", contents: Buffer.from("{}") }], { leave: new Set(["keep", "other"]) });
    expect(readdirSync(folder)).toEqual(["keep", "manifest.json"]);
    expect(readdirSync(join(folder, "keep"))).toEqual(["a"]);
  });
});

function linkFolder(folder: string): void {
  const other = `${folder}-other`;
  spawnSync("cp", ["-a", folder, other]);
  rmSync(folder, { recursive: true });
  symlinkSync(other, folder);
}
