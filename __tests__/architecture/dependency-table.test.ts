import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { entryPoints, table, violations } from "./dependency-table";
import { importsOf } from "./imports-of";

const root = resolve(__dirname, "../..");

function sourcesOfLib(): Map<string, string> {
  const entries = readdirSync(join(root, "lib"), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const sources = paths.filter((path) => /\.[cm]?[jt]sx?$/.test(path));
  return new Map(sources.map((path) => [relative(root, path).split(sep).join("/"), readFileSync(path, "utf8")]));
}

/** Returns the violations of files, given as source by path. */
const violationsIn = (files: Record<string, string>) => violations(new Map(Object.entries(files)));

describe("lib/", () => {
  const sources = sourcesOfLib();

  it("is not empty", () => {
    expect(sources.size).toBeGreaterThan(0);
  });

  it("follows the dependency table", () => {
    expect(violations(sources)).toEqual([]);
  });
});

const routeMayImport = "lib/route may import core, terraform, validation, app, link, function, authorizer, spelling";

describe("the dependency table", () => {
  it("contains existing folders only", () => {
    for (const allowed of Object.values(table))
      expect(Object.keys(table)).toEqual(expect.arrayContaining([...allowed]));
  });

  it.each([
    ["its own folder", "lib/core/a.ts", "./b"],
    ["its own folder from a subfolder", "lib/core/deep/a.ts", "../b"],
    ["an allowed folder", "lib/api/a.ts", "../route/route"],
    ["an allowed folder from a subfolder", "lib/api/deep/a.ts", "../../core/naming"],
    ["the index of an allowed folder", "lib/link/a.ts", "../core"],
    ["the bundler", "lib/bundle/a.ts", "esbuild"],
    ["one resource of a provider", "lib/dns/a.ts", "@cdktf/provider-aws/lib/route53-record"],
    ["a package without constructs", "lib/local/a.ts", "ws"],
    ["every folder in an entry point", "lib/aws.ts", "./local/server"],
    ["an entry point in an entry point", "lib/index.ts", "./aws"],
  ])("allows %s", (_, path, specifier) => {
    expect(violationsIn({ [path]: `import "${specifier}";` })).toEqual([]);
  });

  it.each([
    ["another folder", "lib/core/a.ts", "../link/linkable", "lib/core may import cdk"],
    [
      "another folder from a subfolder",
      "lib/link/deep/a.ts",
      "../../function/function",
      "lib/link may import core, terraform, validation, app, spelling",
    ],
    ["the index of another folder", "lib/route/a.ts", "../api", routeMayImport],
    ["a sibling folder", "lib/dns/a.ts", "../link/links", "lib/dns may import cdk, core, terraform, validation, app"],
    ["a folder that only an allowed folder may import", "lib/route/a.ts", "../bundle/a", routeMayImport],
    ["any folder in the runtime", "lib/runtime/a.ts", "../core/naming", "lib/runtime may import no other folder"],
    ["the runtime in any folder", "lib/bundle/a.ts", "../runtime/resource", "lib/bundle may import spelling"],
    [
      "a construct in the local run",
      "lib/local/a.ts",
      "../function/function",
      "lib/local may import cdk, bundle, spelling, syntax",
    ],
    ["an entry point in a folder", "lib/core/a.ts", "../index", "lib/core may import cdk"],
    ["the index of lib in a folder", "lib/core/a.ts", "..", "lib/core may import cdk"],
    ["a file outside lib", "lib/core/a.ts", "../../main", "lib/core may import cdk"],
    ["the package itself", "lib/core/a.ts", "cdktf-apigateway-websocket", "inside lib/ import the file"],
    ["the bundler outside its folder", "lib/local/a.ts", "esbuild", "only lib/bundle starts esbuild"],
    ["cdktf in the bundle folder", "lib/bundle/a.ts", "cdktf", "lib/bundle may not import constructs"],
    ["constructs in the local run", "lib/local/a.ts", "constructs", "lib/local may not import constructs"],
    [
      "a provider in the runtime",
      "lib/runtime/a.ts",
      "@cdktf/provider-aws/lib/a",
      "lib/runtime may not import constructs",
    ],
    [
      "a package of CDK Terrain",
      "lib/dns/a.ts",
      "@cdktn/provider-aws/lib/a",
      "import the package of CDKTF, which the build replaces",
    ],
    ["the root of a provider", "lib/dns/a.ts", "@cdktf/provider-aws", "import one resource of provider-aws"],
    ["the root by its folder", "lib/dns/a.ts", "@cdktf/provider-aws/lib", "import one resource of provider-aws"],
    [
      "the root by its index",
      "lib/dns/a.ts",
      "@cdktf/provider-aws/lib/index.js",
      "import one resource of provider-aws",
    ],
  ])("rejects %s", (_, path, specifier, reason) => {
    expect(violationsIn({ [path]: `import "${specifier}";` })).toEqual([`${path} imports "${specifier}": ${reason}`]);
  });

  it("rejects a folder that is not in the table", () => {
    expect(violationsIn({ "lib/util/a.ts": "" })).toEqual(["lib/util/a.ts is in lib/util, which is not in the table"]);
  });

  it("rejects another file next to the entry points", () => {
    expect(violationsIn({ "lib/util.ts": "" })).toEqual(["lib/util.ts is neither in a folder nor an entry point"]);
    expect(violationsIn(Object.fromEntries(entryPoints.map((path) => [path, ""])))).toEqual([]);
  });

  it("rejects a cycle between files, and reports it once", () => {
    const files = {
      "lib/core/a.ts": 'import { b } from "./b";',
      "lib/core/b.ts": 'export * from "./deep";',
      "lib/core/deep/index.ts": 'import type { A } from "../a";',
      "lib/core/d.ts": 'import "./a";',
    };
    expect(violationsIn(files)).toEqual(["lib/core/a.ts → lib/core/b.ts → lib/core/deep/index.ts → lib/core/a.ts"]);
    expect(violationsIn({ "lib/core/a.ts": 'import "./a";' })).toEqual(["lib/core/a.ts → lib/core/a.ts"]);
  });
});

describe("the imports of a file", () => {
  it.each([
    ['import "x";'],
    ['import { a } from "x";'],
    ['import type { A } from "x";'],
    ['import a = require("x");'],
    ['export * from "x";'],
    ['export type { A } from "x";'],
    ['const a = require("x");'],
    ["const a = require(`x`) as unknown;"],
    ['const a = () => import("x");'],
    ['type A = import("x").A;'],
    ['const a = require as never; const quote = /"/; const b = `${require("x")}`;'],
  ])("%s", (source) => {
    expect(importsOf(source)).toEqual(["x"]);
  });

  it.each([
    ['// import "x";'],
    ["const text = \"import 'x'\";"],
    ['path.join("../runtime/x");'],
    ['const a = require.resolve("x");'],
  ])("none in %s", (source) => {
    expect(importsOf(source)).toEqual([]);
  });
});
