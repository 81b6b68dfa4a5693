import { mkdirSync, symlinkSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { type BundleOptions, type BundleRequest, bundleAll } from "../../lib/bundle/bundle";
import { bundleOne, bytesOf, removeTemporaryFolders, request, temporaryFolder, textOf, writeFiles } from "./project";

afterAll(removeTemporaryFolders);

const files = {
  "package.json": '{ "name": "app" }',
  "index.js":
    "const { shared } = require('./src/shared.js');\nmodule.exports = { handler: () => [shared, __dirname] };\n",
  "src/default.ts": "/*! licence of default */\nexport default function () { return import.meta.url; }\n",
  "src/one.ts":
    'import { shared, only1 } from "./shared.js";\nexport const handler = () => [shared, only1, { first_: 1 }];\n',
  "src/two.ts":
    'import { shared, only2 } from "./shared.js";\nimport out from "outside";\nexport const handler = () => [shared, only2, out, { second_: 2 }];\n',
  "src/a b#c.ts": "export const handler = () => 1;\n",
  "src/shared.js":
    "export const shared = { secret_: 1 };\nexport const only1 = 'one';\nexport const only2 = { other_: 'two' };\n",
};
const handlers = ["index.handler", "src/default.default", "src/one.handler", "src/two.handler", "src/a b#c.handler"];

const variants: Partial<BundleOptions>[] = [
  { sourcemap: true },
  { sourcemap: true, minify: true },
  { sourcemap: true, format: "cjs", esbuild: { legalComments: "eof" } },
  { esbuild: { mangleProps: "_$" } },
  { esbuild: { mangleProps: "_$", mangleCache: {} } },
];

/** Creates the same project in any folder, with a library and a linked package outside of it. */
function setUp(name: string): {
  readonly base: string;
  readonly requests: readonly BundleRequest[];
  readonly root: string;
} {
  const base = temporaryFolder();
  const root = join(base, name);
  mkdirSync(root, { recursive: true });
  const library = join(base, name === "app" ? "lib" : "library/in/depth");
  writeFiles(root, files);
  writeFiles(library, {
    "package.json": '{ "name": "the-library" }',
    "runtime/index.cjs": "/*! licence of wrap */\nexports.wrap = (h) => () => h(require('os').EOL);\n",
  });
  const linked = join(base, name, "../linked-package");
  writeFiles(linked, { "package.json": '{ "name": "outside" }', "index.js": "module.exports = __filename;\n" });
  mkdirSync(join(root, "node_modules"));
  symlinkSync(linked, join(root, "node_modules/outside"));
  const wrapper = { module: join(library, "runtime/index.cjs"), export: "wrap", options: { a: 1 } };
  const requests = variants.flatMap((options, index) =>
    handlers.flatMap((handler) => [
      request(root, handler, options, { id: `${index} ${handler}` }),
      request(root, handler, options, { id: `${index} ${handler} wrapped`, wrapper }),
    ]),
  );
  return { base, requests, root };
}

function bytes(requests: readonly BundleRequest[], root: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...bundleAll(requests, root).files].map(([id, list]) => [id, bytesOf(list)]));
}

describe("the bytes of a bundle", () => {
  const one = setUp("app");
  const together = bytes(one.requests, one.root);

  it("exist for every request", () => {
    expect(Object.keys(together)).toHaveLength(variants.length * handlers.length * 2);
  });

  it("are the same alone and with other requests", () => {
    for (const single of one.requests) {
      expect({ id: single.id, ...bytes([single], one.root) }).toEqual({
        id: single.id,
        [single.id]: together[single.id],
      });
    }
  });

  it("are the same in any order", () => {
    expect(bytes([...one.requests].reverse(), one.root)).toEqual(together);
  });

  it("are the same wherever the project is", () => {
    const other = setUp("far/deeper down/my-other_project");
    expect(bytes(other.requests, other.root)).toEqual(together);
  });

  it("are the same through a symbolic link to the project", () => {
    const link = join(one.base, "link");
    symlinkSync(one.root, link);
    expect(bytes(one.requests, link)).toEqual(together);
  });

  it("are the same with any umask and any temporary folder", () => {
    const temporary = writeFiles(temporaryFolder("strange #ä"), {
      "package.json": '{ "type": "module" }',
      "tsconfig.json":
        '{ "compilerOptions": { "strict": true, "baseUrl": "x", "paths": { "*": ["./x/*"], "/*": ["./x/*"] } } }',
    });
    const tmpdir = jest.spyOn(os, "tmpdir").mockReturnValue(temporary);
    const umask = process.umask(0o077);
    try {
      expect(bytes(one.requests, one.root)).toEqual(together);
      expect(bundleAll([request(one.root, "src/one.handler")], one.root).warnings).toEqual([]);
      expect(tmpdir).toHaveBeenCalled();
    } finally {
      process.umask(umask);
      tmpdir.mockRestore();
    }
  });

  it("are the same for options that differ only in the order of their keys", () => {
    const forth = { define: { A: "1", B: "2" }, keepNames: false };
    const back = { keepNames: false, define: { B: "2", A: "1" } };
    const first = bundleOne(one.root, "src/one.handler", { esbuild: forth });
    expect(bytesOf(bundleOne(one.root, "src/one.handler", { esbuild: back }))).toEqual(bytesOf(first));
  });

  it("contain no path of the machine", () => {
    for (const [id, list] of bundleAll(one.requests, one.root).files) {
      for (const { path, contents } of list) {
        const text = `${id} ${path}\n${Buffer.from(contents).toString("utf8")}`;
        expect(text).not.toMatch(/\/tmp\b|bundle-\w{6}|project-\w{6}|bundled-entry|\.\.\/(lib|linked)/);
        expect(text).not.toContain(one.base);
      }
    }
  });
});

describe("the sources of a map", () => {
  it("are relative to the project, or to the package that contains them", () => {
    const { requests, root } = setUp("app");
    const wanted = requests.filter(({ id }) => id === "0 src/two.handler wrapped" || id === "0 src/a b#c.handler");
    const result = bundleAll(wanted, root).files;
    const sources = (id: string) => JSON.parse(textOf(result.get(id) ?? [], "index.mjs.map")).sources;
    expect(sources("0 src/a b#c.handler")).toEqual(["src/a%20b%23c.ts"]);
    expect([...sources("0 src/two.handler wrapped")].sort()).toEqual([
      "cdktf-apigateway-websocket/entry.js",
      "outside/index.js",
      "src/shared.js",
      "src/two.ts",
      "the-library/runtime/index.cjs",
    ]);
    const code = textOf(result.get("0 src/two.handler wrapped") ?? [], "index.mjs");
    expect(code).toContain('"the-library/runtime/index.cjs"(exports)');
    expect(code).toMatch(/\n\/\/# sourceMappingURL=index\.mjs\.map\n$/);
  });
});
