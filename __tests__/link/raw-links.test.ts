import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { type App, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { aws, type Link, Linkable, linkStatements } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { Synthesized, synth, testStack } from "../support/synth";
import { refusal } from "../support/ways";
import { applied } from "./applied";
import { evaluateAll } from "./expressions";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

function rawFunction(scope: TerraformStack, links: readonly Link[], more: Record<string, string> = {}): LambdaFunction {
  return new LambdaFunction(scope, "Raw", {
    functionName: "raw",
    role: "arn:aws:iam::123456789012:role/raw",
    environment: { variables: { ...Linkable.env(links), ...more } },
  });
}

function variablesOf(stack: Synthesized, name: string): Readonly<Record<string, string>> {
  const functions = Object.entries(stack.json.resource?.aws_lambda_function ?? {});
  const [, fn = {}] = functions.find(([address]) => address.startsWith(name)) ?? [];
  const { variables } = (fn as { environment: { variables: Record<string, string> } }).environment;
  return evaluateAll(variables, (address) => `<${address}>`) as Record<string, string>;
}

const app = '{"name":"chat-dev","stage":"dev"}';

describe("Linkable.env", () => {
  it("passes the same to a raw function as a link does", () => {
    const stack = synth((scope) => {
      const api = new aws.ApiGatewayWebSocket(scope, "MyApi");
      const key = new TerraformVariable(scope, "key", { type: "string", sensitive: true });
      const odd = new Linkable(scope, "Odd", { properties: { value: key.stringValue, odd: '"${x}"' } });
      const link = [api, odd, aws.permission({ actions: ["s3:*"], resources: ["*"] })];
      api.route("chat", new aws.Function(scope, "Fn", { handler: "src/chat.handler", link }));
      rawFunction(scope, link);
    });
    expect(variablesOf(stack, "Raw")).toEqual(variablesOf(stack, "Fn_"));
    expect(Object.keys(variablesOf(stack, "Raw"))).toHaveLength(3);
  });

  it("can be combined with the user's own variables", () => {
    const stack = synth((scope) =>
      rawFunction(scope, [new Linkable(scope, "Limits", { properties: {} })], { OWN: "1" }),
    );
    expect(Object.keys(variablesOf(stack, "Raw")).sort()).toEqual(["OWN", "SST_RESOURCE_App", "SST_RESOURCE_Limits"]);
  });

  it.each<[string, readonly Link[]]>([
    ["nothing is linked", []],
    ["permissions alone are", [aws.permission({ actions: ["s3:*"], resources: ["*"] })]],
  ])("passes the app if %s", (_, links) => {
    const stack = synth((scope) => rawFunction(scope, links));
    expect(variablesOf(stack, "Raw")).toEqual({ SST_RESOURCE_App: app });
  });

  it("accepts a Linkable of the app itself, which belongs to no stack", () => {
    const root = Testing.app();
    const limits = new Linkable(root, "Limits", { properties: { perMinute: 60 } });
    const stack = testStack("chat-dev", root);
    rawFunction(stack, [limits]);
    expect(linkStatements([limits])).toEqual([]);
    expect(variablesOf(new Synthesized(JSON.parse(Testing.synth(stack))), "Raw")).toEqual({
      SST_RESOURCE_App: app,
      SST_RESOURCE_Limits: '{"perMinute":60,"type":"sst.sst.Linkable"}',
    });
  });

  it("passes the app of the function that reads it if a link belongs to another stack", () => {
    const app: App = Testing.app();
    const shared = testStack("shared-dev", app);
    const chat = testStack("chat-dev", app);
    const limits = new Linkable(shared, "Limits", { properties: {} });
    new aws.Function(chat, "Fn", { handler: "src/chat.handler", link: [limits] });
    rawFunction(chat, [limits]);
    const stack = new Synthesized(JSON.parse(Testing.synth(chat)));
    expect(applied(stack, "Fn").environment.SST_RESOURCE_App).toContain("chat-dev");
    expect(variablesOf(stack, "Raw")).toEqual(variablesOf(stack, "Fn_"));
  });

  describe("rejects", () => {
    it.each<[string, (stack: TerraformStack) => readonly unknown[], string]>([
      ["a name", (stack) => [new Linkable(stack, "limits", { properties: {} })], '"link" takes names'],
      ["nothing", () => [undefined], '"link" contains an undefined entry'],
      [
        "nothing beside something",
        (stack) => [new Linkable(stack, "A", { properties: {} }), undefined],
        '"link" contains an undefined entry',
      ],
      ["a text", () => ["MyApi"], '"link" contains an entry that is not a resource or a permission'],
      [
        "properties that are not data",
        (stack) => [new Linkable(stack, "Limits", { properties: { at: new Date(0) } })],
        '"link" contains "Limits", whose "properties.at" has to be JSON data',
      ],
      [
        "an effect in IAM's spelling, which would mean the opposite",
        () => [aws.permission({ effect: "Deny" as never, actions: ["s3:*"], resources: ["*"] })],
        '"link" has an "effect" that is neither "allow" nor "deny"; got "Deny".',
      ],
      [
        "a permission without actions",
        () => [aws.permission({ actions: [], resources: ["*"] })],
        '"link" needs "actions" as a list of one or more non-empty strings',
      ],
      [
        "a permission that a link includes, with an empty resource",
        (stack) => {
          const include = [aws.permission({ actions: ["s3:*"], resources: [""] })];
          return [new Linkable(stack, "Limits", { properties: {}, include })];
        },
        '"link" needs "resources" as a list of one or more non-empty strings',
      ],
    ])("%s", (_, links, message) => {
      const given = links(new TerraformStack(Testing.app(), "chat-dev")) as readonly Link[];
      expect(() => Linkable.env(given)).toThrow(message);
      expect(() => linkStatements(given)).toThrow(message);
    });

    it.each<[string, (link: Linkable) => unknown]>([
      ["a resource", (link) => link],
      ["a text", () => "Limits"],
      ["an object", () => ({})],
      ["null", () => null],
    ])("%s instead of a list", (_, links) => {
      const given = links(new Linkable(testStack(), "Limits", { properties: {} })) as readonly Link[];
      for (const action of [Linkable.env, linkStatements])
        expect(refusal(() => action(given)).message).toMatch(/^"link" has to be a list; got .+\. Put it in brackets/);
    });
  });
});
