import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listDirectory } from "../../lib/bundle/directory";
import { stageCopies } from "../../lib/bundle/stage";
import { project, removeTemporaryFolders, temporaryFolder, thrown } from "./project";

afterAll(removeTemporaryFolders);

interface Package {
  /** The names of its dependencies and their folders in the store. */
  readonly needs?: Readonly<Record<string, string>>;
}

const manifest = (name: string) => JSON.stringify({ name, main: "index.js" });
const code = (id: string, needs: readonly string[]) =>
  `module.exports = { id: ${JSON.stringify(id)}, needs: [${needs.map((name) => `require("${name}")`).join(", ")}] };\n`;

function link(from: string, to: string): void {
  mkdirSync(dirname(from), { recursive: true });
  symlinkSync(to, from);
}

/** Writes a directory as pnpm does: packages in a store by `name@version`, and links to them. */
function installed(top: Readonly<Record<string, string>>, store: Readonly<Record<string, Package>>): string {
  const nameOf = (id: string) => id.slice(0, id.lastIndexOf("@"));
  const folderOf = (id: string) => `node_modules/.pnpm/${id.replace("/", "+")}/node_modules/${nameOf(id)}`;
  const files = Object.entries(store).flatMap(([id, { needs = {} }]) => [
    [`${folderOf(id)}/package.json`, manifest(nameOf(id))],
    [`${folderOf(id)}/index.js`, code(id, Object.keys(needs))],
    [`${folderOf(id)}/node_modules/.bin/tool`, "/path/of/the/machine"],
  ]);
  const root = project({
    ...Object.fromEntries(files),
    "node_modules/.modules.yaml": "prunedAt: now",
    "node_modules/.bin/tool": "/path/of/the/machine",
    "index.js": code("app", Object.keys(top)),
  });
  for (const [id, { needs = {} }] of Object.entries(store))
    for (const [name, other] of Object.entries(needs))
      link(join(root, `node_modules/.pnpm/${id.replace("/", "+")}/node_modules/${name}`), join(root, folderOf(other)));
  for (const [name, id] of Object.entries(top)) link(join(root, "node_modules", name), join(root, folderOf(id)));
  return root;
}

/** Stages a directory outside of its project, and returns what its `index.js` exports there. */
function run(from: string): { readonly folder: string; readonly tree: unknown } {
  const folder = join(temporaryFolder("deployed-"), "code");
  stageCopies(folder, listDirectory(from, [folder]));
  const print = 'console.log(JSON.stringify(require("./index.js")))';
  const options = { cwd: folder, encoding: "utf8" } as const;
  return { folder, tree: JSON.parse(execFileSync(process.execPath, ["-e", print], options)) };
}

const node = (id: string, ...needs: readonly unknown[]) => ({ id, needs });

describe("node_modules with links into a store", () => {
  it("is laid out with the dependencies of each package beneath it", () => {
    const from = installed(
      { a: "a@1", "@s/b": "@s/b@1" },
      {
        "a@1": { needs: { c: "c@1" } },
        "@s/b@1": { needs: { c: "c@2" } },
        "c@1": { needs: { d: "d@1" } },
        "c@2": {},
        "d@1": {},
      },
    );
    const { folder, tree } = run(from);
    expect(tree).toEqual(node("app", node("a@1", node("c@1", node("d@1"))), node("@s/b@1", node("c@2"))));
    expect(readdirSync(join(folder, "node_modules/a/node_modules"))).toEqual(["c"]);
    expect(execFileSync("find", [folder, "-type", "l"], { encoding: "utf8" })).toBe("");
  });

  it("contains a package once where Node.js finds it above", () => {
    const from = installed({ a: "a@1", b: "b@1" }, { "a@1": { needs: { b: "b@1" } }, "b@1": {} });
    const { folder } = run(from);
    expect(readdirSync(join(folder, "node_modules/a"))).toEqual(["index.js", "package.json"]);
  });

  it("contains what the packages import without listing it, as Node.js finds it in the store", () => {
    const from = installed({ a: "a@1" }, { "a@1": { needs: { b: "b@1" } }, "b@1": { needs: { c: "c@1" } }, "c@1": {} });
    const store = join(from, "node_modules/.pnpm");
    writeFileSync(join(store, "a@1/node_modules/a/index.js"), code("a@1", ["b", "c"]));
    link(join(store, "node_modules/c"), join(store, "c@1/node_modules/c"));
    // A package of the workspace, which may be large and contain the output.
    link(join(store, "node_modules/app"), join(from, "../app"));
    const { folder, tree } = run(from);
    expect(tree).toEqual(node("app", node("a@1", node("b@1", node("c@1")), node("c@1"))));
    expect(readdirSync(join(folder, "node_modules"))).toEqual(["a", "c"]);
  });

  it("may have packages that need each other", () => {
    const from = installed({ a: "a@1" }, { "a@1": { needs: { b: "b@1" } }, "b@1": { needs: { a: "a@1" } } });
    const { folder } = run(from);
    expect(readdirSync(join(folder, "node_modules/a/node_modules/b"))).toEqual(["index.js", "package.json"]);
  });

  it("loses the programs and records of the package manager, which contain paths of the machine", () => {
    const { folder } = run(installed({ a: "a@1" }, { "a@1": {} }));
    const names = readdirSync(folder, { recursive: true }) as string[];
    expect(names.sort()).toEqual([
      "index.js",
      "node_modules",
      "node_modules/a",
      "node_modules/a/index.js",
      "node_modules/a/package.json",
    ]);
  });

  it("keeps generated code next to a package, such as Prisma's client", () => {
    const from = installed({ a: "a@1" }, { "a@1": { needs: { ".client": "client@1" } }, "client@1": {} });
    const { tree } = run(from);
    expect(tree).toEqual(node("app", node("a@1", node("client@1"))));
  });

  it("is an error where two versions of a package need each other", () => {
    const from = installed(
      { a: "a@1" },
      {
        "a@1": { needs: { b: "b@1" } },
        "b@1": { needs: { a: "a@2" } },
        "a@2": { needs: { b: "b@2" } },
        "b@2": { needs: { a: "a@1" } },
      },
    );
    expect(thrown(() => listDirectory(from, [join(from, "../out")])).message).toContain(
      'a" needs itself beside another version of itself. Install it with "node-linker=hoisted" in .npmrc.',
    );
  });
});

it("node_modules without a store is deployed unchanged", () => {
  const from = project({
    "index.js": code("app", ["a"]),
    "node_modules/.package-lock.json": "{}",
    "node_modules/.bin/tool": "a",
    "node_modules/a/index.js": code("a", ["b"]),
    "node_modules/a/node_modules/b/index.js": code("b", []),
    "node_modules/single.js": "",
  });
  const paths = listDirectory(from, [join(from, "../out")]).map(({ path }) => path);
  expect(paths).toEqual([
    "index.js",
    "node_modules/.bin/tool",
    "node_modules/.package-lock.json",
    "node_modules/a/index.js",
    "node_modules/a/node_modules/b/index.js",
    "node_modules/single.js",
  ]);
});
