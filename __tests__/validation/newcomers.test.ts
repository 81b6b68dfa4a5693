import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, type TerraformStack } from "cdktf";
import { aws, Linkable, Secret, ValidationError } from "../../lib";
import { testStack } from "../support/synth";
import { given, refusal, refused, temporaryFolder } from "../support/ways";

const handler = "src/default.handler";

describe("the order of SST's arguments", () => {
  // As JavaScript would call them, or TypeScript that runs without a check of types.
  const types = { "aws.ApiGatewayWebSocket": aws.ApiGatewayWebSocket, "aws.Function": aws.Function, Linkable, Secret };

  it.each(Object.entries(types))("of %s gets the line to write instead", (name, Type) => {
    const create = Type as unknown as new (...args: unknown[]) => unknown;
    const { message } = refusal(() => new create("MyName", {}));
    expect(message).toMatch(
      /^"scope", the first argument of .*, has to be the construct .*; got "MyName"\. Write new /,
    );
    expect(message).toContain(`Write new ${name}(this, "MyName"`);
  });

  it.each(Object.entries(types))("of %s, with the arguments in place of the id, gets it too", (name, Type) => {
    const create = Type as unknown as new (...args: unknown[]) => unknown;
    const { message } = refusal(() => new create(testStack(), { handler }));
    expect(message).toContain(
      `"id", the second argument of ${name}, has to be its name; got {"handler":"${handler}"}.`,
    );
  });
});

describe("a first attempt", () => {
  it.each<[string, (stack: TerraformStack) => unknown, string]>([
    [
      "a function without arguments",
      (stack) => new aws.Function(stack, "Chat", undefined as never),
      '"handler" is missing; got no arguments. Write new aws.Function(this, "Chat", { handler: "src/chat.handler" }).',
    ],
    [
      "a function with empty arguments",
      (stack) => new aws.Function(stack, "Chat", {} as never),
      '"handler" is missing; got {}. Write new aws.Function(this, "Chat", { handler: "src/chat.handler" }).',
    ],
    [
      "a Linkable without properties",
      (stack) => new Linkable(stack, "Limits", undefined as never),
      '"properties" of a Linkable is missing; got no definition. Write new Linkable(this, "Limits", { properties',
    ],
    [
      "a route without a key",
      (stack) => new aws.ApiGatewayWebSocket(stack, "MyApi").route(undefined as never, handler),
      '"route" has to be a key; got undefined. Write api.route("$default", "src/default.handler").',
    ],
    [
      "an API whose provider is no provider",
      (stack) => new aws.ApiGatewayWebSocket(stack, "MyApi", {}, { provider: true as never }),
      '"provider" has to be an AWS provider of the stack; got true. Write { provider: new AwsProvider(',
    ],
    [
      "a function whose provider is one of another cloud",
      (stack) => {
        const provider = new CloudflareProvider(stack, "cloudflare");
        new aws.Function(stack, "Chat", { handler }, { provider });
      },
      '"provider" has to be an AWS provider of the stack; got the CloudflareProvider "cloudflare".',
    ],
  ])("%s gets the line to write", (_, build, text) => {
    expect(refused(build).message).toContain(text);
  });

  it("a resource without a link gets no line with a class of JavaScript's own", () => {
    const Topic = { Function: class extends SnsTopic {} }.Function;
    const message = (Type: typeof SnsTopic) =>
      refused((stack) => new aws.Function(stack, "Fn", { handler, link: [new Type(stack, "Own", {})] })).message;
    expect(Topic.name).toBe("Function");
    // Topics have a built-in link, so the test takes it away.
    Object.defineProperty(Topic.prototype, "terraformResourceType", { get: () => "own_topic", set: () => {} });
    expect(message(Topic)).not.toContain("Linkable.wrap(Function");
  });
});

describe("a route after synthesis", () => {
  it("is an error, because the stack is written without it", () => {
    const app = new App({ outdir: temporaryFolder() });
    const api = new aws.ApiGatewayWebSocket(testStack("chat-dev", app), "MyApi");
    api.route("$default", given);
    app.synth();
    const { message } = refusal(() => api.route("late", given));
    expect(message).toContain(
      '"route" can\'t be added after synthesis, which has written the stack without it; got "late".',
    );
    expect(() => app.synth()).not.toThrow(ValidationError);
  });
});

describe("a transform", () => {
  const all: Readonly<Record<string, (stack: TerraformStack, change: never) => unknown>> = {
    api: (stack, api) => new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { api } }),
    stage: (stack, stage) => new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { stage } }),
    accessLog: (stack, accessLog) => new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { accessLog } }),
    route: (stack, route) => new aws.ApiGatewayWebSocket(stack, "MyApi").route("a", given, { transform: { route } }),
    integration: (stack, integration) =>
      new aws.ApiGatewayWebSocket(stack, "MyApi").route("a", given, { transform: { integration } }),
    function: (stack, fn) => new aws.Function(stack, "Chat", { handler, transform: { function: fn } }),
    role: (stack, role) => new aws.Function(stack, "Chat", { handler, transform: { role } }),
    logGroup: (stack, logGroup) => new aws.Function(stack, "Chat", { handler, transform: { logGroup } }),
  };

  it.each(Object.entries(all))("of %s rejects a name that the provider does not know", (_, build) => {
    const stray = { descriptoin: "x" };
    const inPlace = (args: Record<string, unknown>) => void Object.assign(args, stray);
    for (const change of [stray, inPlace])
      expect(refused((stack) => build(stack, change as never)).message).toMatch(
        /^"descriptoin" is not known in the "transform" of ".*"; got "x"\. /,
      );
  });

  it("proposes the name that was meant", () => {
    const { message } = refused((stack) => all.function?.(stack, { memorySzie: 512 } as never));
    expect(message).toContain('Did you mean "memorySize"?');
  });

  it("takes all arguments of the provider's resource, and Terraform's meta-arguments", () => {
    const transform = { function: { memorySize: 512, snapStart: { applyOn: "None" }, count: 1, dependsOn: [] } };
    const stack = testStack();
    expect(() => new aws.Function(stack, "Chat", { handler, transform })).not.toThrow();
  });
});
