import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { knownFunctions } from "../../../lib/local/expression/functions";
import { Output } from "../../../lib/local/read-output";
import { expressionsIn } from "../../../lib/syntax/expression";
import { parseTemplate } from "../../../lib/syntax/parse";
import { everything, sources } from "../../synthesis/everything";
import { refused, removeOutputs, synthesized } from "../synthesized";

const lib = join(__dirname, "../../../lib");

function stringsIn(json: unknown): readonly string[] {
  if (typeof json === "string") return [json];
  return typeof json === "object" && json !== null ? Object.values(json).flatMap(stringsIn) : [];
}

describe("everything that the library renders", () => {
  const dir = synthesized(sources, (app) => everything(app, true));
  afterAll(removeOutputs);

  it("uses only functions that the local run evaluates", () => {
    const stacks = ["chat-dev", "games-dev"].map((name) =>
      JSON.parse(readFileSync(join(dir, "stacks", name, "cdk.tf.json"), "utf8")),
    );
    const calls = stringsIn(stacks)
      .flatMap((text) => [...expressionsIn(parseTemplate(text))])
      .flatMap((expression) => (expression.kind === "call" ? [expression.name] : []));
    expect(calls).toEqual(expect.arrayContaining(["jsonencode", "replace", "slice", "try"]));
    expect([...new Set(calls)].filter((name) => !knownFunctions.includes(name))).toEqual([]);
  });

  it("uses only such functions in all sources of the library", () => {
    const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const calls = files.flatMap((file) => [...readFileSync(join(lib, file), "utf8").matchAll(/\bFn\.(\w+)\(/g)]);
    const names = new Set(calls.map(([, name]) => name as string));
    expect(names.size).toBeGreaterThan(3);
    expect([...names].filter((name) => !knownFunctions.includes(name))).toEqual([]);
  });

  it("has a port for each API and each domain", () => {
    const hosts = new Output({ dir }).hosts();
    const apis = [
      "Asked",
      "Chat",
      "Far",
      "Further",
      "Guest",
      "Near",
      "OnAws",
      "OnCloudflare",
      "OnVercel",
      "Quiet",
      "Shown",
    ];
    expect(hosts.filter(({ kind }) => kind === "api").map(({ name }) => name)).toEqual([
      ...apis.map((name) => `chat-dev/${name}/Api`),
      "games-dev/Games/Api",
    ]);
    expect(hosts.filter(({ kind }) => kind === "domain").map(({ key }) => key)).toEqual([
      "aws.example.com",
      "cloudflare.example.com",
      "*.vercel.example.com",
    ]);
  });

  it("is refused only for functions of other apps, unknown values, and other runtimes", () => {
    const given = "arn:aws:lambda:eu-west-1:123456789012:function:given:live";
    const elsewhere = (api: string) =>
      `chat-dev/${api}/Function ${given}/Integration: it calls ${given}, which no stack of this app creates, so it can't run on this machine.`;
    expect(refused(dir)).toEqual([
      elsewhere("Asked"),
      'chat-dev/Chat/Route $disconnect/Handler/Function: "runtime" must be a Node.js or Python 3 runtime in a local run; got "provided.al2023".',
      'chat-dev/Plain: "filename" is not set, so the function has no code to run. Set it.',
      elsewhere("Chat"),
      '"integration_uri" of chat-dev/Chat/Function ${var.arn}/Integration can\'t be determined before a deployment: it depends on var.arn. Pass --set var.arn=….',
      ...["Guest", "OnAws", "OnCloudflare", "OnVercel", "Shown"].map(elsewhere),
    ]);
  });

  it("uses the values that are passed", () => {
    const shared = Object.values(
      JSON.parse(readFileSync(join(dir, "stacks/chat-dev/cdk.tf.json"), "utf8")).resource.aws_lambda_function,
    ).find((fn) => JSON.stringify(fn).includes("chat-dev/Shared/")) as { readonly function_name: string };
    const arn = `arn:aws:lambda:eu-west-1:000000000000:function:${shared.function_name}`;
    const problems = refused(dir, { values: { "var.arn": arn } });
    expect(problems.filter((problem) => /var\.arn|TF_VAR/.test(problem))).toEqual([]);
  });
});
