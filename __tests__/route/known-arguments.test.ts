import type { TerraformStack } from "cdktf";
import { type ApiGatewayWebSocketRouteArgs, aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { given, refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const ways: Readonly<Record<string, (args: unknown) => (stack: TerraformStack) => void>> = {
  "its own": (args) => (stack) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    api.route("$connect", given, args as ApiGatewayWebSocketRouteArgs);
  },
  "transform.route.args": (args) => (stack) => {
    const transform = { route: { args: args as ApiGatewayWebSocketRouteArgs } };
    new aws.ApiGatewayWebSocket(stack, "MyApi", { transform }).route("$connect", given);
  },
  "a function in transform.route.args": (args) => (stack) => {
    const edit = (all: object) => void Object.assign(all, args);
    new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { args: edit } } }).route("$connect", given);
  },
};

describe.each(Object.entries(ways))("the arguments of a route, set by %s", (_, by) => {
  it.each<[object]>([
    [{}],
    [{ auth: undefined, reply: undefined, transform: undefined }],
    [{ auth: { iam: true }, reply: false, transform: { integration: {}, route: {} } }],
  ])("may be %j", (args) => {
    expect(() => synth(by(args))).not.toThrow();
  });

  describe("rejects", () => {
    it.each<[object, string, string]>([
      [{ Auth: { iam: true } }, "Auth", "route"],
      [{ auht: { iam: true } }, "auht", "route"],
      [{ authorizer: "x" }, "authorizer", "route"],
      [{ memory: "1 GB" }, "memory", "route"],
      [{ transform: { Route: {} } }, "Route", "transform"],
      [{ transform: { function: {} } }, "function", "transform"],
    ])("%j", (args, name, parent) => {
      const { message } = refused(by(args));
      expect(message).toContain(`"${name}" is not known in "${parent}"; got `);
      expect(message).toMatch(/ \(ApiGatewayWebSocket "MyApi" at chat-dev\/MyApi\)$/);
    });

    it.each([[null], [true], ["x"], [[]]])("%j as a transform", (transform) => {
      expect(refused(by({ transform })).message).toContain(
        `"transform" has to be an object; got ${JSON.stringify(transform)}.`,
      );
    });

    it.each([["true"], [1], [0], [null], [{}], [""]])("%j as a reply", (reply) => {
      expect(refused(by({ reply })).message).toContain(
        `"reply" has to be true or false; got ${JSON.stringify(reply)}. Write reply: true.`,
      );
    });
  });
});

describe("the arguments of a route", () => {
  describe("rejects", () => {
    it.each([[null], [true], ["x"], [[]]])("%j as the arguments", (args) => {
      expect(refused((ways["its own"] as NonNullable<(typeof ways)[string]>)(args)).message).toContain(
        `"route" has to be an object; got ${JSON.stringify(args)}.`,
      );
    });

    it.each<[string, object]>([
      ["its own", {}],
      ["transform.route.handler", { snapStart: {} }],
    ])("an unknown function argument in %s", (_, handler) => {
      const { message } = refused((stack) => {
        const own = Object.keys(handler).length === 0 ? { snapStart: {} } : {};
        const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { handler } } });
        api.route("$default", { handler: "src/chat.handler", ...own });
      });
      expect(message).toMatch(/^"snapStart" is not known in "Function"; got \{\}\. Known are handler, /);
      expect(message).toContain("MyApi/Route $default/Handler");
    });
  });
});
