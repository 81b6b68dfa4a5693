import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BundleOptions } from "../../lib/bundle/bundle";
import { bundleLater, changeUnseen, fresh, shown } from "./cached";
import { type Files, project, removeTemporaryFolders, request, temporaryFolder, writeFiles } from "./project";

const buildSync = jest.fn();

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync };
});

afterAll(removeTemporaryFolders);

/** The number of esbuild calls that an action makes. */
function calls(action: () => void): number {
  const before = buildSync.mock.calls.length;
  action();
  return buildSync.mock.calls.length - before;
}

interface Case {
  readonly files: Files;
  readonly options?: Partial<BundleOptions>;
  readonly prepare?: (root: string) => void;
  readonly change: Files | ((root: string) => void);
}

const handlerOf = (text: string) => `${text}\nexport const handler = () => value;\n`;
const relative = (path: string) => handlerOf(`import { value } from "${path}";`);
const value = (name: string) => `export const value = "${name}";\n`;
const common = { "src/a.ts": relative("./util"), "src/util.ts": value("old") };
const dependency = {
  "src/a.ts": relative("dep"),
  "node_modules/dep/package.json": '{ "name": "dep", "main": "main.js" }',
  "node_modules/dep/main.js": value("old"),
};
const packaged = {
  "src/a.ts": relative("dep"),
  "node_modules/dep/package.json": '{ "name": "dep", "main": "lib/main.js" }',
  "node_modules/dep/lib/main.js": "exports.value = require('./deep/inner');",
  "node_modules/dep/lib/deep/inner.js": "module.exports = require('./util');",
};
const nested = {
  ...packaged,
  "node_modules/dep/lib/deep/inner.js": "module.exports = require('other');",
  "node_modules/other/index.js": "module.exports = 'old';",
};
const mapped = { "src/a.ts": relative("@/util"), "shared/util.ts": value("old"), "gen/util/empty.txt": "" };
const paths = (...targets: string[]) => JSON.stringify({ compilerOptions: { paths: { "@/*": targets } } });

