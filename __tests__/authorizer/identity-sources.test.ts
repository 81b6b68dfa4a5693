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

/** What AWS takes, as measured; an HTTP API spells it otherwise. */
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
  ])("%s is emitted as %s", (given, emitted) => {
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
  ])("%j is refused", (given) => {
    const got = `; got ${JSON.stringify(given)}. Correct it.`;
    expect(identitySourcesProblem("lambda.identitySources", [given])).toBe(
      `"lambda.identitySources" has to be "route.request.header.<name>", "route.request.querystring.<name>", "stageVariables.<name>" or "context.<name>", with a name of letters, digits, ".", "_" and "-"${got}`,
    );
    expect(tokenSourceProblem("jwt.identitySource", given)).toBe(
      `"jwt.identitySource" has to be "route.request.header.<name>", "route.request.querystring.<name>", with a name of letters, digits, ".", "_" and "-"${got}`,
    );
  });

  it.each(["stageVariables.token", "$context.identity.sourceIp"])("%s can hold no token", (given) => {
    expect(tokenSourceProblem("jwt.identitySource", given)).toContain(`got "${given}"`);
  });

  it("is translated by Terraform where it begins with what only Terraform knows", () => {
    expect(tokenSourceProblem("jwt.identitySource", token())).toBeUndefined();
    expect(read(identitySource(token()))).toBe(
      '${replace(replace(var.x, "/^[$]request[.]/", "route.request."), "/^[$]/", "")}',
    );
  });

  it("is translated here where its beginning is known", () => {
    expect(read(identitySource(`$request.header.${token()}`))).toBe("route.request.header.${var.x}");
    expect(read(identitySource(`route.request.header.${token()}`))).toBe("route.request.header.${var.x}");
  });
});

describe("a list of identity sources", () => {
  it("is translated one by one, in its order", () => {
    expect(read(identitySources(["$request.querystring.b", token(), "context.a"]))).toEqual([
      "route.request.querystring.b",
      expect.stringContaining("${replace("),
      "context.a",
    ]);
  });

  it("is translated by Terraform where only Terraform knows it", () => {
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
  ])("%j names one twice", (list, twice) => {
    expect(identitySourcesProblem("lambda.identitySources", list)).toBe(
      `"lambda.identitySources" names "${twice}" twice; got ${JSON.stringify(list)}. Leave one of the two out.`,
    );
  });

  it.each(["route.request.header.A", { 0: "a" }, null, true])("%j is none", (given) => {
    expect(identitySourcesProblem("lambda.identitySources", given)).toBe(
      `"lambda.identitySources" has to be a list; got ${JSON.stringify(given)}. Write it as ["route.request.header.Authorization"].`,
    );
  });
});
