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
  ])("takes %j", (auth, decision) => {
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
  ])("refuses %j, with the forms that there are", (auth, part) => {
    expect(problemOf(auth)).toContain(part);
    expect(problemOf(auth)).toContain(
      "Use { iam: true }, { lambda: authorizer.id }, { jwt: { authorizer: authorizer.id } }, or false for none.",
    );
  });

  it.each([
    [{ jwt: {} }, '"auth.jwt.authorizer" has to be the id of an authorizer; got undefined.'],
    [{ jwt: { scopes: ["a"] } }, '"auth.jwt.authorizer" has to be the id of an authorizer; got undefined.'],
    [{ jwt: { authorizer: 1 } }, '"auth.jwt.authorizer" has to be the id of an authorizer; got 1.'],
    [{ jwt: { authorizer: "" } }, '"auth.jwt.authorizer" names no authorizer of this API; got "".'],
    [{ jwt: { authorizer: "abc123" } }, '"auth.jwt.authorizer" names no authorizer of this API; got "abc123".'],
    [{ lambda: "abc123" }, '"auth.lambda" names no authorizer of this API; got "abc123".'],
    [{ lambda: true }, '"auth.lambda" has to be the id of an authorizer; got true.'],
    [{ lambda: "other-id" }, '"users" of another API; got that of "chat-dev/Other".'],
    [{ jwt: { authorizer: "other-id" } }, '"users" of another API; got that of "chat-dev/Other".'],
  ])("refuses %j, which names no authorizer of the API", (auth, part) => {
    expect(problemOf(auth)).toContain(part);
    expect(problemOf(auth)).toContain("Pass the id of what addAuthorizer() of this API returned.");
  });

  it("tells of a reference to what is no authorizer without cdktf's mark", () => {
    const text = new TerraformVariable(testStack(), "id", { type: "string" }).stringValue;
    expect(problemOf({ lambda: text })).toContain("got a reference.");
  });

  it("tells of an authorizer that is given itself", () => {
    const authorizer = new Construct(testStack(), "Authorizer users");
    expect(problemOf({ lambda: authorizer })).toContain('got the Construct "Authorizer users". Pass the id');
  });

  it.each([
    [{ lambda: "jwt-id" }, 'names "users", which is an authorizer of the kind jwt; got it as lambda. Use { jwt: {'],
    [
      { jwt: { authorizer: "lambda-id" } },
      'names "doorman", which is an authorizer of the kind lambda; got it as jwt. Use { lambda: authorizer.id }.',
    ],
  ])("refuses %j, whose authorizer is of the other kind, with the key to use", (auth, part) => {
    expect(problemOf(auth)).toContain(part);
  });

  it("refuses what is not known in jwt", () => {
    expect(problemOf({ jwt: { authorizer: "jwt-id", scope: ["a"] } })).toBe(
      '"auth.jwt.scope" is not known; got ["a"]. Did you mean "scopes"?',
    );
  });

  it("refuses scopes that say nothing", () => {
    expect(problemOf({ jwt: { authorizer: "jwt-id", scopes: [] } })).toContain('"auth.jwt.scopes" has to name a scope');
  });

  it("keeps scopes as they were when the route was declared", () => {
    const scopes = ["a"];
    const decision = decide({ jwt: { authorizer: "jwt-id", scopes } });
    scopes.push("b");
    expect(decision).toEqual({ auth: jwt(["a"]) });
  });
});

