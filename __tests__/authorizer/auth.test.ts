import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import {
  type Auth,
  type AuthOfRoute,
  decideAuth,
  describeAuth,
  findUnmetAuth,
  isLoosened,
  type KnownAuthorizer,
  messageScopes,
} from "../../lib/authorizer/auth";
import { resolveValue } from "../../lib/terraform/tokens";
import { testStack } from "../support/synth";

const known: Readonly<Record<string, KnownAuthorizer>> = {
  "jwt-id": { name: "users", kind: "jwt" },
  "lambda-id": { name: "doorman", kind: "lambda" },
  "other-id": { name: "users", kind: "jwt", otherApi: "chat-dev/Other" },
};
const find = (id: string) => known[id];
const decide = (auth: unknown) => decideAuth(auth, find);
const problemOf = (auth: unknown) => {
  const decision = decide(auth);
  return "problem" in decision ? decision.problem : JSON.stringify(decision);
};

const iam: Auth = { kind: "iam" };
const none: Auth = { kind: "none" };
const doorman: Auth = { kind: "lambda", authorizer: "doorman" };
const jwt = (scopes?: readonly string[], authorizer = "users"): Auth => ({
  kind: "jwt",
  authorizer,
  ...(scopes && { scopes }),
});

describe("decideAuth", () => {
  it.each([
    [undefined, none],
    [false, none],
    [{ iam: true }, iam],
    [{ iam: true, lambda: undefined, jwt: undefined }, iam],
    [{ lambda: "lambda-id" }, doorman],
    [{ jwt: { authorizer: "jwt-id" } }, jwt()],
    [{ jwt: { authorizer: "jwt-id", scopes: undefined } }, jwt()],
    [{ jwt: { authorizer: "jwt-id", scopes: ["a", "b:c"] } }, jwt(["a", "b:c"])],
  ])("accepts %j", (auth, decision) => {
    expect(decide(auth)).toEqual({ auth: decision });
  });

  it.each([
    [{}, "got {}"],
    [{ iam: undefined }, "got {}"],
    [[], "got []"],
    [true, "got true"],
    [null, "got null"],
    ["iam", 'got "iam"'],
    ["", 'got ""'],
    [0, "got 0"],
    [{ iam: false }, '"auth.iam" can only be true; got false.'],
    [{ iam: "true" }, 'got "true"'],
    [{ iam: 1 }, "got 1"],
    [{ iam: null }, "got null"],
    [{ cognito: "jwt-id" }, '"auth.cognito" is not known; got {"cognito":"jwt-id"}'],
    [{ iam: true, scopes: [] }, '"auth.scopes" is not known'],
    [{ Iam: true }, '"auth.Iam" is not known'],
    [{ iam: true, lambda: "lambda-id" }, "one kind of auth; got iam and lambda."],
    [{ iam: false, jwt: { authorizer: "jwt-id" } }, "one kind of auth; got iam and jwt."],
    [{ lambda: "lambda-id", jwt: { authorizer: "jwt-id" } }, "one kind of auth; got lambda and jwt."],
    [{ jwt: "jwt-id" }, '"auth.jwt" has to be an object; got "jwt-id".'],
    [{ jwt: null }, '"auth.jwt" has to be an object; got null.'],
    [{ jwt: true }, '"auth.jwt" has to be an object; got true.'],
    [{ jwt: [] }, '"auth.jwt" has to be an object; got [].'],
  ])("rejects %j and lists the forms", (auth, part) => {
    expect(problemOf(auth)).toContain(part);
    expect(problemOf(auth)).toContain(
      "Use { iam: true }, { lambda: authorizer.id }, { jwt: { authorizer: authorizer.id } }, or false for none.",
    );
  });

  it.each([
    [{ jwt: {} }, '"auth.jwt.authorizer" has to be the id of an authorizer; got undefined.'],
    [{ jwt: { scopes: ["a"] } }, '"auth.jwt.authorizer" has to be the id of an authorizer; got undefined.'],
    [{ jwt: { authorizer: 1 } }, '"auth.jwt.authorizer" has to be the id of an authorizer; got 1.'],
    [{ jwt: { authorizer: "" } }, '"auth.jwt.authorizer" is not the id of an authorizer of this API; got "".'],
    [
      { jwt: { authorizer: "abc123" } },
      '"auth.jwt.authorizer" is not the id of an authorizer of this API; got "abc123".',
    ],
    [{ lambda: "abc123" }, '"auth.lambda" is not the id of an authorizer of this API; got "abc123".'],
    [{ lambda: true }, '"auth.lambda" has to be the id of an authorizer; got true.'],
    [{ lambda: "other-id" }, '"users" of another API; got one of "chat-dev/Other".'],
    [{ jwt: { authorizer: "other-id" } }, '"users" of another API; got one of "chat-dev/Other".'],
  ])("rejects %j, which is not the id of an authorizer of the API", (auth, part) => {
    expect(problemOf(auth)).toContain(part);
    expect(problemOf(auth)).toContain("Pass the `id` of an authorizer that addAuthorizer() of this API returned.");
  });

  it("shows a reference without cdktf's token marker", () => {
    const text = new TerraformVariable(testStack(), "id", { type: "string" }).stringValue;
    expect(problemOf({ lambda: text })).toContain("got a reference.");
  });

  it("shows an authorizer that was passed instead of its id", () => {
    const authorizer = new Construct(testStack(), "Authorizer users");
    expect(problemOf({ lambda: authorizer })).toContain('got the Construct "Authorizer users". Pass the `id`');
  });

  it.each([
    [{ lambda: "jwt-id" }, 'of a lambda authorizer; got that of "users", a jwt authorizer. Use { jwt: {'],
    [
      { jwt: { authorizer: "lambda-id" } },
      'of a jwt authorizer; got that of "doorman", a lambda authorizer. Use { lambda: authorizer.id }.',
    ],
  ])("rejects %j, an authorizer of the other kind, and shows the key to use", (auth, part) => {
    expect(problemOf(auth)).toContain(part);
  });

  it("rejects unknown arguments of jwt", () => {
    expect(problemOf({ jwt: { authorizer: "jwt-id", scope: ["a"] } })).toBe(
      '"auth.jwt.scope" is not known; got ["a"]. Did you mean "scopes"?',
    );
  });

  it("rejects an empty list of scopes", () => {
    expect(problemOf({ jwt: { authorizer: "jwt-id", scopes: [] } })).toContain(
      '"auth.jwt.scopes" has to contain a scope',
    );
  });

  it("copies the scopes when the route is declared", () => {
    const scopes = ["a"];
    const decision = decide({ jwt: { authorizer: "jwt-id", scopes } });
    scopes.push("b");
    expect(decision).toEqual({ auth: jwt(["a"]) });
  });
});

