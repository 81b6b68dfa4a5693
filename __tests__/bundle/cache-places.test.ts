import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BundleOptions } from "../../lib/bundle/bundle";
import { bundleLater, fresh, shown } from "./cached";
import { type Files, project, removeTemporaryFolders, request, writeFiles } from "./project";

const buildSync = jest.fn();

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync };
});

afterAll(removeTemporaryFolders);

interface Case {
  readonly files: Files;
  readonly links?: Files;
  readonly options?: Partial<BundleOptions>;
  readonly change?: Files;
  readonly newLinks?: Files;
}

const handlerOf = (text: string) => `${text}\nexport const handler = () => value;\n`;
const importing = (path: string) => ({ "src/a.ts": handlerOf(`import { value } from "${path}";`) });
const optional = (path: string) => ({
  "src/a.js": handlerOf(`let value; try { value = require("${path}").value } catch { value = "none" }`),
});
const value = (name: string) => `export const value = "${name}";\n`;
const tsconfig = (compilerOptions: object, more: object = {}) => JSON.stringify({ compilerOptions, ...more });
const inClass = { "src/a.ts": handlerOf("class C { value = 1 }\nconst value = new C();") };
const dist = {
  "node_modules/dep/dist/package.json": '{ "type": "module" }',
  "node_modules/dep/dist/one.js": value("old"),
  "node_modules/dep/dist/two.js": value("new"),
};

const cases: Readonly<Record<string, Case>> = {
  "the exports of a package whose dist has a package.json of its own": {
    files: { ...importing("dep"), ...dist, "node_modules/dep/package.json": '{ "exports": "./dist/one.js" }' },
    change: { "node_modules/dep/package.json": '{ "exports": "./dist/two.js" }' },
  },
  "the main field of a package whose dist has a package.json of its own": {
    files: { ...importing("dep"), ...dist, "node_modules/dep/package.json": '{ "main": "dist/one.js" }' },
    change: { "node_modules/dep/package.json": '{ "main": "dist/two.js" }' },
  },
  "the package.json by which a path in a package leads elsewhere": {
    files: { ...importing("dep/sub"), ...dist, "node_modules/dep/sub/package.json": '{ "main": "../dist/one.js" }' },
    change: { "node_modules/dep/sub/package.json": '{ "main": "../dist/two.js" }' },
  },
  "a file where the only target of a path leads, in place of a package": {
    files: {
      ...importing("dep"),
      "node_modules/dep/index.js": value("old"),
      "tsconfig.json": tsconfig({ paths: { dep: ["./gen/dep"] } }),
    },
    change: { "gen/dep.ts": value("new") },
  },
  "a folder of the package's name in the folder that is the baseUrl": {
    files: {
      ...importing("dep"),
      "node_modules/dep/index.js": value("old"),
      "tsconfig.json": tsconfig({ baseUrl: "." }),
    },
    change: { "dep/index.ts": value("new") },
  },
  "a file in the baseUrl, where a path matches and leads nowhere": {
    files: {
      ...importing("dep"),
      "node_modules/dep/index.js": value("old"),
      "base/other.ts": "",
      "tsconfig.json": tsconfig({ baseUrl: "base", paths: { dep: ["./gen/dep"] } }),
    },
    change: { "base/dep.ts": value("new") },
  },
  "a package.json above the root": {
    files: { "src/a.ts": `import "./effect";\n${handlerOf("const value = 1;")}`, "src/effect.ts": "console.log(1);" },
    change: { "../package.json": '{ "sideEffects": false }' },
  },
  "a tsconfig.json above the root": {
    files: inClass,
    change: { "../tsconfig.json": tsconfig({ useDefineForClassFields: false }) },
  },
  "an index in a folder that an optional require means": {
    files: { ...optional("./part"), "src/part/readme.txt": "" },
    change: { "src/part/index.js": value("new") },
  },
  "a folder that an optional require means": {
    files: optional("./part/deep"),
    change: { "src/part/deep/index.js": value("new") },
  },
  "a package above the root that an optional require means": {
    files: optional("dep"),
    change: { "../node_modules/dep/index.js": value("new") },
  },
  "a package that is nearer than the one above the root": {
    files: { ...importing("@scope/dep"), "../node_modules/@scope/dep/index.js": value("old") },
    change: { "node_modules/@scope/dep/index.js": value("new") },
  },
  "a scope beside others in a nearer node_modules": {
    files: {
      ...importing("@scope/dep"),
      "node_modules/@scope/dep/index.js": value("old"),
      "src/node_modules/@other/dep/index.js": "",
    },
    change: { "src/node_modules/@scope/dep/index.js": value("new") },
  },
  "the index of a nearer package that had none": {
    files: {
      ...importing("dep"),
      "node_modules/dep/index.js": value("old"),
      "src/node_modules/dep/readme.txt": "",
    },
    change: { "src/node_modules/dep/index.js": value("new") },
  },
  "the target of a link that is a scope": {
    files: { ...importing("@scope/dep"), "one/dep/index.js": value("old"), "two/dep/index.js": value("new") },
    links: { "node_modules/@scope": "../one" },
    newLinks: { "node_modules/@scope": "../two" },
  },
  "the target of a link in a folder without inputs": {
    files: { ...importing("../links/link/util"), "one/util.ts": value("old"), "two/util.ts": value("new") },
    links: { "links/link": "../one" },
    newLinks: { "links/link": "../two" },
  },
  "the target of a link that the pattern of a package's exports leads through": {
    files: {
      ...importing("dep/util"),
      "node_modules/dep/package.json": '{ "exports": { "./*": "./dist/esm/*.js" } }',
      "one/util.js": value("old"),
      "two/util.js": value("new"),
    },
    links: { "node_modules/dep/dist/esm": "../../../one" },
    newLinks: { "node_modules/dep/dist/esm": "../../../two" },
  },
  "a package that became a link": {
    files: { ...importing("dep"), "node_modules/dep/index.js": value("old"), "linked/index.js": value("new") },
    newLinks: { "node_modules/dep": "../linked" },
  },
  "the index of the folder that a module field names": {
    files: {
      ...importing("dep"),
      "node_modules/dep/package.json": '{ "main": "main.js", "module": "esm" }',
      "node_modules/dep/main.js": value("old"),
      "node_modules/dep/esm/readme.txt": "",
    },
    change: { "node_modules/dep/esm/index.js": value("new") },
  },
  "a file next to the folder that a main field names": {
    files: {
      ...importing("dep"),
      "node_modules/dep/package.json": '{ "main": "lib/main" }',
      "node_modules/dep/lib/main/index.js": value("old"),
    },
    change: { "node_modules/dep/lib/main.js": value("new") },
  },
  "a tsconfig that is extended from a nearer package": {
    files: {
      ...inClass,
      "tsconfig.json": '{ "extends": "@team/config/base.json" }',
      "../node_modules/@team/config/base.json": "{}",
    },
    change: { "node_modules/@team/config/base.json": tsconfig({ useDefineForClassFields: false }) },
  },
  "a tsconfig that is extended and was missing an ending": {
    files: { ...inClass, "tsconfig.json": '{ "extends": ["./config/base"] }', "config/base.json": "{}" },
    change: { "config/base": tsconfig({ useDefineForClassFields: false }) },
  },
  "where the tsconfig leads that another one extends": {
    files: {
      ...importing("@/util"),
      "tsconfig.json": '{ "extends": "./config/tsconfig" }',
      "config/tsconfig.json": tsconfig({ paths: { "@/*": ["../gen/*", "../shared/*"] } }),
      "shared/util.ts": value("old"),
    },
    change: { "gen/util.ts": value("new") },
  },
  "the package that the package's own imports name": {
    files: {
      "package.json": '{ "imports": { "#dep": "dep" } }',
      ...importing("#dep"),
      "../node_modules/dep/index.js": value("old"),
    },
    change: { "node_modules/dep/index.js": value("new") },
  },
  "a source that a source map leads to": {
    files: {
      "src/a.js": `${handlerOf("const value = 1;")}//# sourceMappingURL=a.js.map\n`,
      "src/a.js.map": '{ "version": 3, "sources": ["../original/a.ts"], "mappings": "AAAA" }',
      "original/a.ts": "old",
    },
    options: { sourcemap: true },
    change: { "original/a.ts": "new" },
  },
};

