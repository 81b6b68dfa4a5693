import { TerraformVariable } from "cdktf";
import {
  identitySource,
  identitySources,
  identitySourcesProblem,
  tokenSourceProblem,
} from "../../lib/authorizer/identity-sources";
import { resolveValue } from "../../lib/terraform/tokens";
import { testStack } from "../support/synth";

const stack = testStack();
const read = (value: unknown) => resolveValue(stack, value);
const variable = new TerraformVariable(stack, "x", {});
const token = () => variable.stringValue;

/** The notation that AWS accepts on a WebSocket API, as tested against AWS. HTTP APIs have another one. */
const aws = /^(route\.request\.(querystring|header)|stageVariables|context)\.[a-zA-Z0-9._-]+$/;

describe("an identity source", () => {
  it.each([
    ["$request.header.Authorization", "route.request.header.Authorization"],
    ["$request.header.Sec-WebSocket-Protocol", "route.request.header.Sec-WebSocket-Protocol"],
    ["$request.querystring.token", "route.request.querystring.token"],
    ["route.request.header.Authorization", "route.request.header.Authorization"],
    ["route.request.querystring.a.b_c-1", "route.request.querystring.a.b_c-1"],
    ["$stageVariables.tenant", "stageVariables.tenant"],
    ["stageVariables.tenant", "stageVariables.tenant"],
    ["$context.identity.sourceIp", "context.identity.sourceIp"],
    ["context.identity.sourceIp", "context.identity.sourceIp"],
  ])("%s is written as %s", (given, emitted) => {
    expect(identitySourcesProblem("lambda.identitySources", [given])).toBeUndefined();
    expect(identitySource(given)).toBe(emitted);
    expect(emitted).toMatch(aws);
  });

  it.each([
    "",
    "Authorization",
    "$request.header.",
    "$request.header",
    "$request.body.token",
    "$request.path.token",
    "$request.headers.Token",
    "$request.header.Tok en",
    "$request.header.Tök",
    "request.header.Authorization",
    "method.request.header.Authorization",
    "$route.request.header.Authorization",
    "$$request.header.Authorization",
    "route.request.header.A,route.request.header.B",
    " route.request.header.A",
    "${request.header.Authorization}",
    7,
    null,
  ])("%j is rejected", (given) => {
    const got = `; got ${JSON.stringify(given)}. Write it as "route.request.header.Authorization", with letters, digits, ".", "_" and "-" in the name.`;
    expect(identitySourcesProblem("lambda.identitySources", [given])).toBe(
      `"lambda.identitySources" has to be "route.request.header.<name>", "route.request.querystring.<name>", "stageVariables.<name>" or "context.<name>"${got}`,
    );
    expect(tokenSourceProblem("jwt.identitySource", given)).toBe(
      `"jwt.identitySource" has to be "route.request.header.<name>" or "route.request.querystring.<name>"${got}`,
    );
  });

  it.each(["stageVariables.token", "$context.identity.sourceIp"])("%s can't carry a token", (given) => {
    expect(tokenSourceProblem("jwt.identitySource", given)).toContain(`got "${given}"`);
  });

  it("is converted in Terraform where it begins with a value known only after apply", () => {
    expect(tokenSourceProblem("jwt.identitySource", token())).toBeUndefined();
    expect(read(identitySource(token()))).toBe(
      '${replace(replace(var.x, "/^[$]request[.]/", "route.request."), "/^[$]/", "")}',
    );
  });

  it("is converted at synthesis where its beginning is known", () => {
    expect(read(identitySource(`$request.header.${token()}`))).toBe("route.request.header.${var.x}");
    expect(read(identitySource(`route.request.header.${token()}`))).toBe("route.request.header.${var.x}");
  });
});

describe("a list of identity sources", () => {
  it("is converted one by one, in its order", () => {
    expect(read(identitySources(["$request.querystring.b", token(), "context.a"]))).toEqual([
      "route.request.querystring.b",
      expect.stringContaining("${replace("),
      "context.a",
    ]);
  });

  it("is converted in Terraform where it is known only after apply", () => {
    const list = variable.listValue;
    expect(identitySourcesProblem("lambda.identitySources", list)).toBeUndefined();
    expect(read(identitySources(list))).toBe(
      '${[ for key, val in var.x: replace(replace(val, "/^[$]request[.]/", "route.request."), "/^[$]/", "")]}',
    );
  });

  it("may be empty", () => {
    expect(identitySourcesProblem("lambda.identitySources", [])).toBeUndefined();
    expect(identitySources([])).toEqual([]);
  });

  it.each([
    [["context.a", "context.a"], "context.a"],
    [["$request.header.A", "route.request.header.A"], "route.request.header.A"],
  ])("%j contains a duplicate", (list, duplicate) => {
    expect(identitySourcesProblem("lambda.identitySources", list)).toBe(
      `"lambda.identitySources" contains "${duplicate}" twice; got ${JSON.stringify(list)}. Remove one of them.`,
    );
  });

  it.each(["route.request.header.A", { 0: "a" }, null, true])("%j is not a list", (given) => {
    expect(identitySourcesProblem("lambda.identitySources", given)).toBe(
      `"lambda.identitySources" has to be a list; got ${JSON.stringify(given)}. Write it as ["route.request.header.Authorization"].`,
    );
  });
});
