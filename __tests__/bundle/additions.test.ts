import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Additions, type BundledFile, type BundleRequest, bundleAll } from "../../lib/bundle/bundle";
import { bytesOf, type Files, project, removeTemporaryFolders, request, textOf, thrown } from "./project";

afterAll(removeTemporaryFolders);

const source = { "src/a.ts": "export const handler = () => 1;\n" };
const guarded = { decidesAccess: true };

function build(root: string, additions: Additions, more: Partial<BundleRequest> = {}): readonly BundledFile[] {
  const wanted = request(root, "src/a.handler", {}, { additions, ...more });
  return bundleAll([wanted], root).files.get("src/a.handler") ?? [];
}

const withFiles = (files: Files) => project({ ...source, ...files });
const pathsOf = (files: readonly BundledFile[]) => files.map(({ path }) => path);

describe("copied files", () => {
  const copied = (files: Files, ...copyFiles: NonNullable<Additions["copyFiles"]>) =>
    pathsOf(build(withFiles(files), { copyFiles })).filter((path) => path !== "index.mjs");
  const tree = { "views/a.html": "a", "views/b/c.html": "c", "one.txt": "1" };

  it.each<[string, NonNullable<Additions["copyFiles"]>, readonly string[]]>([
    ["a file", [{ from: "one.txt" }], ["one.txt"]],
    ["a file below a folder", [{ from: "views/a.html" }], ["views/a.html"]],
    ["a file with another name", [{ from: "one.txt", to: "data/two.txt" }], ["data/two.txt"]],
    ["a file into a folder", [{ from: "views/a.html", to: "data/" }], ["data/a.html"]],
    ["a file into the function's folder", [{ from: "views/a.html", to: "." }], ["a.html"]],
    ["a folder", [{ from: "views" }], ["views/a.html", "views/b/c.html"]],
    ["a folder with another name", [{ from: "./views/", to: "data/x/" }], ["data/x/a.html", "data/x/b/c.html"]],
    ["a folder into the function's own", [{ from: "views", to: "." }], ["a.html", "b/c.html"]],
    ["paths of Windows", [{ from: "views\\b", to: "data\\b" }], ["data/b/c.html"]],
    ["several", [{ from: "one.txt" }, { from: "views/b" }], ["one.txt", "views/b/c.html"]],
  ])("can be %s", (_, copyFiles, expected) => {
    expect(copied(tree, ...copyFiles)).toEqual(expected);
  });

  it("can't make a path both a file and a folder", () => {
    const copyFiles = [
      { from: "one.txt", to: "data" },
      { from: "one.txt", to: "data/x.txt" },
    ];
    expect(thrown(() => copied(tree, ...copyFiles)).message).toContain(
      '"copyFiles" would make "data" both a file and a folder.',
    );
  });

  it("of a later entry replace those of an earlier one", () => {
    const root = withFiles({ "all/x.txt": "all", "own/x.txt": "own" });
    const files = build(root, {
      copyFiles: [
        { from: "all", to: "d" },
        { from: "own", to: "d" },
      ],
    });
    expect(bytesOf(files)["d/x.txt"]).toBe("own");
  });

  it("replace symbolic links by their targets", () => {
    const root = withFiles({ "views/a.html": "a" });
    symlinkSync(join(root, "views/a.html"), join(root, "link.html"));
    symlinkSync(join(root, "views"), join(root, "links"));
    const files = build(root, { copyFiles: [{ from: "link.html" }, { from: "links" }] });
    expect(bytesOf(files)).toMatchObject({ "link.html": "a", "links/a.html": "a" });
  });

  it("silence the warning about a file that the code reads", () => {
    const root = withFiles({
      "src/a.ts": 'import { join } from "node:path";\nexport const handler = () => join(__dirname, "a.html");\n',
      "src/a.html": "a",
    });
    const warnings = (additions: Additions) =>
      bundleAll([request(root, "src/a.handler", {}, { additions })], root).warnings;
    expect(warnings({})).toEqual([
      expect.stringContaining('Copy it: copyFiles: [{"from":"src/a.html","to":"a.html"}]'),
    ]);
    expect(warnings({ copyFiles: [{ from: "src/a.html", to: "a.html" }] })).toEqual([]);
  });

  it.each<[string, NonNullable<Additions["copyFiles"]>, string]>([
    ["a missing file", [{ from: "no.txt" }], 'got "from" "no.txt", which does not exist'],
    ["a path outside of the function's folder", [{ from: "one.txt", to: "../x" }], 'got "to" "../x", which is outside'],
    ["an absolute path", [{ from: "one.txt", to: "/x" }], 'got "to" "/x", which is outside'],
    ["a path outside that is not given", [{ from: "../app/one.txt" }], 'to: "one.txt"'],
    ["the bundle", [{ from: "one.txt", to: "index.mjs" }], 'would write "index.mjs"'],
    ["the bundle on a disk that ignores case", [{ from: "one.txt", to: "INDEX.mjs" }], 'would write "INDEX.mjs"'],
    ["what Lambda loads in place of the bundle", [{ from: "one.txt", to: "index.js" }], 'would write "index.js"'],
    ["a folder that Lambda loads", [{ from: "views", to: "index" }], 'would write "index/'],
    ["the output of synthesis", [{ from: "cdktf.out", to: "x" }], "overlaps the output folder"],
  ])("reject %s", (_, copyFiles, message) => {
    const root = withFiles({ ...tree, "cdktf.out/x": "" });
    expect(thrown(() => build(root, { copyFiles })).message).toContain(message);
  });

  it("reject a broken link", () => {
    const root = withFiles({});
    symlinkSync("nowhere", join(root, "link"));
    expect(thrown(() => build(root, { copyFiles: [{ from: "link" }] })).message).toContain("a broken symbolic link");
  });
});