function link(root: string, links: Files = {}): void {
  for (const [path, target] of Object.entries(links)) {
    rmSync(join(root, path), { recursive: true, force: true });
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
}

/** The number of esbuild calls that an action makes. */
function calls(action: () => void): number {
  buildSync.mockClear();
  action();
  return buildSync.mock.calls.length;
}

it.each(Object.entries(cases))("a handler is bundled again after a change of %s", (_what, test) => {
  const root = project(test.files);
  link(root, test.links);
  const one = [request(root, "src/a.handler", test.options)];
  const before = shown(bundleLater(one, root));
  expect(calls(() => expect(shown(bundleLater(one, root))).toEqual(before))).toBe(0);
  writeFiles(root, test.change ?? {});
  link(root, test.newLinks);
  const wanted = fresh(one, root);
  expect(wanted).not.toEqual(before);
  expect(calls(() => expect(shown(bundleLater(one, root))).toEqual(wanted))).toBe(1);
  expect(calls(() => expect(shown(bundleLater(one, root))).toEqual(wanted))).toBe(0);
});

it("a handler is bundled every time while NODE_PATH names folders of packages", () => {
  const root = project({ ...importing("./util"), "src/util.ts": value("old") });
  const one = [request(root, "src/a.handler")];
  bundleLater(one, root);
  process.env.NODE_PATH = root;
  try {
    expect(calls(() => bundleLater(one, root))).toBe(1);
  } finally {
    delete process.env.NODE_PATH;
  }
  expect(calls(() => bundleLater(one, root))).toBe(0);
});

it("a handler is not bundled again after a synthesis wrote its output, wherever the output is", () => {
  const root = project({ ...importing("./util"), "src/util.ts": value("old") });
  const one = [request(root, "src/a.handler")];
  const outputs = ["out/synthesized", "types.d.ts"];
  bundleLater(one, root, { outputs });
  writeFiles(root, { "types.d.ts": "" });
  expect(calls(() => bundleLater(one, root, { outputs }))).toBe(0);
  expect(calls(() => bundleLater(one, root))).toBe(1);
});