const cases: Readonly<Record<string, Case>> = {
  "a file that the handler imports through another": {
    files: { "src/a.ts": relative("./b"), "src/b.ts": 'export * from "./c";', "src/c.ts": value("old") },
    change: { "src/c.ts": value("new") },
  },
  "a file whose new content has the length and the time of the old": {
    files: common,
    change: (root) => changeUnseen(join(root, "src/util.ts"), () => writeFiles(root, { "src/util.ts": value("new") })),
  },
  "a .ts next to the imported .js": {
    files: { "src/a.ts": relative("./util"), "src/util.js": value("old") },
    change: { "src/util.ts": value("new") },
  },
  "a .js that the import names, next to the imported .ts": {
    files: { "src/a.ts": relative("./util.js"), "src/util.ts": value("old") },
    change: { "src/util.js": value("new") },
  },
  "a file next to the imported folder": {
    files: { "src/a.ts": relative("./util"), "src/util/index.ts": value("old") },
    change: { "src/util.ts": value("new") },
  },
  "a package.json in the folder that was meant": {
    files: { "src/a.ts": relative("./util"), "src/util/index.ts": value("old"), "src/util/x.ts": value("new") },
    change: { "src/util/package.json": '{ "main": "x.ts" }' },
  },
  "a file that is named without any extension": {
    files: { "src/a.ts": relative("./util"), "src/util.ts": value("old") },
    options: { esbuild: { loader: { "": "ts" } } },
    change: { "src/util": value("new") },
  },
  "a package that is installed nearer": {
    files: dependency,
    change: { "src/node_modules/dep/index.js": value("new") },
  },
  "a package that is installed nearer, where others are": {
    files: { ...dependency, "src/node_modules/other/index.js": "" },
    change: { "src/node_modules/dep/index.js": value("new") },
  },
  "a package of a scope that is installed nearer": {
    files: {
      "src/a.ts": relative("@scope/dep/sub"),
      "node_modules/@scope/dep/sub.js": value("old"),
      "src/node_modules/@scope/other/index.js": "",
    },
    change: { "src/node_modules/@scope/dep/sub/index.js": value("new") },
  },
  "a package that was missing, and missed": {
    files: { "src/a.js": handlerOf("let value; try { value = require('dep').value } catch { value = 'none' }") },
    change: { "node_modules/dep/index.js": value("new") },
  },
  "the exports of a dependency": {
    files: {
      "src/a.ts": relative("dep"),
      "node_modules/dep/package.json": '{ "exports": "./one.js" }',
      "node_modules/dep/one.js": value("old"),
      "node_modules/dep/two.js": value("new"),
    },
    change: { "node_modules/dep/package.json": '{ "exports": "./two.js" }' },
  },
  "a file of a dependency, behind others": {
    files: { ...packaged, "node_modules/dep/lib/deep/util.json": '"old"' },
    change: { "node_modules/dep/lib/deep/util.json": '"new"' },
  },
  "a file of a dependency whose new content has the length and the time of the old": {
    files: { ...packaged, "node_modules/dep/lib/deep/util.json": '"old"' },
    change: (root) => {
      const path = "node_modules/dep/lib/deep/util.json";
      changeUnseen(join(root, path), () => writeFiles(root, { [path]: '"new"' }));
    },
  },
  "a file in a dependency, next to the imported one": {
    files: { ...packaged, "node_modules/dep/lib/deep/util.json": '"old"' },
    change: { "node_modules/dep/lib/deep/util.js": "module.exports = 'new';" },
  },
  "a file in a dependency, next to the imported one and a package.json": {
    files: {
      ...packaged,
      "node_modules/dep/lib/deep/package.json": "{}",
      "node_modules/dep/lib/deep/util.json": '"old"',
    },
    change: { "node_modules/dep/lib/deep/util.js": "module.exports = 'new';" },
  },
  "the package.json in a folder of a dependency": {
    files: {
      ...packaged,
      "node_modules/dep/lib/main.js": 'import "./deep/effect";\nexport const value = 1;\n',
      "node_modules/dep/lib/deep/effect.js": "console.log('effect');",
      "node_modules/dep/lib/deep/package.json": "{}",
    },
    change: { "node_modules/dep/lib/deep/package.json": '{ "sideEffects": false }' },
  },
  "a file in a dependency, next to the imported folder": {
    files: { ...packaged, "node_modules/dep/lib/deep/util/index.js": "module.exports = 'old';" },
    change: { "node_modules/dep/lib/deep/util.js": "module.exports = 'new';" },
  },
  "a package.json in a folder of a dependency": {
    files: {
      ...packaged,
      "node_modules/dep/lib/deep/util/index.js": "module.exports = 'old';",
      "node_modules/dep/lib/deep/util/x.js": "module.exports = 'new';",
    },
    change: { "node_modules/dep/lib/deep/util/package.json": '{ "main": "x.js" }' },
  },
  "a package that is installed nearer to the dependency that imports it": {
    files: nested,
    change: { "node_modules/dep/node_modules/other/index.js": "module.exports = 'new';" },
  },
  "a package that is installed in a folder of the dependency that imports it": {
    files: nested,
    change: { "node_modules/dep/lib/deep/node_modules/other/index.js": "module.exports = 'new';" },
  },
  "a package that is installed there where others are": {
    files: { ...nested, "node_modules/dep/lib/node_modules/else/index.js": "" },
    change: { "node_modules/dep/lib/node_modules/other/index.js": "module.exports = 'new';" },
  },
  "the file of a main field that was missing, of a folder in a dependency": {
    files: {
      ...packaged,
      "node_modules/dep/lib/deep/util/package.json": '{ "main": "main.js", "module": "esm/module.js" }',
      "node_modules/dep/lib/deep/util/main.js": "module.exports = 'old';",
      "node_modules/dep/lib/deep/util/esm/other.js": "",
    },
    change: { "node_modules/dep/lib/deep/util/esm/module.js": "module.exports = 'new';" },
  },
  "a package that is installed in the scope of the dependency that imports it": {
    files: {
      "src/a.ts": relative("@scope/dep"),
      "node_modules/@scope/dep/index.js": "exports.value = require('other');",
      "node_modules/other/index.js": "module.exports = 'old';",
    },
    change: { "node_modules/@scope/node_modules/other/index.js": "module.exports = 'new';" },
  },
  "a link in a dependency": {
    files: {
      ...packaged,
      "node_modules/dep/one.js": "module.exports = 'old';",
      "node_modules/dep/two.js": "module.exports = 'new';",
    },
    prepare: (root) => symlinkSync("../../one.js", join(root, "node_modules/dep/lib/deep/util.js")),
    change: (root) => {
      rmSync(join(root, "node_modules/dep/lib/deep/util.js"));
      symlinkSync("../../two.js", join(root, "node_modules/dep/lib/deep/util.js"));
    },
  },
  "a file that a dependency imports from the project": {
    files: {
      "src/a.ts": relative("dep"),
      "node_modules/dep/index.js": "exports.value = require('../../shared/util').value;",
      "shared/util.js": "exports.value = 'old';",
    },
    change: { "shared/util.ts": value("new") },
  },
  "bytes that are not text": {
    files: { "src/a.ts": 'import value from "./a.bin";\nexport const handler = () => value;\n' },
    options: { esbuild: { loader: { ".bin": "binary" } } },
    prepare: (root) => writeFileSync(join(root, "src/a.bin"), Buffer.from([0xff])),
    change: (root) => writeFileSync(join(root, "src/a.bin"), Buffer.from([0xfe])),
  },
  "the file of a main field that was missing": {
    files: { ...dependency, "node_modules/dep/package.json": '{ "main": "main.js", "module": "lib/module.js" }' },
    change: { "node_modules/dep/lib/module.js": value("new") },
  },
  "a link to a package": {
    files: { "src/a.ts": relative("dep"), "one/index.js": value("old"), "two/index.js": value("new") },
    prepare: (root) => {
      mkdirSync(join(root, "node_modules"));
      symlinkSync("../one", join(root, "node_modules/dep"));
    },
    change: (root) => {
      rmSync(join(root, "node_modules/dep"));
      symlinkSync("../two", join(root, "node_modules/dep"));
    },
  },
  "a link that a link leads to": {
    files: { "src/a.ts": relative("./util"), "one.ts": value("old"), "two.ts": value("new") },
    prepare: (root) => {
      symlinkSync("../link.ts", join(root, "src/util.ts"));
      symlinkSync("one.ts", join(root, "link.ts"));
    },
    change: (root) => {
      rmSync(join(root, "link.ts"));
      symlinkSync("two.ts", join(root, "link.ts"));
    },
  },
  "a link to a folder on the way": {
    files: { "src/a.ts": relative("./linked/util"), "one/util.ts": value("old"), "two/util.ts": value("new") },
    prepare: (root) => symlinkSync("../one", join(root, "src/linked")),
    change: (root) => {
      rmSync(join(root, "src/linked"));
      symlinkSync("../two", join(root, "src/linked"));
    },
  },
  "a package.json that is nearer": {
    files: {
      "src/a.ts": `import "./effect";\n${handlerOf("const value = 1;")}`,
      "src/effect.ts": "console.log('effect');",
    },
    change: { "src/package.json": '{ "sideEffects": false }' },
  },
  "a tsconfig.json that is nearer": {
    files: { ...mapped, "tsconfig.json": paths("./shared/*"), "other/util.ts": value("new") },
    change: { "src/tsconfig.json": paths("../other/*") },
  },
  "a jsconfig.json that is nearer": {
    files: { ...mapped, "tsconfig.json": paths("./shared/*"), "other/util.ts": value("new") },
    change: { "src/jsconfig.json": paths("../other/*") },
  },
  "a path in the tsconfig.json": {
    files: { ...mapped, "tsconfig.json": paths("./shared/*"), "other/util.ts": value("new") },
    change: { "tsconfig.json": paths("./other/*") },
  },
  "a file in a place that a path names first": {
    files: { ...mapped, "tsconfig.json": `// first\n${paths("./gen/*", "./shared/*")}` },
    change: { "gen/util.ts": value("new") },
  },
  "a file in the base folder of a tsconfig.json": {
    files: { ...dependency, "tsconfig.json": '{ "compilerOptions": { "baseUrl": "./base", } }', "base/x.ts": "" },
    change: { "base/dep.ts": value("new") },
  },
  "a tsconfig that the tsconfig.json extends through another": {
    files: {
      ...mapped,
      "tsconfig.json": '{ "extends": "./config/one" }',
      "config/one.json": '{ /* again */ "extends": ["./two.json"] }',
      "config/two.json": paths("../shared/*"),
      "other/util.ts": value("new"),
    },
    change: { "config/two.json": paths("../other/*") },
  },
  "a tsconfig of a package that is extended": {
    files: {
      ...mapped,
      "tsconfig.json": '{ "extends": "@team/config/base" }',
      "node_modules/@team/config/package.json": '{ "exports": { "./base": "./files/base.json" } }',
      "node_modules/@team/config/files/base.json": '{ "compilerOptions": { "target": "es2022" } }',
      "src/a.ts": handlerOf("class C { value = 1 }\nconst value = new C();"),
    },
    change: {
      "node_modules/@team/config/files/base.json": '{ "compilerOptions": { "useDefineForClassFields": false } }',
    },
  },
  "the tsconfig that an option names": {
    files: { ...mapped, "tsconfig.build.json": paths("./shared/*"), "other/util.ts": value("new") },
    options: { esbuild: { tsconfig: "tsconfig.build.json" } },
    change: { "tsconfig.build.json": paths("./other/*") },
  },
  "the target of an alias": {
    files: { "src/a.ts": relative("alias"), "stand-in/index.ts": value("old") },
    options: { esbuild: { alias: { alias: "./stand-in" } } },
    change: { "stand-in.ts": value("new") },
  },
  "a package in a folder of nodePaths": {
    files: { "src/a.ts": relative("dep"), "two/dep/index.js": value("old"), "one/x.js": "" },
    options: { esbuild: { nodePaths: ["one", "two"] } },
    change: { "one/dep.js": value("new") },
  },
  "a file that is injected": {
    files: { "src/a.ts": handlerOf(""), "inject.ts": 'export { value } from "./value";', "value.ts": value("old") },
    options: { esbuild: { inject: ["inject.ts"] } },
    change: { "value.ts": value("new") },
  },
  "a file that a loader takes": {
    files: { "src/a.ts": 'import value from "./a.txt";\nexport const handler = () => value;\n', "src/a.txt": "old" },
    options: { esbuild: { loader: { ".txt": "file" } } },
    change: { "src/a.txt": "new" },
  },
  "where an import of the package itself leads": {
    files: {
      "package.json": '{ "imports": { "#util": "./one.ts" } }',
      "src/a.ts": relative("#util"),
      "one.ts": value("old"),
      "two.ts": value("new"),
    },
    change: { "package.json": '{ "imports": { "#util": "./two.ts" } }' },
  },
  "a .js that the package itself names, next to the imported .ts": {
    files: {
      "package.json": '{ "imports": { "#util": "./one.js" } }',
      "src/a.ts": relative("#util"),
      "one.ts": value("old"),
    },
    change: { "one.js": value("new") },
  },
  "the source map of a compiled file": {
    files: {
      "src/a.js": `${handlerOf("const value = 1;")}//# sourceMappingURL=a.js.map\n`,
      "src/a.js.map": '{ "version": 3, "sources": ["old.ts"], "mappings": "AAAA", "sourcesContent": [""] }',
    },
    options: { sourcemap: true },
    change: { "src/a.js.map": '{ "version": 3, "sources": ["new.ts"], "mappings": "AAAA", "sourcesContent": [""] }' },
  },
};

