import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type TerraformStack, Testing } from "cdktf";
import { aws, type ComponentOptions, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { given, refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";

function create(stack: TerraformStack, id: string, args: Partial<FunctionArgs> = {}, options?: ComponentOptions) {
  return new aws.Function(stack, id, { handler, ...args }, options);
}

const role = (name: string) => ({ transform: { role: { name } } });
const logGroup = (name: string) => ({ transform: { logGroup: { name } } });
const tokyo = (stack: TerraformStack) => new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });

function accessLog(stack: TerraformStack, id: string, name: string): void {
  new aws.ApiGatewayWebSocket(stack, id, { transform: { accessLog: { name } } }).route("$default", given);
}

type Names = readonly [Partial<FunctionArgs>, Partial<FunctionArgs>];

describe("equal names", () => {
  it.each<[string, Names]>([
    ["functions that differ in their case", [{ name: "chat" }, { name: "Chat" }]],
    ["roles with different names", [role("chat"), role("chat2")]],
    ["log groups that differ in their case", [logGroup("/chat"), logGroup("/Chat")]],
    ["roles with names known only after apply", [role("${var.name}"), role("${var.name}")]],
    ["log groups with names known only after apply", [logGroup("${var.name}"), logGroup("${var.name}")]],
    ["a role and a log group", [role("chat"), logGroup("chat")]],
    ["functions with the same existing log group", [{ logging: { logGroup: "/a" } }, { logging: { logGroup: "/a" } }]],
  ])("are accepted for %s", (_, [first, second]) => {
    const build = (stack: TerraformStack) => {
      create(stack, "A", first);
      create(stack, "B", second);
    };
    expect(() => synth(build)).not.toThrow();
  });

  it.each<[string, Partial<FunctionArgs>]>([
    ["function", { name: "chat" }],
    ["role", role("chat")],
    ["log group", logGroup("/chat")],
  ])("are accepted for a %s of another provider, or of another stack", (_, args) => {
    const build = (stack: TerraformStack) => {
      create(stack, "A", args);
      create(stack, "B", args, { provider: tokyo(stack) });
    };
    expect(() => synth(build)).not.toThrow();
    const app = Testing.app();
    const stacks = ["first-dev", "second-dev"].map((name) => testStack(name, app));
    for (const stack of stacks) create(stack, "A", args);
    for (const stack of stacks) expect(() => Testing.synth(stack)).not.toThrow();
  });

  describe("rejects", () => {
    it.each<[string, Names, string, string]>([
      ["two functions", [{ name: "chat" }, { name: "chat" }], "name", "chat"],
      ["two roles", [role("chat"), role("chat")], "transform.role.name", "chat"],
      ["two roles that differ in their case", [role("chat"), role("CHat")], "transform.role.name", "CHat"],
      ["two log groups", [logGroup("/chat"), logGroup("/chat")], "transform.logGroup.name", "/chat"],
    ])("%s with the same name", (_, [first, second], argument, name) => {
      const { message } = refused((stack) => {
        create(stack, "A", first);
        create(stack, "Between");
        create(stack, "B", second);
      });
      expect(message).toContain(
        `"${argument}" has to be unique in its account and region; got "${name}", which "chat-dev/A" has too. Change one`,
      );
      expect(message).toMatch(/ \(Function "B" at chat-dev\/B\)$/);
    });

    it("the same name twice on another provider", () => {
      const { message } = refused((stack) => {
        const provider = tokyo(stack);
        for (const id of ["A", "B"]) create(stack, id, role("chat"), { provider });
      });
      expect(message).toContain('"transform.role.name" has to be unique');
    });

    it("the access logs of two APIs in one log group", () => {
      const { message } = refused((stack) => {
        accessLog(stack, "A", "/chat");
        accessLog(stack, "B", "/chat");
      });
      expect(message).toContain('"transform.accessLog.name" has to be unique in its account and region; got "/chat"');
      expect(message).toMatch(/ \(ApiGatewayWebSocket "B" at chat-dev\/B\)$/);
    });

    it("the log group of a function that is an API's access log", () => {
      const { message } = refused((stack) => {
        accessLog(stack, "A", "/chat");
        create(stack, "B", logGroup("/chat"));
      });
      expect(message).toContain('got "/chat", which "chat-dev/A" has too.');
    });

    it("names that become equal by an override", () => {
      const { message } = refused((stack) => {
        create(stack, "A", logGroup("/chat"));
        create(stack, "B").nodes.logGroup?.addOverride("name", "/chat");
      });
      expect(message).toContain('has to be unique in its account and region; got "/chat"');
    });
  });

  it("are not checked for resources of the user", () => {
    const build = (stack: TerraformStack) => {
      create(stack, "A", logGroup("/chat"));
      new CloudwatchLogGroup(stack, "Own", { name: "/chat" });
    };
    expect(() => synth(build)).not.toThrow();
  });
});
