import { type ApiGatewayWebSocketArgs, aws, type ComponentOptions } from "../../lib";
import { synth } from "../support/synth";
import { given, refused } from "../support/ways";

const build = (args: unknown, options?: unknown) => (stack: never) => {
  new aws.ApiGatewayWebSocket(stack, "MyApi", args as ApiGatewayWebSocketArgs, options as ComponentOptions).route(
    "$default",
    given,
  );
};

const wrong: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["true", true],
  ["a text", "x"],
  ["a list", []],
];

describe("the arguments of an API", () => {
  it.each<[string, unknown, unknown]>([
    ["no arguments", undefined, undefined],
    ["empty ones", { accessLog: {}, transform: { route: {} } }, {}],
    [
      "undefined ones",
      { accessLog: undefined, account: undefined, domain: undefined, transform: undefined },
      { provider: undefined },
    ],
    ["no access log", { accessLog: false }, { dependsOn: [] }],
    [
      "every one",
      {
        accessLog: { retention: "1 day", format: "$context.requestId", kmsKey: "${var.key}" },
        account: "existing",
        domain: { name: "api.example.com", nameId: undefined, path: "v1", cert: undefined, dns: aws.dns() },
        transform: { api: {}, stage: {}, domainName: {}, accessLog: {}, route: { handler: {}, args: {} } },
      },
      { provider: undefined, dependsOn: [] },
    ],
  ])("may be %s", (_, args, options) => {
    expect(() => synth(build(args, options) as never)).not.toThrow();
  });

  describe("rejects", () => {
    it.each<[string, object, object | undefined]>([
      ["ApiGatewayWebSocket", { acessLog: false }, undefined],
      ["ApiGatewayWebSocket", { vpc: {} }, undefined],
      ["ApiGatewayWebSocket", { Account: "existing" }, undefined],
      ["accessLog", { accessLog: { retain: "1 day" } }, undefined],
      ["domain", { domain: { name: "api.example.com", domain: "example.com" } }, undefined],
      ["domain", { domain: { nameID: "api.example.com" } }, undefined],
      ["transform", { transform: { Stage: {} } }, undefined],
      ["transform", { transform: { account: {} } }, undefined],
      ["transform.route", { transform: { route: { integration: {} } } }, undefined],
      ["options", {}, { depends: [] }],
      ["options", {}, { Provider: undefined }],
    ])("what is not known in %s: %j %j", (parent, args, options) => {
      const { message } = refused(build(args, options) as never);
      expect(message).toMatch(new RegExp(`^"\\w+" is not known in "${parent}"; got .+\\. (Known are |Did you mean ")`));
      expect(message).toMatch(/ \(ApiGatewayWebSocket "MyApi" at chat-dev\/MyApi\)$/);
    });

    it.each(wrong.filter(([name]) => name !== "a text"))("%s as a domain", (_, domain) => {
      const { message } = refused(build({ domain }) as never);
      expect(message).toContain(`"domain" has to be a name or an object; got ${JSON.stringify(domain)}.`);
    });

    it.each(wrong)("%s instead of an object", (_, value) => {
      for (const [parent, args, options] of [
        ["ApiGatewayWebSocket", value],
        ["accessLog", { accessLog: value }],
        ["transform", { transform: value }],
        ["transform.route", { transform: { route: value } }],
        ["options", {}, value],
      ] as const)
        expect([parent, refused(build(args, options) as never).message]).toEqual([
          parent,
          expect.stringContaining(`"${parent}" has to be an object; got ${JSON.stringify(value)}.`),
        ]);
    });
  });
});