describe("a handler is bundled again after a change of", () => {
  it.each(Object.entries(cases))("%s", (_what, { files, options, prepare, change }) => {
    const root = project(files);
    prepare?.(root);
    const one = [request(root, "src/a.handler", options)];
    const before = shown(bundleLater(one, root));
    expect(calls(() => expect(shown(bundleLater(one, root))).toEqual(before))).toBe(0);
    if (typeof change === "function") change(root);
    else writeFiles(root, change);
    const wanted = fresh(one, root);
    expect(wanted).not.toEqual(before);
    expect(calls(() => expect(shown(bundleLater(one, root))).toEqual(wanted))).toBe(1);
    expect(calls(() => expect(shown(bundleLater(one, root))).toEqual(wanted))).toBe(0);
  });

  it.each<[string, Partial<BundleOptions>]>([
    ["the format", { format: "cjs" }],
    ["minify", { minify: true }],
    ["sourcemap", { sourcemap: true }],
    ["the target", { target: "node22" }],
    ["an option of esbuild", { esbuild: { keepNames: false } }],
  ])("the option: %s", (_what, options) => {
    const root = project(common);
    bundleLater([request(root, "src/a.handler")], root);
    const changed = [request(root, "src/a.handler", options)];
    expect(calls(() => expect(shown(bundleLater(changed, root))).toEqual(fresh(changed, root)))).toBe(2);
  });
});

