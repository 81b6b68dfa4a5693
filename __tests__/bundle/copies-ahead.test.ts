import * as fs from "node:fs";
import { join } from "node:path";
import { bundleAll } from "../../lib/bundle/bundle";
import { CopiesAhead } from "../../lib/bundle/cache/copies-ahead";
import type { Wanted } from "../../lib/bundle/cache/copy-batch";
import { copyFolders, MARKS } from "../../lib/bundle/cache/copy-folders";
import { stageFiles } from "../../lib/bundle/stage";
import { cacheFolder } from "./cached";
import { bytesOf, project, removeTemporaryFolders, request, temporaryFolder } from "./project";

const COUNT = 30;

afterAll(removeTemporaryFolders);

/** What the functions of an app are to hold, with the bundles in the cache. */
function setUp(count = COUNT) {
  const names = Array.from({ length: count }, (_, index) => `h${index}`);
  const code = (name: string) => `export const handler = async () => ${JSON.stringify(name)};\n`;
  const root = project(Object.fromEntries(names.map((name) => [`${name}.ts`, code(name)])));
  const requests = names.map((name) => request(root, `${name}.handler`, { sourcemap: true }));
  const { files } = bundleAll(requests, root);
  const out = join(root, "out");
  fs.mkdirSync(out);
  const wanted = requests.map(({ id }): Wanted => ({ folder: join(out, id), files: files.get(id) ?? [] }));
  return { root, out, wanted, first: wanted[0] as Wanted };
}

/** What lies in the cache for the time of a synthesis. */
function onTheWay(root: string): readonly string[] {
  return fs.readdirSync(cacheFolder(root)).filter((name) => name.startsWith(".writing-"));
}

/** Waits until the thread has copied the last folder. */
function whenCopied(root: string): void {
  const last = join(cacheFolder(root), onTheWay(root)[0] ?? "", String(COUNT - 1), "index.mjs.map");
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; !fs.existsSync(last); tries++) {
    if (tries === 1000) throw new Error("The thread has copied nothing.");
    Atomics.wait(clock, 0, 0, 10);
  }
}

/** Path, mode and content of all that lies in a folder. */
function listing(folder: string): unknown {
  return (fs.readdirSync(folder, { recursive: true }) as string[]).sort().map((path) => {
    const stats = fs.statSync(join(folder, path));
    return [path, stats.mode, stats.isDirectory() ? "" : fs.readFileSync(join(folder, path), "latin1")];
  });
}

/** The same bundles, staged one after the other. */
function staged(wanted: readonly Wanted[]): unknown {
  const plain = temporaryFolder();
  for (const { folder, files } of wanted) stageFiles(join(plain, folder.split("/").at(-1) ?? ""), files);
  return listing(plain);
}

function start(wanted: readonly Wanted[]): CopiesAhead {
  const copies = new CopiesAhead();
  copies.add(wanted);
  return copies;
}

describe("copies that a thread makes ahead", () => {
  it.each([0o077, 0])("are, moved to their places, what staging would have put there, with the umask %o", (umask) => {
    const before = process.umask(umask);
    const { root, out, wanted } = setUp();
    const copies = start(wanted);
    whenCopied(root);
    process.umask(before);
    expect(wanted.map((one) => copies.moveTo(one))).toEqual(wanted.map(() => true));
    copies.end();
    expect(listing(out)).toEqual(staged(wanted));
    expect(onTheWay(root)).toEqual([]);
  });

  it("lie outside of the output until they are moved, and are gone in the end", () => {
    const { root, out, wanted } = setUp();
    const copies = start(wanted);
    whenCopied(root);
    expect(fs.readdirSync(out)).toEqual([]);
    copies.end();
    expect([...fs.readdirSync(out), ...onTheWay(root)]).toEqual([]);
  });

  it("leave to the caller what they have not begun with when they are ended, or asked for", () => {
    const { root, out, wanted } = setUp();
    const copies = start(wanted);
    // The thread needs some time to start.
    const moved = wanted.map((one) => copies.moveTo(one) || stageFiles(one.folder, one.files));
    copies.end();
    expect(moved).toHaveLength(COUNT);
    expect(listing(out)).toEqual(staged(wanted));
    expect(onTheWay(root)).toEqual([]);
  });

  it("are not taken when the cache has changed meanwhile", () => {
    const { root, wanted, first } = setUp();
    const [file] = first.files;
    const before = bytesOf(first.files);
    const copies = start(wanted);
    whenCopied(root);
    fs.writeFileSync(file?.cached?.path ?? "", "changed");
    expect(copies.moveTo(first)).toBe(false);
    expect(fs.existsSync(first.folder)).toBe(false);
    stageFiles(first.folder, first.files);
    copies.end();
    expect(fs.readFileSync(join(first.folder, "index.mjs"), "latin1")).toBe(before["index.mjs"]);
  });

  it("are not taken when the function is to hold something else by now", () => {
    const { root, wanted, first } = setUp();
    const copies = start(wanted);
    whenCopied(root);
    expect(copies.moveTo({ ...first, files: wanted[1]?.files ?? [] })).toBe(false);
    expect(copies.moveTo({ ...first, files: first.files.slice(1) })).toBe(false);
    expect(copies.moveTo(first)).toBe(true);
    copies.end();
  });

  it("take no one's place that came there meanwhile", () => {
    const { root, wanted, first } = setUp();
    const copies = start(wanted);
    whenCopied(root);
    fs.mkdirSync(first.folder);
    fs.writeFileSync(join(first.folder, "other"), "");
    expect(copies.moveTo(first)).toBe(false);
    copies.end();
    expect(fs.readdirSync(first.folder)).toEqual(["other"]);
  });

  it("are noted as staged, so that the next synthesis does not write them", () => {
    const { root, wanted, first } = setUp();
    const copies = start(wanted);
    whenCopied(root);
    expect(copies.moveTo(first)).toBe(true);
    copies.end();
    first.files[0]?.cached?.staged.save();
    const notes = fs.readFileSync(join(cacheFolder(root), "staged.json"), "utf8");
    for (const { path, cached } of first.files) expect(notes).toContain(`"out/h0.handler/${path}":["${cached?.hash}"`);
  });

  it("clear away what a killed synthesis left, and nothing that is younger", () => {
    const { root, wanted } = setUp();
    const [old, young] = ["old", "young"].map((name) => join(cacheFolder(root), `.writing-copies-${name}`)) as [
      string,
      string,
    ];
    for (const folder of [old, young]) {
      fs.mkdirSync(join(folder, "0"), { recursive: true });
      fs.writeFileSync(join(folder, "0/index.mjs"), "");
    }
    fs.utimesSync(old, 1, 1);
    start(wanted).end();
    expect(onTheWay(root)).toEqual([".writing-copies-young"]);
    expect(fs.readdirSync(young)).toEqual(["0"]);
  });

  it("know nothing of folders that they were not asked for", () => {
    const { out, wanted, first } = setUp();
    const copies = start(wanted);
    expect(copies.moveTo({ ...first, folder: join(out, "other") })).toBe(false);
    copies.end();
  });
});

