import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

interface Diagnostic {
  readonly category: string;
  readonly message: string;
  readonly location: { readonly path: string };
}

const root = resolve(__dirname, "../..");
const biome = join(dirname(require.resolve("@biomejs/biome/package.json")), "bin/biome");
const fixtures = join(__dirname, "fixtures");

const imports = "lint/style/noRestrictedImports";
const oneResource = /^Import one resource/;

/** One file for each rule that must not pass, at the path the rule looks at. */
const bad: [path: string, rule: string, message: RegExp][] = [
  ["lib/core/notKebab.ts", "lint/style/useFilenamingConvention", /kebab-case/],
  ["lib/core/default-export.ts", "lint/style/noDefaultExport", /./],
  ["lib/core/cycle-here.ts", "lint/suspicious/noImportCycles", /./],
  ["lib/core/cycle-there.ts", "lint/suspicious/noImportCycles", /./],
  ["lib/core/long-file.ts", "lint/style/noExcessiveLinesPerFile", /250/],
  ["lib/core/long-function.ts", "lint/complexity/noExcessiveLinesPerFunction", /40/],
  ["lib/core/floating-promise.ts", "lint/nursery/noFloatingPromises", /./],
  ["lib/core/explicit-any.ts", "lint/suspicious/noExplicitAny", /./],
  ["lib/core/console.ts", "lint/suspicious/noConsole", /./],

  ["main.ts", imports, oneResource],
  ["src/provider-root.ts", imports, oneResource],
  ["__tests__/provider-root.test.ts", imports, oneResource],
  ["lib/core/provider-root.ts", imports, oneResource],
  ["lib/core/provider-root-by-index.ts", imports, oneResource],
  ["lib/bundle/provider-root.ts", imports, oneResource],
  ["lib/local/provider-root.ts", imports, oneResource],
  ["lib/runtime/provider-root.ts", imports, oneResource],
];

const good = [
  "good.config.js",
  "src/sendMessage.ts",
  "__tests__/good.test.ts",
  "lib/bundle/good.ts",
  "lib/function/good.ts",
];

/** Biome takes its globs from the folder of its configuration, so the fixtures are linted in a folder of their own. */
function lintFixtures(): readonly Diagnostic[] {
  const folder = mkdtempSync(join(tmpdir(), "lint-"));
  try {
    cpSync(fixtures, folder, { recursive: true });
    cpSync(join(root, "biome.json"), join(folder, "biome.json"));
    const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none"];
    return JSON.parse(spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).stdout).diagnostics;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("lint rules", () => {
  const diagnostics = lintFixtures();
  const of = (path: string) => diagnostics.filter(({ location }) => location.path === path);

  it.each(bad)("%s is refused by %s alone", (path, rule, message) => {
    expect(of(path).map(({ category }) => category)).toEqual([rule]);
    expect(of(path)[0]?.message).toMatch(message);
  });

  it.each(good)("%s passes", (path) => {
    expect(of(path)).toEqual([]);
  });

  it("every fixture is in one of the two lists", () => {
    const files = readdirSync(fixtures, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(fixtures.length + 1));
    expect(paths.sort()).toEqual([...bad.map(([path]) => path), ...good].sort());
  });
});
