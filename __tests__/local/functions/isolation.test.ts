import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { CodeStore } from "../../../lib/local/code-store";
import { linkRuntimePackages } from "../../../lib/local/runtime-packages";
import { enter, project, removeProjects } from "../../support/project";
import { closePools, functionOf, poolOf, TestPool } from "./pool";

jest.setTimeout(60_000);
let store: CodeStore | undefined;
afterEach(async () => {
  await closePools();
  store?.dispose();
  removeProjects();
});

const modules = {
  "node_modules/left/package.json": '{ "name": "left", "main": "index.js" }',
  "node_modules/left/index.js": "module.exports = 'of the project';",
  "node_modules/@aws-sdk/client-x/package.json": '{ "name": "@aws-sdk/client-x", "main": "index.js" }',
  "node_modules/@aws-sdk/client-x/index.js": "module.exports = require('left');",
};
const answer = (statement: string) => `${statement}\nexport const handler = async () => value;\n`;

/** A pool for a function whose code is in the output folder of a project. */
function inProject(code: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = modules) {
  const names = Object.entries(code).map(([name, text]) => [`cdktf.out/fn/${name}`, text]);
  const root = enter(project({ ...files, ...Object.fromEntries(names) }));
  store = new CodeStore();
  return new TestPool({ ...functionOf({ code: {} }), folder: store.keepFolder(join(root, "cdktf.out/fn")) });
}

describe("a function of the local run", () => {
  it.each([
    ["an ECMAScript module", { "index.mjs": answer('import value from "left";') }, "Cannot find package 'left'"],
    ["CommonJS", { "index.cjs": "require('left');" }, "Cannot find module 'left'"],
  ])("finds no package of the project, as on Lambda: %s", async (_, code, message) => {
    const outcome = await inProject(code).invoke();
    expect(outcome).toMatchObject({
      error: { errorType: "Runtime.ImportModuleError", errorMessage: expect.stringContaining(message) },
    });
  });

  it("finds a package of the runtime above a broken link to it", async () => {
    const root = enter(project(modules));
    const inner = join(root, "packages/app");
    mkdirSync(join(inner, "node_modules/@aws-sdk"), { recursive: true });
    symlinkSync(join(root, "removed"), join(inner, "node_modules/@aws-sdk/client-x"));
    linkRuntimePackages(join(root, "run"), inner);
    expect(readdirSync(join(root, "run/node_modules/@aws-sdk/client-x"))).toContain("index.js");
  });

  it("finds packages in its own folder", async () => {
    const code = {
      "index.mjs": answer('import value from "own";'),
      "node_modules/own/index.js": "module.exports = 1;",
    };
    expect(await inProject(code).result()).toBe(1);
  });

  it.each([
    ["an ECMAScript module", { "index.mjs": answer('import value from "@aws-sdk/client-x";') }],
    ["CommonJS", { "index.cjs": "exports.handler = async () => require('@aws-sdk/client-x');" }],
  ])("finds the AWS SDK of the project, because Lambda's runtime contains it: %s", async (_, code) => {
    expect(await inProject(code).result()).toBe("of the project");
  });

  it("hears once which package of Lambda's runtime the project does not have", async () => {
    const pool = inProject({ "index.mjs": answer('import value from "@aws-sdk/client-y";') });
    await pool.invoke();
    await pool.invoke();
    expect(pool.warnings).toEqual([
      "Lambda's runtime contains @aws-sdk/client-y, but the project does not. To use it in this run: npm install --save-dev @aws-sdk/client-y",
    ]);
  });

  it("works in LAMBDA_TASK_ROOT, whose files are its own, and which does not outlive the run", async () => {
    const code = `import { writeFileSync } from "node:fs";
export const handler = async () => {
  writeFileSync("index.mjs", "changed");
  return { cwd: process.cwd(), root: process.env.LAMBDA_TASK_ROOT, file: import.meta.filename ?? import.meta.url };
};`;
    const pool = inProject({ "index.mjs": code });
    const { cwd, root, file } = await pool.result<Readonly<Record<string, string>>>();
    expect(cwd).toBe(root);
    expect(file).toContain(root);
    expect(cwd?.startsWith(process.cwd())).toBe(false);
    expect(readdirSync("cdktf.out/fn")).toEqual(["index.mjs"]);
    expect((await pool.result<{ cwd: string }>()).cwd).toBe(cwd);
    await closePools();
    store?.dispose();
    expect(existsSync(cwd ?? "")).toBe(false);
  });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

(hasPython ? describe : describe.skip)("a Python function of the local run", () => {
  it("finds no package that is installed on this machine, except those of Lambda's runtime", async () => {
    const code = `
import importlib.util
def handler(event, context):
    return [name for name in event if importlib.util.find_spec(name)]
`;
    const pool = poolOf({ runtime: "python3.13", handler: "app.handler", code: { "app.py": code, "own.py": "" } });
    expect(await pool.result(["pip", "setuptools", "own", "json", "sqlite3"])).toEqual(["own", "json", "sqlite3"]);
  });
});