describe("no thread is started", () => {
  const starts = (root: string, wanted: readonly Wanted[]) => {
    const copies = start(wanted);
    const found = onTheWay(root).length > 0;
    copies.end();
    return found;
  };

  it("for a few functions, or for folders that are there already", () => {
    const { root, wanted } = setUp();
    expect(starts(root, wanted)).toBe(true);
    expect(starts(root, wanted.slice(0, 10))).toBe(false);
    for (const { folder } of wanted.slice(0, 10)) fs.mkdirSync(folder);
    expect(starts(root, wanted)).toBe(false);
  });

  it("for bundles that are not cached, and files in folders of their own", () => {
    const { root, wanted } = setUp();
    const uncached = wanted.map(({ folder, files }) => ({
      folder,
      files: files.map(({ path, contents }) => ({ path, contents })),
    }));
    expect(starts(root, uncached)).toBe(false);
    const deep = wanted.map(({ folder, files }) => ({
      folder,
      files: files.map(({ cached, contents }) => ({ path: "deep/index.mjs", contents, cached })),
    }));
    expect(starts(root, deep)).toBe(false);
  });

  it("where a file, or a link to itself, takes the place of a folder on the way", () => {
    const { root, out, wanted } = setUp();
    fs.rmSync(out, { recursive: true });
    fs.writeFileSync(out, "");
    expect(starts(root, wanted)).toBe(false);
    fs.rmSync(out);
    fs.symlinkSync("out", out);
    expect(starts(root, wanted)).toBe(false);
  });

  it("for what is being copied already", () => {
    const { root, wanted } = setUp();
    const copies = start(wanted);
    copies.add(wanted);
    expect(onTheWay(root)).toHaveLength(1);
    copies.end();
  });

  it("where the cache can't be written", () => {
    const { root, wanted } = setUp();
    fs.renameSync(cacheFolder(root), `${cacheFolder(root)}-gone`);
    const copies = start(wanted);
    expect(wanted.some((one) => copies.moveTo(one))).toBe(false);
    copies.end();
    expect(fs.existsSync(cacheFolder(root))).toBe(false);
  });
});

describe("the thread", () => {
  function job(from: string) {
    const room = temporaryFolder();
    const folders = [0, 1, 2].map((index) => {
      const path = join(room, String(index));
      return { path, files: [{ from: index === 1 ? join(room, "none") : from, to: join(path, "a") }] };
    });
    return { room, job: { marks: MARKS, state: new Int32Array(new SharedArrayBuffer(12)), folders } };
  }

  it("marks what it has copied and what it could not, and leaves alone what was taken from it", () => {
    const { room, job: work } = job(join(project({ a: "a" }), "a"));
    work.state[2] = MARKS.gone;
    copyFolders(fs, work);
    expect([...work.state]).toEqual([MARKS.ready, MARKS.gone, MARKS.gone]);
    expect(fs.readdirSync(room).sort()).toEqual(["0", "1"]);
  });
});
