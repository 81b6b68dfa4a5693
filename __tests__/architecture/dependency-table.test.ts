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

/** The files under test, each with the imports it makes. */
const judge = (files: Record<string, string>) => violations(new Map(Object.entries(files)));

describe("lib/", () => {
  const sources = sourcesOfLib();

  it("is read", () => {
    expect(sources.size).toBeGreaterThan(0);
  });

  it("holds the dependency table", () => {
    expect(violations(sources)).toEqual([]);
  });
});

const routeMayImport = "lib/route may import core, terraform, validation, app, link, function, authorizer, spelling";

describe("the dependency table", () => {
  it("names rooms only", () => {
    for (const allowed of Object.values(table))
      expect(Object.keys(table)).toEqual(expect.arrayContaining([...allowed]));
  });

  it.each([
    ["its own room", "lib/core/a.ts", "./b"],
    ["its own room from a folder in it", "lib/core/deep/a.ts", "../b"],
    ["a room upstream", "lib/api/a.ts", "../route/route"],
    ["a room upstream from a folder in it", "lib/api/deep/a.ts", "../../core/naming"],
    ["the folder of a room upstream", "lib/link/a.ts", "../core"],
    ["the bundler", "lib/bundle/a.ts", "esbuild"],
    ["one resource of a provider", "lib/dns/a.ts", "@cdktf/provider-aws/lib/route53-record"],
    ["a package that is no construct", "lib/local/a.ts", "ws"],
    ["every room in an entry point", "lib/aws.ts", "./local/server"],
    ["an entry point in an entry point", "lib/index.ts", "./aws"],
  ])("allows %s", (_, path, specifier) => {
    expect(judge({ [path]: `import "${specifier}";` })).toEqual([]);
  });

  it.each([
    ["a room downstream", "lib/core/a.ts", "../link/linkable", "lib/core may import no other room"],
    [
      "a room downstream from a folder",
      "lib/link/deep/a.ts",
      "../../function/function",
      "lib/link may import core, terraform, validation, app, spelling",
    ],
    ["a room downstream by its folder", "lib/route/a.ts", "../api", routeMayImport],
    ["a room at its side", "lib/dns/a.ts", "../link/links", "lib/dns may import core, terraform, validation, app"],
    ["what only a room upstream may import", "lib/route/a.ts", "../bundle/a", routeMayImport],
    ["any room in the runtime", "lib/runtime/a.ts", "../core/naming", "lib/runtime may import no other room"],
    ["the runtime in any room", "lib/bundle/a.ts", "../runtime/resource", "lib/bundle may import spelling"],
    ["a construct in the local run", "lib/local/a.ts", "../function/function", "lib/local may import bundle, spelling"],
    ["an entry point in a room", "lib/core/a.ts", "../index", "lib/core may import no other room"],
    ["the whole of lib in a room", "lib/core/a.ts", "..", "lib/core may import no other room"],
    ["what is outside lib", "lib/core/a.ts", "../../main", "lib/core may import no other room"],
    ["the package itself", "lib/core/a.ts", "cdktf-apigateway-websocket", "inside lib/ import the file"],
    ["the bundler outside its room", "lib/local/a.ts", "esbuild", "only lib/bundle starts esbuild"],
    ["cdktf in the bundle room", "lib/bundle/a.ts", "cdktf", "lib/bundle knows no constructs"],
    ["constructs in the local run", "lib/local/a.ts", "constructs", "lib/local knows no constructs"],
    ["a provider in the runtime", "lib/runtime/a.ts", "@cdktf/provider-aws/lib/a", "lib/runtime knows no constructs"],
    ["the root of a provider", "lib/dns/a.ts", "@cdktf/provider-aws", "import one resource of provider-aws"],
    ["the root by its folder", "lib/dns/a.ts", "@cdktf/provider-aws/lib", "import one resource of provider-aws"],
    [
      "the root by its index",
      "lib/dns/a.ts",
      "@cdktf/provider-aws/lib/index.js",
      "import one resource of provider-aws",
    ],
  ])("refuses %s", (_, path, specifier, reason) => {
    expect(judge({ [path]: `import "${specifier}";` })).toEqual([`${path} imports "${specifier}": ${reason}`]);
  });

  it("refuses a room it does not know", () => {
    expect(judge({ "lib/util/a.ts": "" })).toEqual(["lib/util/a.ts is in lib/util, which is not in the table"]);
  });

  it("refuses a file beside the entry points", () => {
    expect(judge({ "lib/util.ts": "" })).toEqual(["lib/util.ts is neither in a room nor an entry point"]);
    expect(judge(Object.fromEntries(entryPoints.map((path) => [path, ""])))).toEqual([]);
  });

  it("refuses a cycle between files, and tells it once", () => {
    const files = {
      "lib/core/a.ts": 'import { b } from "./b";',
      "lib/core/b.ts": 'export * from "./deep";',
      "lib/core/deep/index.ts": 'import type { A } from "../a";',
      "lib/core/d.ts": 'import "./a";',
    };
    expect(judge(files)).toEqual(["lib/core/a.ts → lib/core/b.ts → lib/core/deep/index.ts → lib/core/a.ts"]);
    expect(judge({ "lib/core/a.ts": 'import "./a";' })).toEqual(["lib/core/a.ts → lib/core/a.ts"]);
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
