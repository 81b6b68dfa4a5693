import { type ApiGatewayWebSocketAuthorizerArgs, aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { refusal } from "../support/ways";
import { handler, jwt, sources } from "./guarded";

beforeAll(() => enter(project(sources)));
afterAll(removeProjects);

const lambda = { function: handler };

function add(args: object) {
  const api = new aws.ApiGatewayWebSocket(testStack(), "MyApi");
  return api.addAuthorizer("users", args as ApiGatewayWebSocketAuthorizerArgs);
}

describe("the arguments of an authorizer", () => {
  it.each<[object]>([
    [{ jwt, lambda: undefined, transform: undefined }],
    [{ lambda: { ...lambda, identitySources: undefined, payload: undefined, response: undefined } }],
    [{ jwt: { ...jwt, identitySource: undefined }, transform: { authorizer: undefined } }],
    [{ lambda, transform: { authorizer: {} } }],
  ])("may be %j", (args) => {
    expect(() => add(args)).not.toThrow();
  });

  describe("rejects", () => {
    it.each<[object, string, string]>([
      [{ jwt, JWT: {} }, "JWT", "addAuthorizer"],
      [{ jwt, ttl: "1 minute" }, "ttl", "addAuthorizer"],
      [{ jwt, scopes: ["a"] }, "scopes", "addAuthorizer"],
      [{ lambda: { ...lambda, ttl: "0 seconds" } }, "ttl", "lambda"],
      [{ lambda: { ...lambda, identitySource: "context.a" } }, "identitySource", "lambda"],
      [{ lambda: { handler } }, "handler", "lambda"],
      [{ jwt: { ...jwt, audience: ["a"] } }, "audience", "jwt"],
      [{ jwt: { ...jwt, identitySources: ["context.a"] } }, "identitySources", "jwt"],
      [{ jwt, transform: { Authorizer: {} } }, "Authorizer", "transform"],
      [{ jwt, transform: { function: {} } }, "function", "transform"],
    ])("%j", (args, name, parent) => {
      expect(refusal(() => add(args)).message).toContain(`"${name}" is not known in "${parent}"; got `);
    });

    it.each<[object, string]>([
      [{ lambda: null }, '"lambda" has to be an object; got null.'],
      [{ lambda: handler }, '"lambda" has to be an object; got "src/authorizer.handler".'],
      [{ jwt: true }, '"jwt" has to be an object; got true.'],
      [{ jwt: [jwt] }, '"jwt" has to be an object; got ['],
      [{ jwt, transform: null }, '"transform" has to be an object; got null.'],
    ])("%j, which is not an object", (args, part) => {
      expect(refusal(() => add(args)).message).toContain(part);
    });

    it("unknown arguments of the function", () => {
      expect(refusal(() => add({ lambda: { function: { handler, memroy: "1 GB" } } })).message).toContain(
        '"memroy" is not known in "Function"',
      );
    });
  });
});
