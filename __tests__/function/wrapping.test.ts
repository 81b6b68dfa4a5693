import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { App, Aspects, Fn, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { runtimeFile } from "../../lib/function/runtime-file";
import { addVariable, lockCode, wrapFunction, wrapProblem } from "../../lib/function/wrapping";
import { jsonencode } from "../../lib/terraform/json";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { refusal, refused, temporaryFolder } from "../support/ways";

beforeAll(() =>
  enter(
    project({
      "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n",
      "ready/index.mjs": "export const handler = async () => ({ statusCode: 200 });\n",
    }),
  ),
);
afterAll(removeProjects);

const handler = "src/chat.handler";
const one = { module: runtimeFile("resource"), export: "one", options: { payload: "2.0" } };

function make(stack: TerraformStack, args: Partial<FunctionArgs> = {}, id = "Fn"): aws.Function {
  return new aws.Function(stack, id, { handler, ...args });
}

function variables(fn: { readonly environment?: unknown }): unknown {
  return (fn.environment as { readonly variables: unknown }).variables;
}

describe("addVariable", () => {
  it("adds to the variables of the function, also after a transform of them", () => {
    const environment = { TABLE: "chat" };
    const transform = { function: { environment: { variables: { TABLE: "other" } } } };
    const { json } = synth((stack) => {
      addVariable(make(stack, { environment }, "One"), "LATE", "x");
      addVariable(make(stack, { environment, transform }, "Two"), "LATE", "x");
      addVariable(make(stack, { transform: { function: { environment: undefined } } }, "Zero"), "LATE", "x");
    });
    expect(Object.values(json.resource?.aws_lambda_function ?? {}).map(variables)).toEqual([
      expect.objectContaining({ TABLE: "chat", LATE: "x" }),
      { TABLE: "other", LATE: "x" },
      { LATE: "x" },
    ]);
  });

  it("escapes text and keeps tokens", () => {
    const fn = synth((stack) => {
      const made = make(stack, { environment: {} });
      addVariable(made, "TEXT", "${request.body.a}");
      addVariable(made, "JSON", jsonencode({ api: new TerraformVariable(stack, "v", {}).stringValue }));
    }).one(LambdaFunction);
    expect(variables(fn)).toMatchObject({
      TEXT: "$${request.body.a}",
      JSON: '${jsonencode({"api" = var.v})}',
    });
  });

  it("accepts the same value twice, and rejects another", () => {
    const fn = make(testStack());
    addVariable(fn, "LATE", Token.asString(Fn.upper(fn.name)));
    addVariable(fn, "LATE", Token.asString(Fn.upper(fn.name)));
    expect(refusal(() => addVariable(fn, "LATE", "y")).message).toBe(
      '"environment" may not set "LATE", which the library sets to "y"; got "${upper(aws_lambda_function.Fn_Function_17F35646.function_name)}". Remove it, or create a function for each use. (Function "Fn" at chat-dev/Fn)',
    );
  });

  it.each<[string, Partial<FunctionArgs>]>([
    ["environment", { environment: { LATE: "mine" } }],
    ["transform.function", { transform: { function: { environment: { variables: { LATE: "mine" } } } } }],
  ])("rejects a variable that %s sets", (_, args) => {
    const fn = make(testStack(), args);
    expect(refusal(() => addVariable(fn, "LATE", "x")).message).toContain(
      '"environment" may not set "LATE", which the library sets to "x"; got "mine".',
    );
  });

  it("counts towards the size of the environment", () => {
    const build = (stack: TerraformStack) => addVariable(make(stack), "LATE", jsonencode(["x".repeat(4090)]));
    expect(refused(build).message).toContain(
      '"environment" takes at most 4096 bytes of names and values, including those of links; got ',
    );
  });

  it.each<[string, (fn: LambdaFunction, stack: TerraformStack) => void, string]>([
    ["an override of it", (fn) => fn.addOverride("environment.variables.LATE", "y"), '"y"'],
    ["an override that removes it", (fn) => fn.addOverride("environment.variables.LATE", undefined), "null"],
    [
      "an override with a value known only after apply",
      (fn) => fn.addOverride("environment.variables", "${var.v}"),
      "null",
    ],
    ["an override of the environment", (fn) => fn.addOverride("environment", "${var.v}"), "null"],
    ["resetEnvironment", (fn) => fn.resetEnvironment(), "null"],
    ["putEnvironment", (fn) => fn.putEnvironment({ variables: {} }), "null"],
    [
      "an override of the stack",
      (fn, stack) =>
        stack.addOverride(`resource.aws_lambda_function.${fn.friendlyUniqueId}.environment.variables.LATE`, "y"),
      '"y"',
    ],
    [
      "an aspect",
      (fn, stack) =>
        Aspects.of(stack).add({ visit: (node) => void (node === fn && fn.putEnvironment({ variables: {} })) }),
      "null",
    ],
    [
      "lifecycle",
      (fn) => fn.addOverride("lifecycle.ignore_changes", ["environment"]),
      '"ignore_changes" = ["environment"]',
    ],
    ["a list of all changes", (fn) => fn.addOverride("lifecycle.ignore_changes", "all"), '"ignore_changes" = "all"'],
  ])("locks the variable against %s", (_, change, got) => {
    const { message } = refused((stack) => {
      const fn = make(stack);
      addVariable(fn, "LATE", "x");
      change(fn.nodes.function, stack);
    });
    expect(message).toMatch(
      /^"transform.function", an override or an aspect may not change its (variable "LATE"|environment), because the auth of an API depends on it; got /,
    );
    expect(message).toContain(`got ${got}. Take that change back, or use another function. (Function "Fn"`);
  });

  it("does not lock other variables", () => {
    const build = (stack: TerraformStack) => {
      const fn = make(stack);
      addVariable(fn, "LATE", "x");
      fn.nodes.function.addOverride("environment.variables.OTHER", "${var.v}");
      fn.nodes.function.addOverride("lifecycle.ignore_changes", ["tags"]);
    };
    expect(() => synth(build)).not.toThrow();
  });
});

describe("wrapFunction", () => {
  it("accepts the same wrapper twice, and rejects another", () => {
    const fn = make(testStack());
    wrapFunction(fn, one);
    wrapFunction(fn, { ...one, options: { payload: "2.0" } });
    expect(refusal(() => wrapFunction(fn, { ...one, export: "two", options: undefined })).message).toBe(
      '"handler" can be wrapped only once, but its routes or authorizers need two different wrappers; got one with {"payload":"2.0"} and two. Create a function for each use, from the same source: new aws.Function(…). (Function "Fn" at chat-dev/Fn)',
    );
  });

  it.each<[string, (fn: aws.Function) => void]>([
    ["wrapped", (fn) => wrapFunction(fn, one)],
    ["given a variable", (fn) => addVariable(fn, "LATE", "x")],
  ])("rejects a function that is %s by an aspect of another stack after its own is written", (_, use) => {
    const app = new App({ outdir: temporaryFolder() });
    const fn = make(testStack("first", app));
    const second = testStack("second", app);
    make(second);
    Aspects.of(second).add({ visit: (node) => void (node === second && use(fn)) });
    expect(refusal(() => app.synth()).message).toBe(
      '"handler" is already bundled and written; got a use of the function in another stack during the synthesis of that stack. Use the function before synthesis. (Function "Fn" at first/Fn)',
    );
  });

  it("explains why a function can't be wrapped", () => {
    const stack = testStack();
    const ready = make(stack, { handler: "index.handler", bundle: "ready" }, "Ready");
    const python = make(stack, { handler: "index.handler", bundle: "ready", runtime: "python3.13" }, "Python");
    expect(wrapProblem(make(stack))).toBeUndefined();
    expect(wrapProblem(undefined)).toBe("it is given by its ARN, so its code is elsewhere");
    expect(wrapProblem(make(stack, {}, "Other").nodes.function)).toBe(
      "it is a LambdaFunction of the provider, whose code is not bundled here",
    );
    expect([ready, python].map(wrapProblem)).toEqual(Array(2).fill('its "bundle" is deployed as it is'));
    expect(refusal(() => wrapFunction(ready, one)).message).toBe(
      '"handler" has to be source that is bundled here, because one wraps it, but its "bundle" is deployed as it is; got "index.handler". Write the path of its source, such as "src/chat.handler". (Function "Ready" at chat-dev/Ready)',
    );
  });
});

describe("a wrapped function", () => {
  it.each<[string, (fn: aws.Function, stack: TerraformStack) => void, string]>([
    [
      "its handler",
      ({ nodes }) => Object.assign(nodes.function, { handler: "other.handler" }),
      '"handler" = "other.handler" in place of "index.handler"',
    ],
    [
      "its handler, known only after apply",
      ({ nodes }) => nodes.function.addOverride("handler", "${var.h}"),
      '"handler" = "${var.h}" in place of "index.handler"',
    ],
    [
      "its file",
      ({ nodes }) => nodes.function.addOverride("filename", "other.zip"),
      '"filename" = "other.zip" in place of "${data.archive_file.',
    ],
    [
      "its hash",
      ({ nodes }) => nodes.function.addOverride("source_code_hash", "x"),
      '"source_code_hash" = "x" in place of "${data.archive_file.',
    ],
    [
      "its runtime",
      ({ nodes }) => nodes.function.addOverride("runtime", "python3.13"),
      '"runtime" = "python3.13" in place of "nodejs24.x"',
    ],
    [
      "its folder",
      ({ nodes }) => nodes.archive.addOverride("source_dir", "elsewhere"),
      '"source_dir" = "elsewhere" in place of "functions/Fn',
    ],
    [
      "the stack's view of its folder",
      ({ nodes }, stack) =>
        stack.addOverride(`data.archive_file.${nodes.archive.friendlyUniqueId}.source_dir`, "elsewhere"),
      '"source_dir" = "elsewhere"',
    ],
    [
      "its archive, removed",
      (_, stack) => stack.addOverride("data.archive_file", undefined),
      "a stack without the resource",
    ],
    [
      "ignore_changes of its code",
      ({ nodes }) => nodes.function.addOverride("lifecycle.ignore_changes", ["tags", "source_code_hash"]),
      '"ignore_changes" = ["tags","source_code_hash"]',
    ],
    ["its count", ({ nodes }) => nodes.function.addOverride("count", 0), '"count" = 0'],
  ])("locks %s", (_, change, got) => {
    const { message } = refused((stack) => {
      const fn = make(stack);
      lockCode(fn);
      change(fn, stack);
    });
    expect(message).toContain(
      '"transform.function", an override or an aspect may not change its code, because the auth of an API depends on it; got ',
    );
    expect(message).toContain(got);
    expect(message).toMatch(/\. Take that change back, or use another function\. \(Function "Fn" at chat-dev\/Fn\)$/);
  });

  it.each<[string, FunctionArgs["transform"]]>([
    ["handler", { function: { handler: "other.handler" } }],
    ["filename", { function: { filename: "other.zip" } }],
    ["runtime", { function: { runtime: "nodejs22.x" } }],
  ])("locks its %s against a transform", (name, transform) => {
    expect(refused((stack) => lockCode(make(stack, { transform }))).message).toContain(`got "${name}" = `);
  });

  it("can change in everything else", () => {
    const build = (stack: TerraformStack) => {
      const fn = make(stack, { runtime: "nodejs22.x", transform: { function: { memorySize: 256, tags: { a: "b" } } } });
      lockCode(fn);
      lockCode(fn);
      fn.nodes.function.addOverride("lifecycle.ignore_changes", ["tags"]);
    };
    expect(() => synth(build)).not.toThrow();
  });
});