describe("hook.postbuild", () => {
  const leaves = (postbuild: Additions["postbuild"], more: Partial<BundleRequest> = {}, files: Files = {}) =>
    build(withFiles(files), { postbuild, copyFiles: Object.keys(files).map((from) => ({ from })) }, more);

  it("gets a folder with all files, and what it leaves there is deployed", () => {
    let seen = "";
    const files = leaves(
      (dir) => {
        seen = readFileSync(join(dir, "one.txt"), "utf8");
        mkdirSync(join(dir, "made"));
        writeFileSync(join(dir, "made/x.txt"), "x");
        rmSync(join(dir, "two.txt"));
        writeFileSync(join(dir, "index.mjs"), `${readFileSync(join(dir, "index.mjs"), "utf8")}// changed`);
      },
      {},
      { "one.txt": "1", "two.txt": "2" },
    );
    expect(seen).toBe("1");
    expect(pathsOf(files)).toEqual(["index.mjs", "made/x.txt", "one.txt"]);
    expect(textOf(files, "index.mjs")).toMatch(/changed$/);
  });

  it("may change other files of a function that decides about access", () => {
    expect(pathsOf(leaves((dir) => writeFileSync(join(dir, "x.txt"), ""), guarded))).toEqual(["index.mjs", "x.txt"]);
  });

  it.each<[string, Additions["postbuild"]]>([
    ["changes the bundle", (dir) => writeFileSync(join(dir, "index.mjs"), "")],
    ["adds a file that Lambda loads before the bundle", (dir) => writeFileSync(join(dir, "index.js"), "")],
    [
      "adds a folder that Lambda loads before the bundle",
      (dir) => {
        mkdirSync(join(dir, "index"));
        writeFileSync(join(dir, "index/index.js"), "");
      },
    ],
  ])("that %s of a function that decides about access is an error", (_, hook) => {
    expect(thrown(() => leaves(hook, guarded)).message).toContain("of a function that decides about access");
    expect(() => leaves(hook)).not.toThrow();
  });

  it.each<[string, Additions["postbuild"], string]>([
    ["returns a promise", async () => undefined, '"hook.postbuild" has to be synchronous'],
    [
      "returns what has a promise's method",
      () => Object.setPrototypeOf({}, Promise.prototype),
      "has to be synchronous",
    ],
    ["returns a promise that is rejected", () => Promise.reject(new Error("x")), "has to be synchronous"],
    [
      "throws",
      () => {
        throw new Error("no disk");
      },
      '"hook.postbuild" failed: Error: no disk',
    ],
    ["removes the bundle", (dir) => rmSync(join(dir, "index.mjs")), '"hook.postbuild" removed "index.mjs"'],
  ])("that %s is an error", (_, hook, message) => {
    expect(thrown(() => leaves(hook)).message).toContain(message);
  });
});
