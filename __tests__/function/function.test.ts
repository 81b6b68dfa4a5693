import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { DefaultTokenResolver, StringConcat, type TerraformStack, TerraformVariable, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { aws, type ComponentOptions, type FunctionArgs } from "../../lib";
import { offeredRuntimes } from "../../lib/function/runtimes";
import { enter, project, removeProjects } from "../support/project";
import { type Synthesized, synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() =>
  enter(
    project({
      "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n",
      "src/table.json": "{}",
      "ready/index.mjs": "export const handler = async () => ({ statusCode: 200 });\n",
      "ready/lib/deep.js": "exports.handler = async () => ({ statusCode: 200 });\n",
      "ready/bootstrap": "#!/bin/sh\n",
    }),
  ),
);
afterAll(removeProjects);

const resolver = new DefaultTokenResolver(new StringConcat());

type More = Partial<FunctionArgs>;

function create(stack: TerraformStack, args: More = {}, options?: ComponentOptions): aws.Function {
  return new aws.Function(stack, "Fn", { handler: "src/chat.handler", ...args }, options);
}

function synthesizeFunction(args?: More): Synthesized {
  return synth((stack) => create(stack, args));
}

function lambda(args?: More) {
  return synthesizeFunction(args).one(LambdaFunction);
}

/** Returns the environment without the variables of links. */
function variables(args: More): Record<string, unknown> {
  const { variables: all = {} } = (lambda(args).environment ?? {}) as { variables?: Record<string, unknown> };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith("SST_RESOURCE_")));
}

function problem(args: object): string {
  return refused((stack) => create(stack, args)).message;
}

