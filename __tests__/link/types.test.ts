import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { App, type AppConfig, Aspects, type TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { Construct } from "constructs";
import { aws, Linkable } from "../../lib";
import { enter, type Files, project, removeProjects, write } from "../support/project";
import { testStack } from "../support/synth";
import { problems, type settings } from "./compiler";
import { userProject } from "./user-project";

const typesFile = "cdktf-env.d.ts";
const header = "// Written by synthesis from the links of the app. Do not edit or commit it.";
const source = { "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" };
const handler = "src/chat.handler";

// In a jest worker, synthesis writes no types. This test simulates the user's `node main.ts`.
const worker = process.env.JEST_WORKER_ID;
beforeAll(() => {
  delete process.env.JEST_WORKER_ID;
});
afterAll(() => {
  process.env.JEST_WORKER_ID = worker;
});
afterAll(removeProjects);

/** Creates a project in a new folder and makes it the working directory. */
function inProject(files: Files = {}, also?: readonly string[]): string {
  return enter(userProject({ ...source, ...files }, also));
}

function synthesize(build: (stack: TerraformStack) => void, config?: AppConfig): void {
  const app = new App(config);
  build(testStack("chat-dev", app));
  app.synth();
}

const linking =
  (...properties: readonly Readonly<Record<string, unknown>>[]) =>
  (stack: TerraformStack): void => {
    properties.forEach((each, index) => {
      const link = [new Linkable(new Construct(stack, `Scope${index}`), "Limits", { properties: each })];
      new aws.Function(stack, `Fn${index}`, { handler, link });
    });
  };

/** Returns the written names and types of Resource. */
function typesOf(root: string): readonly string[] {
  if (!existsSync(join(root, typesFile))) return [];
  const lines = readFileSync(join(root, typesFile), "utf8").split("\n");
  return [...new Set(lines.filter((line) => /^ {4}\S/.test(line)).map((line) => line.trim()))];
}

const main = `
import { App, TerraformStack, TerraformVariable } from "cdktf";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { aws, Linkable } from "cdktf-apigateway-websocket";

Linkable.wrap(DynamodbTable, (table) => ({ properties: { name: table.name, streams: table.streamEnabled } }));

const app = new App();
for (const name of ["first", "second"]) {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  new ArchiveProvider(stack, "archive");
  const key = new TerraformVariable(stack, "stripeKey", { sensitive: true, default: "sk_live_default" });
  const secret = new Linkable(stack, "StripeKey", { properties: { value: key.stringValue } });
  const plain = new Linkable(stack, "Plain", { properties: { value: "sk_live_plain" } });
  const table = new DynamodbTable(stack, "Table" + name, { name: "t" });
  const api = new aws.ApiGatewayWebSocket(stack, name === "first" ? "MyApi" : "OtherApi");
  api.route("chat", { handler: "src/chat.handler", link: [api, secret, plain, table] });
}
app.synth();
`;

const importing = 'import { Resource } from "cdktf-apigateway-websocket/runtime";\n';

const use = (module: string): string => `import { Resource } from "${module}";
export const good: string = Resource.MyApi.url + Resource.OtherApi.managementEndpoint + Resource.StripeKey.value;
export const table: string = Resource.Tablefirst.name + Resource.Tablesecond.name + Resource.App.stage;
export const kind: "sst.aws.ApiGatewayWebSocket" = Resource.MyApi.type;
export const a = Resource.MyApi.urll;
export const b = Resource.Nope;
export const c: number = Resource.MyApi.url;
`;

const mistakes = ["src/use.ts:5 TS2551", "src/use.ts:6 TS2339", "src/use.ts:7 TS2322"];

describe("the types that `node main.ts` writes", () => {
  let root: string;
  let text: string;

  beforeAll(() => {
    root = userProject({ ...source, "main.ts": main }, ["sst"]);
    execFileSync(process.execPath, ["-r", "ts-node/register/transpile-only", "main.ts"], {
      cwd: root,
      env: { ...process.env, CHECKPOINT_DISABLE: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    text = readFileSync(join(root, typesFile), "utf8");
  });

  it.each<[string, keyof typeof settings]>([
    ["cdktf-apigateway-websocket/runtime", "cdktf init"],
    ["cdktf-apigateway-websocket/runtime", "node16"],
    ["cdktf-apigateway-websocket/runtime", "bundler"],
    ["sst", "cdktf init"],
    ["sst", "bundler"],
  ])(
    "make a typo an error, with the links of all stacks in Resource of %s, under the compiler's settings of %s",
    (module, setting) => {
      const files = { "src/use.ts": use(module) };
      expect(problems(root, files, setting)).toEqual(mistakes);
      // Without the types file nothing is known, so the errors above come from it.
      writeFileSync(join(root, typesFile), "");
      expect(problems(root, files, setting).length).toBeGreaterThan(mistakes.length);
      writeFileSync(join(root, typesFile), text);
    },
  );

  it("contain neither values nor paths", () => {
    expect(text).not.toMatch(/sk_live|TfToken|\$\{/);
    expect(text).not.toContain(root);
  });
});

describe("the types of a project's links", () => {
  it("do not extend SST's module if it is not installed", () => {
    const root = inProject();
    synthesize(linking({ perMinute: 60 }));
    expect(readFileSync(join(root, typesFile), "utf8")).not.toMatch(/"sst"/);
    expect(
      problems(root, { "src/use.ts": `${importing}export const a: number = Resource.Limits.perMinute;\n` }),
    ).toEqual([]);
  });

  it("find SST's module in a parent folder, as in a workspace", () => {
    const above = userProject({}, ["sst"]);
    write(above, { "packages/chat/cdktf.json": "{}", "packages/chat/src/chat.ts": source["src/chat.ts"] });
    enter(join(above, "packages/chat"));
    synthesize(linking({}));
    expect(readFileSync(join(above, "packages/chat", typesFile), "utf8")).toContain('declare module "sst"');
  });

  it("are next to cdktf.json, whatever folder the app is started in", () => {
    const root = inProject({ "infra/keep.txt": "" });
    process.chdir(join(root, "infra"));
    synthesize(linking({ perMinute: 60 }), { outdir: join(root, "cdktf.out") });
    expect(existsSync(join(root, typesFile))).toBe(true);
    expect(existsSync(join(root, "infra", typesFile))).toBe(false);
  });

  describe("describe", () => {
    const values: readonly [string, (stack: TerraformStack) => unknown, string][] = [
      ["a text", () => "x", "string"],
      ["a number", () => 60, "number"],
      ["a boolean", () => false, "boolean"],
      ["null", () => null, "null"],
      ["a reference", (stack) => new TerraformVariable(stack, "v", {}).stringValue, "string"],
      ["a text with a reference", (stack) => `a${new TerraformVariable(stack, "v", {}).stringValue}`, "string"],
      ["a number known only after apply", (stack) => new TerraformVariable(stack, "v", {}).numberValue, "number"],
      [
        "a list known only after apply",
        (stack) => Token.asList(new TerraformVariable(stack, "v", {}).value),
        "(string)[]",
      ],
      ["a value of a type known only after apply", (stack) => new TerraformVariable(stack, "v", {}).value, "unknown"],
      ["a list", () => ["a", "b"], "(string)[]"],
      ["a list of several kinds", () => [1, "a", { b: true }], '(number | string | { "b": boolean })[]'],
      ["an empty list", () => [], "never[]"],
      ["objects inside one another", () => ({ b: { c: [1] }, a: "x" }), '{ "a": string; "b": { "c": (number)[] } }'],
      [
        "odd keys",
        () => ({ "a-b": 1, "": 2, 'q"\n': 3, "1": 4 }),
        '{ "": number; "1": number; "a-b": number; "q\\"\\n": number }',
      ],
      ["an undefined member", () => ({ a: undefined, b: 1 }), '{ "b": number }'],
    ];
    const nameOf = (what: string) => `V${values.findIndex(([name]) => name === what)}`;
    let root: string;

    beforeAll(() => {
      root = inProject();
      synthesize((stack) => {
        const link = values.map(([what, value]) => {
          const scope = new Construct(stack, `Scope${nameOf(what)}`);
          return new Linkable(stack, nameOf(what), { properties: { value: value(scope as TerraformStack) } });
        });
        new aws.Function(stack, "Fn", { handler, link });
      });
    });

    it.each(values)("%s", (what, _, type) => {
      expect(typesOf(root)).toContain(`${nameOf(what)}: { "type": "sst.sst.Linkable"; "value": ${type} };`);
    });

    it("all of them, in syntax that the compiler accepts", () => {
      const lines = values.map(([what], index) => `export const v${index} = Resource.${nameOf(what)}.value;\n`);
      expect(problems(root, { "src/use.ts": importing + lines.join("") })).toEqual([]);
    });
  });

  it("are unions if functions use one name for different links", () => {
    const root = inProject();
    synthesize(linking({ perMinute: 60 }, { perMinute: 60 }, { perHour: "1" }));
    expect(typesOf(root)).toEqual([
      'Limits: { "perHour": string; "type": "sst.sst.Linkable" } | { "perMinute": number; "type": "sst.sst.Linkable" };',
    ]);
  });

  it("contain no references, not even as keys", () => {
    const root = inProject();
    synthesize((stack) => {
      const table = new DynamodbTable(stack, "Table", { name: "t" });
      linking({ tables: { [table.name]: 1 } })(stack);
    });
    expect(readFileSync(join(root, typesFile), "utf8")).not.toContain("TfToken");
  });

  it("contain only the type of a secret", () => {
    const root = inProject();
    synthesize(linking({ value: "sk_live_1", nested: { list: ["sk_live_2"], sk: 4242 } }));
    expect(readFileSync(join(root, typesFile), "utf8")).not.toMatch(/sk_live|4242/);
  });

  it("contain every link that is created during synthesis, also by aspects", () => {
    const root = inProject();
    synthesize((stack) => {
      linking({ perMinute: 60 })(stack);
      let added = false;
      Aspects.of(stack).add({
        visit: () => {
          if (added) return;
          added = true;
          const link = [new Linkable(stack, "Late", { properties: { late: true } })];
          new aws.Function(stack, "LateFn", { handler, link });
        },
      });
    });
    expect(typesOf(root)).toContain('Late: { "late": boolean; "type": "sst.sst.Linkable" };');
  });

  it("contain the links of functions that this library did not create, also in an app without others", () => {
    const root = inProject();
    synthesize((stack) => {
      const variables = Linkable.env([new Linkable(stack, "Limits", { properties: { perMinute: 60 } })]);
      new LambdaFunction(stack, "Raw", {
        functionName: "raw",
        role: "arn:aws:iam::123456789012:role/r",
        environment: { variables },
      });
    });
    expect(typesOf(root)).toEqual(['Limits: { "perMinute": number; "type": "sst.sst.Linkable" };']);
  });

  it("do not depend on the order in which links are created", () => {
    const build = (names: readonly string[]) => (stack: TerraformStack) => {
      for (const name of names)
        new aws.Function(stack, `Fn${name}`, { handler, link: [new Linkable(stack, name, { properties: {} })] });
    };
    const [first, second] = [
      ["A", "B", "C"],
      ["C", "A", "B"],
    ].map((names) => {
      const root = inProject();
      synthesize(build(names));
      return readFileSync(join(root, typesFile), "utf8");
    });
    expect(second).toBe(first);
  });

  it("are written only if they changed", () => {
    const root = inProject();
    const path = join(root, typesFile);
    const written = () => {
      const { mtimeMs, ino } = statSync(path);
      return [mtimeMs, ino];
    };
    synthesize(linking({ perMinute: 60 }));
    utimesSync(path, 1000, 1000);
    const before = written();

    synthesize(linking({ perMinute: 61 }));
    expect(written()).toEqual(before);

    synthesize(linking({ perMinute: "61" }));
    expect(written()).not.toEqual(before);
    expect(typesOf(root)).toEqual(['Limits: { "perMinute": string; "type": "sst.sst.Linkable" };']);
  });

  it("no longer contain a removed link", () => {
    const root = inProject();
    synthesize(linking({ perMinute: 60 }));
    synthesize((stack) => new aws.Function(stack, "Fn", { handler }));
    expect(typesOf(root)).toEqual([]);
    if (!existsSync(join(root, typesFile))) writeFileSync(join(root, typesFile), "");
    expect(problems(root, { "src/use.ts": `${importing}export const name: string = Resource.App.name;\n` })).toEqual(
      [],
    );
  });

  it("contain nothing of another app that the same process synthesizes", () => {
    const root = inProject();
    synthesize(linking({ perMinute: 60 }));
    synthesize(linking({ perHour: 60 }));
    expect(typesOf(root)).toEqual(['Limits: { "perHour": number; "type": "sst.sst.Linkable" };']);
  });
});

describe("writes no types", () => {
  it("in an app that links nothing", () => {
    const root = inProject();
    synthesize((stack) => new aws.Function(stack, "Fn", { handler }));
    expect(existsSync(join(root, typesFile))).toBe(false);
  });

  it.each([
    ["jest", "JEST_WORKER_ID", "1"],
    ["vitest", "VITEST_WORKER_ID", "1"],
    ["Node.js's test runner, in its own process", "NODE_TEST_CONTEXT", "child-v8"],
    ["Node.js's test runner, in another version", "NODE_TEST_CONTEXT", "child"],
  ])("in a test of %s that synthesizes the unchanged app", (_, name, value) => {
    const root = inProject();
    process.env[name] = value;
    try {
      synthesize(linking({ perMinute: 60 }));
    } finally {
      delete process.env[name];
    }
    expect(existsSync(join(root, typesFile))).toBe(false);
    synthesize(linking({ perMinute: 60 }));
    expect(existsSync(join(root, typesFile))).toBe(true);
  });

  it.each<[string, (build: (stack: TerraformStack) => void, root: string) => void]>([
    [
      "in Testing.synth",
      (build) => {
        const stack = testStack();
        build(stack);
        Testing.synth(stack);
      },
    ],
    [
      "in Testing.fullSynth",
      (build) => {
        const stack = testStack();
        build(stack);
        Testing.fullSynth(stack);
      },
    ],
    [
      "in Testing.fullSynth of an app of the project",
      (build) => {
        const stack = testStack("chat-dev", new App());
        build(stack);
        Testing.fullSynth(stack);
      },
    ],
    [
      "in Testing.app().synth()",
      (build) => {
        const app = Testing.app();
        build(testStack("chat-dev", app));
        app.synth();
      },
    ],
    [
      "in the synthesis of a testing app whose folder is in the project",
      (build, root) => {
        const app = Testing.app({ outdir: join(root, "cdktf.out") });
        build(testStack("chat-dev", app));
        app.synth();
      },
    ],
    ["in an App whose folder is outside of the project", (build) => synthesize(build, { outdir: project({}) })],
    [
      "in an App whose folder is next to the project, with a longer name",
      (build, root) => synthesize(build, { outdir: `${root}-out` }),
    ],
  ])("%s", (_, run) => {
    const root = inProject();
    run(linking({ perMinute: 60 }), root);
    expect(existsSync(join(root, typesFile))).toBe(false);
    rmSync(`${root}-out`, { recursive: true, force: true });
  });

  it("but writes them in an app whose folder has dots in its name", () => {
    const root = inProject();
    synthesize(linking({ perMinute: 60 }), { outdir: join(root, "..out") });
    expect(existsSync(join(root, typesFile))).toBe(true);
  });

  const broken = (stack: TerraformStack) => {
    linking({ perMinute: 60 })(stack);
    new aws.Function(stack, "Broken", { handler, memory: "1 MB" });
  };

  it.each<[string, readonly ((stack: TerraformStack) => void)[]]>([
    ["the only stack", [broken]],
    ["the first stack", [broken, linking({ perHour: 60 })]],
    ["the last stack", [linking({ perHour: 60 }), broken]],
  ])("if synthesis fails in %s, and keeps the previous types", (_, builds) => {
    const root = inProject();
    const attempt = () => {
      const app = new App();
      builds.forEach((build, index) => {
        build(testStack(`stack${index}`, app));
      });
      app.synth();
    };
    expect(attempt).toThrow('"memory"');
    expect(existsSync(join(root, typesFile))).toBe(false);

    writeFileSync(join(root, typesFile), `${header}\n// before\n`);
    expect(attempt).toThrow('"memory"');
    expect(readFileSync(join(root, typesFile), "utf8")).toBe(`${header}\n// before\n`);
  });
});