describe("findUnmetAuth", () => {
  const route = (routeKey: string, auth: Auth): AuthOfRoute => ({ routeKey, auth });

  it.each<[string, AuthOfRoute[]]>([
    ["no routes", []],
    ["no auth", [route("$connect", none), route("a", none)]],
    ["auth only on $connect", [route("$connect", jwt()), route("a", none)]],
    ["iam", [route("$connect", iam), route("a", iam), route("$disconnect", iam), route("$default", iam)]],
    ["a lambda authorizer", [route("a", doorman), route("$connect", doorman)]],
    ["jwt, declared before $connect", [route("a", jwt()), route("$connect", jwt())]],
    ["scopes only on the route", [route("$connect", jwt()), route("a", jwt(["x"]))]],
    ["scopes only on $connect", [route("$connect", jwt(["x"])), route("a", jwt())]],
    ["scopes that differ", [route("$connect", jwt(["x"])), route("a", jwt(["y"]))]],
  ])("accepts %s", (_, routes) => {
    expect(findUnmetAuth(routes)).toBeUndefined();
  });

  const add = 'Add api.route("$connect", "src/connect.handler", { auth:';
  const third = 'as the third argument of its route("$connect", …)';

  it.each<[string, AuthOfRoute[], string, string[]]>([
    [
      "iam without $connect",
      [route("a", none), route("b", iam)],
      "b",
      ["which does not exist; got", `${add} { iam: true } }).`],
    ],
    [
      "iam, $connect without auth",
      [route("b", iam), route("$connect", none)],
      "b",
      [`Add { auth: { iam: true } } ${third}.`],
    ],
    [
      "lambda without $connect",
      [route("b", doorman)],
      "b",
      [`${add} { lambda: authorizer.id } }), with the authorizer "doorman".`],
    ],
    [
      "lambda, $connect without auth",
      [route("$connect", none), route("b", doorman)],
      "b",
      ["which has no auth; got", `Add { auth: { lambda: authorizer.id } } ${third}, with the authorizer "doorman".`],
    ],
    [
      "jwt without $connect",
      [route("b", jwt(["x"]))],
      "b",
      [`${add} { jwt: { authorizer: authorizer.id } } }), with the authorizer "users".`],
    ],
    [
      "jwt, $connect with iam",
      [route("$connect", iam), route("b", jwt())],
      "b",
      ["which has { iam: true }; got jwt with the authorizer", `Add { auth: { jwt: {`],
    ],
    [
      "iam, $connect with jwt",
      [route("$connect", jwt()), route("b", iam)],
      "b",
      ['which has jwt with the authorizer "users"; got { iam: true }'],
    ],
    [
      "lambda, $connect with jwt of the same name",
      [route("$connect", jwt(undefined, "doorman")), route("b", doorman)],
      "b",
      ['got lambda with the authorizer "doorman"'],
    ],
    [
      "another authorizer",
      [route("$connect", jwt(undefined, "admins")), route("b", jwt())],
      "b",
      ['which has jwt with the authorizer "admins"; got jwt with the authorizer "users"'],
    ],
    ["$disconnect", [route("$disconnect", iam)], "$disconnect", [add]],
    ["the first of several", [route("$default", iam), route("c", iam)], "$default", [add]],
  ])("finds the route whose auth $connect does not check: %s", (_, routes, routeKey, parts) => {
    const unmet = findUnmetAuth(routes);
    expect(unmet?.routeKey).toBe(routeKey);
    for (const part of parts) expect(unmet?.problem).toContain(part);
  });
});