describe("Function", () => {
  it("has SST's defaults", () => {
    const all = synthesizeFunction();
    // The variables of links are not defaults of the function.
    const { environment: _, ...attributes } = all.one(LambdaFunction);
    expect(attributes).toEqual({
      architectures: ["x86_64"],
      ephemeral_storage: { size: 512 },
      filename: "${data.archive_file.Fn_Archive_BA5C030C.output_path}",
      function_name: expect.stringMatching(/^chat-dev-Fn-[0-9a-f]{8}$/),
      handler: "index.handler",
      logging_config: { log_format: "Text", log_group: "${aws_cloudwatch_log_group.Fn_LogGroup_A99B0661.name}" },
      memory_size: 1024,
      role: "${aws_iam_role.Fn_Role_3AFE901E.arn}",
      runtime: "nodejs24.x",
      source_code_hash: "${data.archive_file.Fn_Archive_BA5C030C.output_base64sha256}",
      timeout: 20,
    });
    expect(all.one(CloudwatchLogGroup)).toEqual({
      name: expect.stringMatching(/^\/aws\/lambda\/chat-dev-Fn-[0-9a-f]{8}$/),
      retention_in_days: 30,
    });
    expect(all.one(IamRole)).toEqual({
      name: expect.stringMatching(/^chat-dev-Fn-(Role-)?[0-9a-f]{8}$/),
      assume_role_policy: "${data.aws_iam_policy_document.AssumeRolePolicylambdaamazonawscom_Document_08225E5D.json}",
    });
    const archives = (all.json.data as Record<string, object>)[DataArchiveFile.tfResourceType];
    expect(Object.values(archives ?? {})).toEqual([
      {
        type: "zip",
        source_dir: expect.stringMatching(/^functions\/Fn\w*$/),
        output_path: expect.stringMatching(/^functions\/Fn\w*\.zip$/),
        output_file_mode: "0644",
      },
    ]);
  });

  it.each<[More, object]>([
    [{ runtime: "nodejs22.x" }, { runtime: "nodejs22.x" }],
    [{ memory: "2048 MB" }, { memory_size: 2048 }],
    [{ memory: "2 GB" }, { memory_size: 2048 }],
    [{ memory: "0.5 GB" }, { memory_size: 512 }],
    [{ timeout: "1 second" }, { timeout: 1 }],
    [{ timeout: "1 minute" }, { timeout: 60 }],
    [{ timeout: "15 minutes" }, { timeout: 900 }],
    [{ storage: "10 GB" }, { ephemeral_storage: { size: 10240 } }],
    [{ architecture: "arm64" }, { architectures: ["arm64"] }],
    [{ environment: { TABLE: "chat" } }, { environment: { variables: { TABLE: "chat" } } }],
    [{ description: "Chat" }, { description: "Chat" }],
    [{ description: "${a} and %{b}" }, { description: "$${a} and %%{b}" }],
    [{ description: "" }, { description: "" }],
    [{ name: "chat" }, { function_name: "chat" }],
    [{ logging: { format: "json" } }, { logging_config: { log_format: "JSON", log_group: expect.any(String) } }],
    [{ logging: { logGroup: "/shared" } }, { logging_config: { log_format: "Text", log_group: "/shared" } }],
  ])("accepts %j", (args, attributes) => {
    expect(lambda(args)).toMatchObject(attributes);
  });

  it.each(offeredRuntimes)("accepts the runtime %s with a bundle", (runtime) => {
    expect(lambda({ runtime, bundle: "ready", handler: "index.handler" })).toMatchObject({
      runtime,
      handler: "index.handler",
    });
  });

  it("passes on references in its environment and description", () => {
    const stackArgs = (stack: TerraformStack) => {
      const value = new TerraformVariable(stack, "table", { type: "string" }).stringValue;
      create(stack, { environment: { TABLE: value, URL: `https://${value}/x` }, description: `Chat of ${value}` });
    };
    expect(synth(stackArgs).one(LambdaFunction)).toMatchObject({
      environment: { variables: { TABLE: "${var.table}", URL: "https://${var.table}/x" } },
      description: "Chat of ${var.table}",
    });
  });

  it("has only the variables of links without variables of its own", () => {
    expect(variables({})).toEqual({});
    expect(variables({ environment: {} })).toEqual({});
  });

  it("enables source maps in Node.js", () => {
    const nodejs = { sourcemap: true };
    expect(variables({ nodejs })).toEqual({ NODE_OPTIONS: "--enable-source-maps" });
    expect(variables({ nodejs, environment: { A1: "x" } })).toEqual({ NODE_OPTIONS: "--enable-source-maps", A1: "x" });
    expect(variables({ nodejs: { sourcemap: false } })).toEqual({});
  });

  it.each([
    ["--no-warnings", "--no-warnings --enable-source-maps"],
    ["", "--enable-source-maps"],
    [undefined as never, "--enable-source-maps"],
    ["--enable-source-maps --no-warnings", "--enable-source-maps --no-warnings"],
    ["--no-warnings  --no-enable-source-maps", "--no-warnings  --no-enable-source-maps"],
    ["${var.options}", "${var.options} --enable-source-maps"],
    ["--title=--enable-source-maps-not", "--title=--enable-source-maps-not --enable-source-maps"],
  ])("adds the option for source maps to NODE_OPTIONS %j", (own, expected) => {
    expect(variables({ nodejs: { sourcemap: true }, environment: { NODE_OPTIONS: own } })).toEqual({
      NODE_OPTIONS: expected,
    });
    expect(variables({ environment: { NODE_OPTIONS: own } }).NODE_OPTIONS).toBe(own);
  });

  it("adds it to a reference as text", () => {
    const build = (stack: TerraformStack) => {
      const own = new TerraformVariable(stack, "options", { type: "string" }).stringValue;
      create(stack, { nodejs: { sourcemap: true }, environment: { NODE_OPTIONS: own } });
    };
    expect(synth(build).one(LambdaFunction)).toMatchObject({
      environment: { variables: { NODE_OPTIONS: "${var.options} --enable-source-maps" } },
    });
  });

  it("keeps its log for the given retention", () => {
    expect(synthesizeFunction({ logging: { retention: "forever" } }).one(CloudwatchLogGroup).retention_in_days).toBe(0);
    expect(synthesizeFunction({ name: "chat" }).one(CloudwatchLogGroup).name).toBe("/aws/lambda/chat");
  });

  it.each([[false], [{ logGroup: "/shared" }]] as const)("creates no log group with logging %j", (logging) => {
    expect(synthesizeFunction({ logging }).all(CloudwatchLogGroup)).toHaveLength(0);
  });

  it("has no logging at all with logging: false", () => {
    expect(lambda({ logging: false })).not.toHaveProperty("logging_config");
  });

  it("has a unique name of at most 64 characters, at every depth and with every id", () => {
    const ids = ["$default", "default", "DEFAULT", "x".repeat(80), `${"x".repeat(80)}y`];
    const all = synth((stack) => {
      const deep = new Construct(new Construct(stack, "A".repeat(50)), "B".repeat(50));
      for (const id of ids)
        for (const scope of [stack, deep]) new aws.Function(scope, id, { handler: "src/chat.handler" });
    });
    for (const names of [
      all.all(LambdaFunction).map((fn) => `${fn.function_name}`),
      all.all(IamRole).map((role) => `${role.name}`),
    ]) {
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(ids.length * 2);
      expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(64);
    }
  });

  it('can have the id "Default", which cdktf leaves out of addresses', () => {
    const all = synth((stack) => new aws.Function(stack, "Default", { handler: "src/chat.handler" }));
    expect(all.all(LambdaFunction)).toHaveLength(1);
  });

  it("exposes its resources, ARN and name", () => {
    synth((stack) => {
      const { nodes, arn, name } = create(stack);
      const read = (value: string) => Tokenization.resolve(value, { scope: stack, preparing: false, resolver });
      expect(read(arn)).toBe(read(nodes.function.arn));
      expect(read(name)).toBe(read(nodes.function.functionName));
      expect(Object.values(nodes).every((node) => node !== undefined)).toBe(true);
      const bare = new aws.Function(stack, "Bare", { handler: "src/chat.handler", logging: false }).nodes;
      expect(bare).toMatchObject({ policy: undefined, logGroup: undefined });
    });
  });

  it("is recognized by Function.isFunction", () => {
    synth((stack) => {
      const fn = create(stack);
      expect([fn, fn.nodes.function, {}, null, undefined, "x"].map(aws.Function.isFunction)).toEqual([
        true,
        ...Array(5).fill(false),
      ]);
    });
  });

  it("uses the given provider and dependencies", () => {
    const all = synth((stack) => {
      const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
      const first = new IamRole(stack, "First", { assumeRolePolicy: "{}" });
      create(stack, {}, { provider, dependsOn: [first] });
    });
    const { First, ...roles } = all.byAddress(IamRole);
    expect(First).not.toHaveProperty("provider");
    const resources = [
      ...Object.values(roles),
      ...Object.values({ ...all.json.resource, aws_iam_role: {} }).flatMap((type) => Object.values(type)),
    ];
    expect(resources).toHaveLength(4);
    for (const resource of resources)
      expect(resource).toMatchObject({ provider: "aws.tokyo", depends_on: ["aws_iam_role.First"] });
  });

  describe("transform", () => {
    it("changes each resource by an object", () => {
      const all = synthesizeFunction({
        transform: {
          function: { memorySize: 2048, description: "${a}" },
          role: { name: "chat" },
          logGroup: { retentionInDays: 7 },
        },
      });
      expect(all.one(LambdaFunction)).toMatchObject({ memory_size: 2048, description: "$${a}", timeout: 20 });
      expect(all.one(IamRole).name).toBe("chat");
      expect(all.one(CloudwatchLogGroup).retention_in_days).toBe(7);
    });

    it("changes each resource by a function, which receives the configuration and the path in the stack", () => {
      const seen: [string, unknown][] = [];
      const all = synthesizeFunction({
        timeout: "5 seconds",
        transform: {
          function: (args, id) => {
            seen.push([id, args.timeout]);
            args.timeout = 6;
          },
          role: (args, id) => {
            seen.push([id, args.path]);
            args.path = "/chat/";
          },
          logGroup: (args, id) => {
            seen.push([id, args.retentionInDays]);
            args.retentionInDays = 1;
          },
        },
      });
      expect(Object.fromEntries(seen)).toEqual({ "Fn/Function": 5, "Fn/Role": undefined, "Fn/LogGroup": 30 });
      expect(all.one(LambdaFunction).timeout).toBe(6);
      expect(all.one(IamRole).path).toBe("/chat/");
      expect(all.one(CloudwatchLogGroup).retention_in_days).toBe(1);
    });
  });

  describe("rejects", () => {
    it.each([
      ["memory", "2048", "2048"],
      ["memory", "2048MB", "2048MB"],
      ["memory", "2 TB", "2 TB"],
      ["memory", "1.0001 GB", "1.0001 GB"],
      ["memory", "-1 MB", "-1 MB"],
      ["storage", "big", "big"],
      ["timeout", "20", "20"],
      ["timeout", "20s", "20s"],
      ["timeout", "1 hour", "1 hour"],
      ["timeout", "0.5 seconds", "0.5 seconds"],
    ])("%s %j", (argument, value) => {
      expect(problem({ [argument]: value })).toMatch(
        new RegExp(
          `^"${argument}" has to be a (size|duration) such as .+; got "${value}"\\. Write the number, a space and the unit\\.`,
        ),
      );
    });

    it.each<[string, object, string]>([
      ["memory out of range", { memory: "64 MB" }, '"memory" has to be a whole number from 128 to 10240 MB; got 64.'],
      [
        "a timeout out of range",
        { timeout: "16 minutes" },
        '"timeout" has to be a whole number from 1 to 900 seconds; got 960.',
      ],
      ["an unknown architecture", { architecture: "arm" }, '"architecture" has to be "x86_64" or "arm64"; got "arm".'],
      [
        "an unknown log format",
        { logging: { format: "xml" } },
        '"logging.format" has to be "text" or "json"; got "xml".',
      ],
      ["an unknown retention", { logging: { retention: "4 years" } }, '"logging.retention" has to be one of 1 day,'],
      [
        "a retention for an existing log group",
        { logging: { retention: "1 day", logGroup: "/shared" } },
        '"logging.retention" can\'t be set together with "logging.logGroup"; got "1 day" and "/shared".',
      ],
      ["a misspelt runtime", { runtime: "nodejs22" }, 'got runtime "nodejs22". Did you mean "nodejs22.x"?'],
      ["a misspelt retention", { logging: { retention: "1 wek" } }, 'got "1 wek". Did you mean "1 week"?'],
      [
        "a Node.js runtime that Lambda does not offer",
        { runtime: "nodejs17.x" },
        '"runtime" has to be one that Lambda offers',
      ],
      [
        "another runtime than Node.js, without a bundle",
        { runtime: "ruby3.4" },
        '"bundle" has to be set for a runtime other than Node.js and Python 3; got runtime "ruby3.4"',
      ],
      [
        "an unknown module format",
        { nodejs: { format: "amd" } },
        '"nodejs.format" has to be "esm" or "cjs"; got "amd".',
      ],
      [
        "plugins of esbuild",
        { nodejs: { esbuild: { plugins: [] } } },
        `"nodejs.esbuild.plugins" can't be set: synthesis is synchronous`,
      ],
      ["a name that is too long", { name: "a".repeat(65) }, '"name" takes 1 to 64'],
      [
        "a bundle that does not exist",
        { bundle: "none" },
        '"bundle" has to be a directory with the function\'s code; got "none"',
      ],
      [
        "a bundle that is a file",
        { bundle: "src/chat.ts" },
        'got "src/chat.ts", which is not a directory. Build it before synthesis',
      ],
      [
        "a bundle without the handler",
        { bundle: "ready", handler: "main.handler" },
        'got "main.handler", but "ready" contains no main.mjs, main.js or main.cjs',
      ],
      ["a handler without a file", { handler: "src/none.handler" }, "none.ts, none.mts, none.cts"],
      ["a handler without a folder", { handler: "lib/chat.handler" }, 'the folder "lib" does not exist'],
      ["a handler without an export", { handler: "src/chat" }, "does not name an export"],
      ["a handler with its ending", { handler: "src/chat.ts" }, 'such as "src/chat.handler"'],
      [
        "a handler that is not source",
        { handler: "src/table.handler" },
        '"src/table.json" is not TypeScript or JavaScript',
      ],
      ["an absolute path", { handler: "/src/chat.handler" }, "is an absolute path"],
    ])("%s", (_, args, text) => {
      const message = problem(args);
      expect(message).toContain(text);
      expect(message).toMatch(/ \(Function "Fn" at chat-dev\/Fn\)$/);
    });

    it("a name with a space, which the user wrote as the function's", () => {
      expect(problem({ name: "a b" })).toContain('"name" takes 1 to 64 letters');
    });

    it("plugins of esbuild, named as the user wrote them", () => {
      expect(problem({ nodejs: { esbuild: { plugins: [] } } })).toContain('"nodejs.esbuild.plugins"');
    });
  });

  it("accepts a bundle with the handler in a folder, or for another runtime, and keeps files executable", () => {
    expect(lambda({ bundle: "ready", handler: "lib/deep.handler" })).toMatchObject({ handler: "lib/deep.handler" });
    expect(lambda({ bundle: "ready", handler: "lib\\deep.handler" })).toMatchObject({ handler: "lib/deep.handler" });
    const all = synthesizeFunction({ bundle: "ready", handler: "bootstrap", runtime: "provided.al2023" });
    expect(all.one(LambdaFunction)).toMatchObject({ handler: "bootstrap", runtime: "provided.al2023" });
    const archives = (all.json.data as Record<string, Record<string, object>>)[DataArchiveFile.tfResourceType];
    expect(Object.values(archives ?? {})).toMatchObject([{ output_file_mode: "0755" }]);
  });
});