it("a handler is bundled again after a change of an input that another handler was bundled with in between", () => {
  const root = project({ ...dependency, "src/b.ts": `${relative("dep")}export const b = 1;\n` });
  const [a, b] = ["src/a.handler", "src/b.handler"].map((handler) => [request(root, handler)]);
  const both = [...(a ?? []), ...(b ?? [])];
  bundleLater(both, root);
  for (const text of [value("new"), value("old")]) {
    writeFiles(root, { "node_modules/dep/main.js": text });
    expect(shown(bundleLater(a ?? [], root))).toEqual(fresh(a ?? [], root));
  }
  // The bundle of the other handler is still valid.
  expect(calls(() => expect(shown(bundleLater(both, root))).toEqual(fresh(both, root)))).toBe(1);
  writeFiles(root, { "node_modules/dep/main.js": value("new") });
  bundleLater(a ?? [], root);
  expect(calls(() => expect(shown(bundleLater(b ?? [], root))).toEqual(fresh(b ?? [], root)))).toBe(2);
});

describe("a handler is not bundled again after", () => {
  it.each<[string, (root: string) => void]>([
    ["nothing at all", () => undefined],
    ["a file was saved without a change", (root) => writeFiles(root, common)],
    ["output was written", (root) => writeFiles(root, { "cdktf.out/manifest.json": "{}" })],
    ["the folder above changed", (root) => writeFiles(root, { "../other.txt": "" })],
  ])("%s", (_what, change) => {
    const root = join(temporaryFolder(), "app");
    writeFiles(root, { ...common, "node_modules/dep/index.js": value("old"), "src/c.ts": relative("dep") });
    const both = ["src/a.handler", "src/c.handler"].map((handler) => request(root, handler));
    const before = shown(bundleLater(both, root));
    change(root);
    expect(calls(() => expect(shown(bundleLater(both, root))).toEqual(before))).toBe(0);
    expect(calls(() => bundleLater(both, root))).toBe(0);
  });
});

describe("a handler whose inputs are not known with certainty is bundled every time:", () => {
  it.each<[string, Files, Partial<BundleOptions>, Files]>([
    [
      "one that imports by a pattern",
      { "src/a.js": "exports.handler = (name) => require('./all/' + name + '.js');", "src/all/one.js": "" },
      {},
      { "src/all/two.js": "" },
    ],
    [
      "one with a tsconfig that is not a file",
      { "src/a.ts": handlerOf("class C { value = 1 }\nconst value = new C();"), "base.json": "{}" },
      { esbuild: { tsconfigRaw: '{ "extends": "./base.json" }' } },
      {},
    ],
    [
      "one of a project without node_modules, by Yarn's Plug'n'Play",
      { ...common, ".pnp.data.json": '{ "packageRegistryData": [], "dependencyTreeRoots": [] }' },
      {},
      { "src/util.ts": value("new") },
    ],
  ])("%s", (_what, files, options, change) => {
    const root = project(files);
    const one = [request(root, "src/a.handler", options)];
    bundleLater(one, root);
    writeFiles(root, change);
    expect(calls(() => expect(shown(bundleLater(one, root))).toEqual(fresh(one, root)))).toBe(2);
  });
});