describe("unmetAuth", () => {
  const route = (routeKey: string, auth: Auth): AuthOfRoute => ({ routeKey, auth });

  it.each<[string, AuthOfRoute[]]>([
    ["no routes", []],
    ["no auth", [route("$connect", none), route("a", none)]],
    ["auth on $connect alone", [route("$connect", jwt()), route("a", none)]],
    ["iam", [route("$connect", iam), route("a", iam), route("$disconnect", iam), route("$default", iam)]],
    ["a lambda authorizer", [route("a", doorman), route("$connect", doorman)]],
    ["jwt, declared before $connect", [route("a", jwt()), route("$connect", jwt())]],
    ["scopes on the route alone", [route("$connect", jwt()), route("a", jwt(["x"]))]],
    ["scopes on $connect alone", [route("$connect", jwt(["x"])), route("a", jwt())]],
    ["scopes that differ", [route("$connect", jwt(["x"])), route("a", jwt(["y"]))]],
  ])("finds nothing wrong with %s", (_, routes) => {
    expect(findUnmetAuth(routes)).toBeUndefined();
  });

  const add = 'Add api.route("$connect", "src/connect.handler", { auth:';
  const third = 'as the third argument of its route("$connect", …)';

  it.each<[string, AuthOfRoute[], string, string[]]>([
    [
      "iam without $connect",
      [route("a", none), route("b", iam)],
      "b",
      ["is no such route", `${add} { iam: true } }).`],
    ],
    [
      "iam, $connect without",
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
      "lambda, $connect without",
      [route("$connect", none), route("b", doorman)],
      "b",
      ["the route has no auth", `Add { auth: { lambda: authorizer.id } } ${third}, with the authorizer "doorman".`],
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
      ["there the route has { iam: true }; got jwt with the authorizer", `Add { auth: { jwt: {`],
    ],
    [
      "iam, $connect with jwt",
      [route("$connect", jwt()), route("b", iam)],
      "b",
      ['the route has jwt with the authorizer "users"; got { iam: true }'],
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
      ['the route has jwt with the authorizer "admins"; got jwt with the authorizer "users"'],
    ],
    ["$disconnect", [route("$disconnect", iam)], "$disconnect", [add]],
    ["the first of several", [route("$default", iam), route("c", iam)], "$default", [add]],
  ])("finds what relies on a check that is not there: %s", (_, routes, routeKey, parts) => {
    const unmet = findUnmetAuth(routes);
    expect(unmet?.routeKey).toBe(routeKey);
    for (const part of parts) expect(unmet?.problem).toContain(part);
  });
});

describe("takenAway", () => {
  const same = (scopes: unknown) => scopes;

  it.each<[string, Auth, Auth, boolean]>([
    ["nothing, from nothing", none, none, false],
    ["nothing, where auth is added", none, jwt(["a"]), false],
    ["nothing, from iam", iam, iam, false],
    ["iam", iam, none, true],
    ["iam for another kind", iam, jwt(), true],
    ["lambda", doorman, none, true],
    ["lambda for iam", doorman, iam, true],
    ["lambda for another authorizer", doorman, { kind: "lambda", authorizer: "other" }, true],
    ["lambda for a jwt of the same name", doorman, jwt(undefined, "doorman"), true],
    ["jwt", jwt(["a"]), none, true],
    ["jwt for another authorizer", jwt(), jwt(undefined, "admins"), true],
    ["nothing, where scopes are added", jwt(), jwt(["a"]), false],
    ["nothing, where scopes stay", jwt(["a", "b"]), jwt(["b", "a"]), false],
    ["nothing, where fewer will do", jwt(["a", "b"]), jwt(["b"]), false],
    ["scopes", jwt(["a"]), jwt(), true],
    ["scopes for others", jwt(["a"]), jwt(["b"]), true],
    ["scopes, where others will do too", jwt(["a"]), jwt(["a", "b"]), true],
  ])("tells whether a transform takes away %s", (_, declared, transformed, answer) => {
    expect(isLoosened(declared, transformed, same)).toBe(answer);
  });

  it("takes scopes that only Terraform knows for others, unless they read the same", () => {
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

describe("guardedScopes", () => {
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

describe("told", () => {
  it.each<[Auth, string]>([
    [none, "no auth"],
    [iam, "{ iam: true }"],
    [doorman, 'lambda with the authorizer "doorman"'],
    [jwt(), 'jwt with the authorizer "users"'],
    [jwt(["a"]), 'jwt with the authorizer "users" and the scopes ["a"]'],
  ])("reads %j as %s", (auth, text) => {
    expect(describeAuth(auth, (scopes) => scopes)).toBe(text);
  });
});
