import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TerraformStack, Testing } from "cdktf";
import * as library from "cdktf-apigateway-websocket";
import ts from "typescript";
import { removeProjects } from "../support/project";
import { type Block, blocksIn, blocksOf } from "./blocks";
import { installableProject } from "./installable";
import { complaints, lineIn, type Module, moduleOf } from "./program";

const repository = join(__dirname, "../..");
const exported = ["aws", ...exportedNames()];

function exportedNames(): readonly string[] {
  const source = ts.createSourceFile(
    "index.ts",
    ts.sys.readFile(join(repository, "lib/index.ts")) ?? "",
    ts.ScriptTarget.ES2022,
  );
  return source.statements.flatMap((node) => {
    const clause = ts.isExportDeclaration(node) ? node.exportClause : undefined;
    if (clause === undefined) return [];
    return ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [clause.name.text];
  });
}

const modulesOf = (blocks: readonly Block[]) =>
  blocks.map((block, index) => moduleOf(block, index, repository, [...new Set(exported)]));
// The tests of the package synthesize the examples for CDK Terrain.
const modules = modulesOf(blocksOf(repository).filter(({ code }) => !code.includes('from "cdktn"')));

type Exports = { readonly Example: new (scope: unknown) => TerraformStack; readonly handler?: unknown };

/** Runs a module, in this process and with jest's modules, so that it meets the library as it is tested. */
function evaluated({ text, path }: Module): Exports {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const { outputText } = ts.transpileModule(text, { compilerOptions, fileName: path });
  const module = { exports: {} as Exports };
  new Function("require", "module", "exports", outputText)(require, module, module.exports);
  return module.exports;
}

/** Synthesizes an example into a folder of its own. */
function run(module: Module): void {
  const outdir = mkdtempSync(join(tmpdir(), "example-"));
  process.env.CDKTF_OUTDIR = outdir;
  try {
    const { Example, handler } = evaluated(module);
    if (module.kind === "stack") Testing.synth(new Example(Testing.app({ outdir })), true);
    else if (module.kind === "handler") expect(handler).toBeInstanceOf(globalThis.Function);
    // A unit test of a user reads the JSON in memory.
    else if (!module.text.includes("Testing.synth(")) expect(stacksIn(outdir)).not.toEqual([]);
  } finally {
    delete process.env.CDKTF_OUTDIR;
    rmSync(outdir, { recursive: true, force: true });
  }
}

function stacksIn(outdir: string): readonly string[] {
  const stacks = join(outdir, "stacks");
  return existsSync(stacks)
    ? readdirSync(stacks).filter((stack) => existsSync(join(stacks, stack, "cdk.tf.json")))
    : [];
}

function check(module: Module): void {
  enterProjectOf(module);
  if (module.throws === undefined) {
    run(module);
    return;
  }
  let error: unknown;
  try {
    run(module);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(library.ValidationError);
  expect((error as Error).message).toContain(module.throws);
}

let installable: ReturnType<typeof installableProject>;
beforeAll(() => {
  installable = installableProject();
});
afterAll(() => {
  installable.restore();
  removeProjects();
});

/** Handler paths of examples are those of the example app, except where packages are installed. */
function enterProjectOf({ block }: Module): void {
  process.chdir(/\binstall:/.test(block.code) ? installable.root : repository);
}

describe("the examples of the documentation", () => {
  it("are there", () => {
    const files = new Set(modules.map(({ block }) => block.place.split(":")[0]));
    expect([...files]).toEqual(
      expect.arrayContaining(["lib/api/api.ts", "lib/function/function.ts", "lib/route/route-args.ts"]),
    );
  });

  it("compile with the settings of the repository", () => {
    expect(complaints(modules, repository)).toEqual([]);
  }, 60_000);

  it.each(modules.map((module) => [module.block.place, module] as const))(
    "%s synthesizes, or is refused as it says",
    (_place, module) => {
      check(module);
    },
  );
});

/** Adds an API with a route that has scopes, so that its function is closed to everything else in the app. */
function addGuardedRoute(stack: TerraformStack): void {
  const api = new library.aws.ApiGatewayWebSocket(stack, "Guarded", { accessLog: false });
  const jwt = { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] };
  const { id: authorizer } = api.addAuthorizer("users", { jwt });
  api.route("$connect", "src/connect.handler", { auth: { jwt: { authorizer } } });
  api.route("send", "src/default.handler", { auth: { jwt: { authorizer, scopes: ["chat:write"] } } });
}

describe("the stacks of the documentation", () => {
  const stacks = modules.filter(({ kind, throws }) => kind === "stack" && throws === undefined);

  it.each(stacks.map((module) => [module.block.place, module] as const))(
    "%s is accepted beside a route with scopes",
    (_place, module) => {
      enterProjectOf(module);
      const stack = new (evaluated(module).Example)(Testing.app());
      addGuardedRoute(stack);
      expect(() => Testing.synth(stack)).not.toThrow();
    },
  );
});

describe("the test of examples", () => {
  const [wrong, refused, right, whole] = modulesOf(
    blocksIn(
      "docs/x.md",
      [
        '```ts\nimport { aws } from "cdktf-apigateway-websocket";\n\nnew aws.ApiGatewayWebSocket(this, 1);\n```',
        "```sh\nnpm test\n```",
        '  ```ts\n  // throws: "route" is missing\n  new aws.ApiGatewayWebSocket(this, "MyApi");\n  ```',
        '```ts\nnew aws.ApiGatewayWebSocket(this, "MyApi").route("$default", "src/default.handler");\n```',
        '```ts\nimport { App } from "cdktf";\nconst app = new App();\n```',
      ].join("\n"),
    ),
  ) as [Module, Module, Module, Module];

  it("names the file and the line of a mistake", () => {
    expect(complaints([wrong, refused, right], repository)).toEqual([
      "docs/x.md:4: Argument of type 'number' is not assignable to parameter of type 'string'.",
    ]);
    expect(lineIn(refused, 1)).toBe("docs/x.md:10");
  }, 60_000);

  it("wants a refusal where one is announced, and there only, and a synthesis of a whole program", () => {
    expect(() => check(refused)).not.toThrow();
    expect(() => check({ ...refused, throws: undefined })).toThrow('"route" is missing');
    expect(() => check({ ...refused, throws: "something else" })).toThrow("something else");
    expect(() => check({ ...right, throws: "anything" })).toThrow();
    expect(() => check(whole)).toThrow();
  });

  it("reads the comments of TypeScript files and leaves their code alone", () => {
    const text = "/**\n * A.\n * ```ts\n * a();\n *\n *   b();\n * ```\n */\nconst text = `\n```ts\nc();\n```\n`;\n";
    expect(blocksIn("lib/x.ts", text)).toEqual([{ place: "lib/x.ts:4", code: "a();\n\n  b();" }]);
  });
});
