import { bundleAll } from "../../lib/bundle/bundle";
import { bundleLater, fresh, shown } from "./cached";
import {
  bundleOne,
  bytesOf,
  type Files,
  project,
  removeTemporaryFolders,
  request,
  run,
  textOf,
  writeFiles,
} from "./project";

afterAll(removeTemporaryFolders);

/** A package with two entry points and a CommonJS module next to them, as `graphql` 16 has. */
const twofold: Files = {
  "node_modules/twofold/package.json": '{ "name": "twofold", "main": "index.js", "module": "index.mjs" }',
  "node_modules/twofold/index.js": "exports.Type = require('./type').Type;",
  "node_modules/twofold/index.mjs": "export { Type } from './type.mjs';",
  "node_modules/twofold/type.js": "exports.Type = class Type {};",
  "node_modules/twofold/type.mjs": "export class Type {}",
  "node_modules/twofold/is-type.js":
    "const { Type } = require('./type');\nexports.isType = (value) => value instanceof Type;",
};
const small: Files = {
  "node_modules/small/package.json": '{ "name": "small", "main": "index.js", "module": "index.mjs" }',
  "node_modules/small/index.js": "exports.format = 'CommonJS';",
  "node_modules/small/index.mjs": "export const format = 'module';",
};
const twice = `
  import { format } from "small";
  import { Type } from "twofold";
  import { isType } from "twofold/is-type";
  export const handler = () => [isType(new Type()), format];
`;
const once = `
  import { format } from "small";
  import { Type } from "twofold";
  export const handler = () => [typeof Type, format];
`;

describe("a package with ECMAScript modules and CommonJS", () => {
  it("is in a bundle once, as CommonJS, where it would be in it twice", () => {
    const root = project({ ...twofold, ...small, "src/a.ts": twice });
    expect(run(bundleOne(root, "src/a.handler"), "handler")).toEqual([true, "CommonJS"]);
  });

  it("is bundled as modules in other handlers, also in the same call of esbuild", () => {
    const root = project({ ...twofold, ...small, "src/a.ts": twice, "src/b.ts": once });
    const requests = ["src/a.handler", "src/b.handler"].map((handler) => request(root, handler));
    const { files } = bundleAll(requests, root);
    expect(run(files.get("src/b.handler") ?? [], "handler")).toEqual(["function", "module"]);
    for (const { id } of requests) expect(bytesOf(files.get(id) ?? [])).toEqual(bytesOf(bundleOne(root, id)));
  });

  it("may use CommonJS internally and stay a module", () => {
    const root = project({
      ...small,
      "node_modules/small/index.mjs": 'import internal from "./internal.cjs";\nexport const format = internal;',
      "node_modules/small/internal.cjs": "module.exports = 'module';",
      "src/a.ts":
        'export { format } from "small";\nimport { format } from "small";\nexport const handler = () => format;',
    });
    expect(run(bundleOne(root, "src/a.handler"), "handler")).toBe("module");
  });

  it("is resolved by the user's main fields, if there are any", () => {
    const root = project({ ...twofold, ...small, "src/a.ts": twice });
    const options = { esbuild: { mainFields: ["module", "main"] } };
    expect(run(bundleOne(root, "src/a.handler", options), "handler")).toEqual([false, "module"]);
  });

  it("is cached with the same bytes, and bundled again after a change", () => {
    const root = project({ ...twofold, ...small, "src/a.ts": twice });
    const requests = [request(root, "src/a.handler")];
    const first = shown(bundleLater(requests, root));
    expect(first).toEqual(fresh(requests, root));
    expect(shown(bundleLater(requests, root))).toEqual(first);
    writeFiles(root, { "src/a.ts": once });
    expect(shown(bundleLater(requests, root))).toEqual(fresh(requests, root));
  });
});

/** Evaluates a CommonJS module, as `require` does. */
function evaluate(code: string): { readonly exports: Readonly<Record<string, unknown>> } {
  const module = { exports: {} };
  new Function("module", "exports", "require", code)(module, module.exports, require);
  return module;
}

describe("the default export of a CommonJS module", () => {
  const sources: ReadonlyArray<readonly [string, string]> = [
    ["exports.default", "exports.default = () => 'called';\nexports.other = 1;"],
    ["exports.default of compiled TypeScript", "exports.__esModule = true;\nexports.default = () => 'called';"],
    [
      "exports.default beside a callable module",
      "module.exports = () => 'wrong';\nmodule.exports.default = () => 'called';",
    ],
    ["a module that is the handler", "module.exports = () => 'called';"],
  ];

  it.each(sources)("is called: %s", (_, text) => {
    const root = project({ "src/a.js": text });
    expect(run(bundleOne(root, "src/a.default"), "default")).toBe("called");
    const [commonJs] = bundleOne(root, "src/a.default", { format: "cjs" });
    const { exports } = evaluate(Buffer.from(commonJs?.contents ?? []).toString());
    expect((exports.default as () => unknown)()).toBe("called");
  });

  it("is called by a wrapper", () => {
    const root = project({
      "src/a.js": "exports.default = () => 'called';",
      "wrap.ts": "export const wrap = (handler) => () => [handler()];",
    });
    const wrapper = { module: `${root}/wrap.ts`, export: "wrap" };
    expect(run(bundleOne(root, "src/a.default", {}, { wrapper }), "default")).toEqual(["called"]);
  });

  it("has the same name in the source map as on every machine", () => {
    const root = project({ "src/a.js": "exports.default = () => 'called';" });
    const files = bundleOne(root, "src/a.default", { sourcemap: true });
    expect(textOf(files, "index.mjs.map")).not.toContain(root);
    expect(textOf(files, "index.mjs.map")).toContain('require(\\"src/a.js\\")');
  });
});
