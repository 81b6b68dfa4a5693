import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, type TerraformStack, TerraformVariable } from "cdktf";
import { aws, type LambdaAuthorizerArgs } from "../../lib";
import { Authorizers } from "../../lib/authorizer/authorizers";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { given, refusal, refused, warningsOf } from "../support/ways";
import { arn, authOf, authorizerFunction, guarded, handler, jwt, permission, sources, straight } from "./guarded";

beforeAll(() => enter(project(sources)));
afterAll(removeProjects);

describe("an authorizer", () => {
  it("is added by a name and arguments, or by one object with both", () => {
    const api = new aws.ApiGatewayWebSocket(testStack(), "MyApi");
    expect(api.addAuthorizer("one", { jwt })).toMatchObject({ name: "one", kind: "jwt" });
    expect(api.addAuthorizer({ name: "two", lambda: { function: handler } })).toMatchObject({
      name: "two",
      kind: "lambda",
    });
  });

  it("has an id that stays the same token", () => {
    const authorizer = guarded(testStack(), { jwt });
    const { id } = authorizer;
    expect(authorizer.id).toBe(id);
  });

  it("lets transform.authorizer change attributes that don't affect the check", () => {
    const authorizer = {
      name: "chat-users",
      authorizerCredentialsArn: "arn:aws:iam::123456789012:role/invoke",
      lifecycle: { preventDestroy: true },
    };
    const made = [{ authorizer }, { authorizer: (args: object) => void Object.assign(args, authorizer) }].map(
      (transform) => synth((stack) => guarded(stack, { jwt, transform })).one(Apigatewayv2Authorizer),
    );
    for (const resource of made)
      expect(resource).toMatchObject({
        name: "chat-users",
        authorizer_credentials_arn: "arn:aws:iam::123456789012:role/invoke",
        lifecycle: { create_before_destroy: true, prevent_destroy: true },
      });
  });

  it("uses the provider of its API", () => {
    const stack = synth((it) => {
      const provider = new AwsProvider(it, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
      const api = new aws.ApiGatewayWebSocket(it, "MyApi", {}, { provider });
      const authorizer = api.addAuthorizer("users", { lambda: { function: handler } });
      api.route("$connect", given, { auth: authOf(authorizer) });
    });
    expect(stack.one(Apigatewayv2Authorizer)).toMatchObject({ provider: "aws.tokyo" });
    expect(permission(stack)).toMatchObject({ provider: "aws.tokyo" });
    expect(authorizerFunction(stack)).toMatchObject({ provider: "aws.tokyo" });
  });

  it("escapes template syntax in its name", () => {
    const stack = synth((it) => guarded(it, { jwt }, "a/${b}%{c}"));
    expect(stack.one(Apigatewayv2Authorizer).name).toBe("a/$${b}%%{c}");
  });

  it.each([10, 11])("warns from the eleventh authorizer of an API on, here %i", (count) => {
    const api = new aws.ApiGatewayWebSocket(testStack(), "MyApi");
    for (let index = 0; index < count; index += 1)
      api.addAuthorizer(`a${index}`, { lambda: { function: arn, ...straight } });
    expect(warningsOf(api)).toEqual(
      count > 10
        ? [
            'The API has more than 10 authorizers, AWS\'s default quota. Ask AWS to raise "AWS Lambda authorizers per API" before you deploy.',
          ]
        : [],
    );
  });

  describe("rejects", () => {
    const api = () => new aws.ApiGatewayWebSocket(testStack(), "MyApi");
    const where = ' (ApiGatewayWebSocket "MyApi" at chat-dev/MyApi)';

    it.each([
      [{}, 'Please provide one of "lambda" or "jwt" for the users authorizer; got neither.'],
      [
        { lambda: undefined, jwt: undefined },
        'Please provide one of "lambda" or "jwt" for the users authorizer; got neither.',
      ],
      [
        { lambda: { function: handler }, jwt },
        'Please provide only one of "lambda" or "jwt" for the users authorizer; got both.',
      ],
    ])("%j, with SST's message", (args, text) => {
      expect(refusal(() => api().addAuthorizer("users", args)).message).toBe(text + where);
      expect(refusal(() => api().addAuthorizer({ name: "users", ...args })).message).toBe(text + where);
    });

    it("a duplicate name, also in another Unicode form", () => {
      const one = api();
      one.addAuthorizer("us\u00e9rs", { jwt });
      for (const name of ["us\u00e9rs", "use\u0301rs"])
        expect(refusal(() => one.addAuthorizer(name, { jwt })).message).toBe(
          `"name" of an authorizer has to be unique in its API; got "${name}" twice. Rename one of them.${where}`,
        );
    });

    it.each<[unknown, string]>([
      ["", '"name" of an authorizer takes 1 to 128 characters; got 0, "".'],
      ["x".repeat(129), '"name" of an authorizer takes 1 to 128 characters; got 129, "x'],
      ["a\nb", '"name" of an authorizer can\'t contain control characters or unpaired surrogates; got "a\\nb".'],
      ["a\ud800", '"name" of an authorizer can\'t contain control characters or unpaired surrogates; got "a\\ud800".'],
    ])("the name %j", (name, part) => {
      expect(refusal(() => api().addAuthorizer(name as string, { jwt })).message).toContain(part);
      expect(refusal(() => api().addAuthorizer({ name: name as string, jwt })).message).toContain(part);
    });

    it("a name known only after apply", () => {
      const stack = testStack();
      const name = new TerraformVariable(stack, "name", {}).stringValue;
      const error = refusal(() => new aws.ApiGatewayWebSocket(stack, "MyApi").addAuthorizer(name, { jwt }));
      expect(error.message).toContain('"name" of an authorizer has to be known at synthesis; got a reference.');
    });

    it.each<[unknown, unknown]>([
      ["users", undefined],
      ["users", null],
      ["users", "src/authorizer.handler"],
      ["users", [{ jwt }]],
      ["users", { name: "others", jwt }],
      [{ name: "users", jwt }, { jwt }],
      [undefined, { jwt }],
      [null, undefined],
      [7, { jwt }],
      [[{ name: "users", jwt }], undefined],
    ])("addAuthorizer(%j, %j)", (name, args) => {
      expect(refusal(() => api().addAuthorizer(name as string, args as object)).message).toContain(
        '"addAuthorizer" takes a name and its arguments, or one object with both; got ',
      );
    });

    it("an object without a name", () => {
      expect(refusal(() => api().addAuthorizer({ jwt } as never)).message).toContain(
        '"name" of an authorizer has to be a string; got undefined. Write a name such as "users".',
      );
    });

    it.each<[object, string]>([
      [{ payload: "3.0" }, '"lambda.payload" has to be "1.0" or "2.0"; got "3.0".'],
      [{ payload: 2 }, '"lambda.payload" has to be "1.0" or "2.0"; got 2.'],
      [{ payload: null }, '"lambda.payload" has to be "1.0" or "2.0"; got null.'],
      [{ response: "policy" }, '"lambda.response" has to be "simple" or "iam"; got "policy".'],
      [{ response: "" }, '"lambda.response" has to be "simple" or "iam"; got "".'],
      [{ identitySources: ["Authorization"] }, '"lambda.identitySources" has to be "route.request.header.<name>"'],
      [
        { function: undefined },
        '"lambda.function" has to be a path, a function\'s arguments, the ARN of a function, or a function',
      ],
      [
        { function: { memory: "1 GB" } },
        '"lambda.function" has to be a path, a function\'s arguments, the ARN of a function, or a function',
      ],
      [{ function: "arn:aws:s3:::bucket" }, '"lambda.function" has to be the ARN of a Lambda function'],
      [{ function: "src/missing.handler" }, 'The handler "src/missing.handler" was not found'],
    ])("a lambda with %j", (more, part) => {
      const lambda = { function: handler, ...more } as LambdaAuthorizerArgs;
      expect(refusal(() => api().addAuthorizer("users", { lambda })).message).toContain(part);
    });

    it("an authorizer that no route uses", () => {
      const { message } = refused((stack) => {
        const one = new aws.ApiGatewayWebSocket(stack, "MyApi");
        one.addAuthorizer("users", { jwt });
        one.route("$connect", given, { auth: { iam: true } });
      });
      expect(message).toBe(
        `"addAuthorizer" added the authorizer "users", but no route uses it; got { jwt } alone. Add { auth: { jwt: { authorizer: authorizer.id } } } as the third argument of route("$connect", …), or remove the authorizer.${where}`,
      );
    });
  });
});

describe("the authorizers of an API", () => {
  function authorizersOf(stack: TerraformStack): Authorizers {
    const scope = new aws.ApiGatewayWebSocket(stack, "MyApi");
    const { id, executionArn } = scope.nodes.api;
    return new Authorizers({ scope, apiId: id, executionArn, placement: {} });
  }

  it("are found by every token of their id", () => {
    const authorizers = authorizersOf(testStack());
    const [one, two] = ["one", "two"].map((name) => authorizers.add(name, { jwt }));
    expect(authorizers.find(one?.id)).toBe(one);
    expect(authorizers.find(two?.nodes.authorizer.id)).toBe(two);
    expect(authorizers.all()).toEqual([one, two]);
  });

  it("don't include authorizers of other APIs, even of one with the same address in another stack", () => {
    const stack = testStack();
    const authorizers = authorizersOf(stack);
    authorizers.add("users", { jwt });
    const twin = guarded(testStack("other", stack.node.root as App), { jwt });
    const near = new aws.ApiGatewayWebSocket(stack, "Near").addAuthorizer("users", { jwt });
    for (const id of [twin.id, near.id, "abc123", "", undefined, null, 7, near])
      expect(authorizers.find(id)).toBeUndefined();
  });
});