describe("isLoosened", () => {
  const same = (scopes: unknown) => scopes;

  it.each<[string, Auth, Auth, boolean]>([
    ["no auth to no auth", none, none, false],
    ["no auth to jwt", none, jwt(["a"]), false],
    ["iam to iam", iam, iam, false],
    ["iam to no auth", iam, none, true],
    ["iam to another kind", iam, jwt(), true],
    ["lambda to no auth", doorman, none, true],
    ["lambda to iam", doorman, iam, true],
    ["lambda to another authorizer", doorman, { kind: "lambda", authorizer: "other" }, true],
    ["lambda to a jwt of the same name", doorman, jwt(undefined, "doorman"), true],
    ["jwt to no auth", jwt(["a"]), none, true],
    ["jwt to another authorizer", jwt(), jwt(undefined, "admins"), true],
    ["no scopes to one scope", jwt(), jwt(["a"]), false],
    ["the same scopes in another order", jwt(["a", "b"]), jwt(["b", "a"]), false],
    ["fewer scopes", jwt(["a", "b"]), jwt(["b"]), false],
    ["one scope to none", jwt(["a"]), jwt(), true],
    ["one scope to another", jwt(["a"]), jwt(["b"]), true],
    ["more scopes", jwt(["a"]), jwt(["a", "b"]), true],
  ])("from %s", (_, declared, transformed, answer) => {
    expect(isLoosened(declared, transformed, same)).toBe(answer);
  });

  it("compares scopes known only after apply by their expressions", () => {
    const stack = testStack();
    const list = (name: string) => new TerraformVariable(stack, name, { type: "list(string)" });
    const [one, two] = [list("one"), list("two")];
    const read = (scopes: readonly string[]) => resolveValue(stack, scopes);
    expect(isLoosened(jwt(one.listValue), jwt(one.listValue), read)).toBe(false);
    expect(isLoosened(jwt(one.listValue), jwt(two.listValue), read)).toBe(true);
    expect(isLoosened(jwt(one.listValue), jwt(["a"]), read)).toBe(true);
    expect(isLoosened(jwt(["a"]), jwt(two.listValue), read)).toBe(true);
    expect(isLoosened(jwt([one.stringValue, "a"]), jwt([one.stringValue]), read)).toBe(false);
    expect(isLoosened(jwt([one.stringValue]), jwt([two.stringValue]), read)).toBe(true);
  });
});

describe("messageScopes", () => {
  it.each<[string, Auth, readonly string[] | undefined]>([
    ["a", jwt(["x"]), ["x"]],
    ["$default", jwt(["x"]), ["x"]],
    ["$connect", jwt(["x"]), undefined],
    ["a", jwt(), undefined],
    ["a", doorman, undefined],
    ["a", iam, undefined],
    ["a", none, undefined],
  ])("of %s with %j are %j", (routeKey, auth, scopes) => {
    expect(messageScopes({ routeKey, auth })).toEqual(scopes);
  });
});

describe("describeAuth", () => {
  it.each<[Auth, string]>([
    [none, "no auth"],
    [iam, "{ iam: true }"],
    [doorman, 'lambda with the authorizer "doorman"'],
    [jwt(), 'jwt with the authorizer "users"'],
    [jwt(["a"]), 'jwt with the authorizer "users" and the scopes ["a"]'],
  ])("describes %j as %s", (auth, text) => {
    expect(describeAuth(auth, (scopes) => scopes)).toBe(text);
  });
});
