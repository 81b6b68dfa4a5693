import { TerraformVariable, Token } from "cdktf";
import { jwtProblem } from "../../lib/authorizer/jwt";
import { testStack } from "../support/synth";

const variable = new TerraformVariable(testStack(), "x", {});
const token = variable.stringValue;
const issuer = "https://issuer.com/";
const audiences = ["https://api.example.com"];

describe("an issuer", () => {
  it.each([
    "https://issuer.com",
    "https://issuer.com/",
    "https://tenant.eu.auth0.com/",
    "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1B2c3D4e",
    "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
    "https://keys.example.com:8443/realms/chat",
    token,
    `https://cognito-idp.${token}.amazonaws.com/${token}`,
    `https://${token}/realms/chat`,
    `${token}/v2.0`,
  ])("%s is accepted", (given) => {
    expect(jwtProblem({ issuer: given, audiences })).toBeUndefined();
  });

  it.each<[unknown, string]>([
    ["", '"jwt.issuer" has to be the URL of an issuer'],
    [undefined, '"jwt.issuer" has to be the URL of an issuer'],
    [["https://issuer.com/"], '"jwt.issuer" has to be the URL of an issuer'],
    ["http://issuer.com/", '"jwt.issuer" has to use https'],
    ["HTTP://issuer.com/", '"jwt.issuer" has to use https'],
    [`http://${token}/`, '"jwt.issuer" has to use https'],
    ["accounts.google.com", '"jwt.issuer" has to begin with "https://"'],
    ["issuer.com/", '"jwt.issuer" has to begin with "https://"'],
    ["HTTPS://issuer.com/", '"jwt.issuer" has to begin with "https://"'],
    [`ftp://${token}`, '"jwt.issuer" has to begin with "https://"'],
    ["https://issuer.com/.well-known/openid-configuration", `"jwt.issuer" can't contain "/.well-known/"`],
    [`https://${token}/.well-known/jwks.json`, `"jwt.issuer" can't contain "/.well-known/"`],
    ["https://", '"jwt.issuer" has to be a URL of a host and a path only'],
    ["https:///realms", '"jwt.issuer" has to be a URL of a host and a path only'],
    ["https://issuer.com/?tenant=a", '"jwt.issuer" has to be a URL of a host and a path only'],
    ["https://issuer.com/#a", '"jwt.issuer" has to be a URL of a host and a path only'],
    ["https://user:secret@issuer.com/", '"jwt.issuer" has to be a URL of a host and a path only'],
    ["https://issuer.com/a b", '"jwt.issuer" has to be a URL of a host and a path only'],
    ["https://login.microsoftonline.com/{tenantid}/v2.0", '"jwt.issuer" has to be a URL of a host and a path only'],
    ["https://cognito-idp.${data.aws_region.r.region}.amazonaws.com/x", '"jwt.issuer" has to be a URL of a host'],
  ])("%j is rejected", (given, part) => {
    const problem = jwtProblem({ issuer: given as string, audiences });
    expect(problem).toContain(part);
    expect(problem).toMatch(/; got .+\. (Copy|Write|Remove) .+\.$/);
  });
});

it("shows a reference in an issuer as ${…}", () => {
  expect(jwtProblem({ issuer: `http://${token}/x`, audiences })).toContain('got "http://${…}/x". ');
});

describe("what happens at the expiry", () => {
  const audiences = ["a"];

  it.each([undefined, "refuse", "ignore"] as const)("may be %j", (expire) => {
    expect(jwtProblem({ issuer, audiences, expire })).toBeUndefined();
  });

  it.each<[unknown, string]>([
    ["ignored", 'Did you mean "ignore"?'],
    [false, "Leave it out to refuse the messages of clients whose token has expired."],
    [token, "Leave it out"],
  ])("can't be %j", (expire, remedy) => {
    const problem = jwtProblem({ issuer, audiences, expire: expire as never });
    expect(problem).toContain('"jwt.expire" has to be "refuse" or "ignore"; got ');
    expect(problem).toContain(remedy);
  });
});

describe("audiences", () => {
  it.each<[readonly string[]]>([[["a"]], [["a", "b"]], [[token]], [["a", token]], [variable.listValue]])(
    "%j are accepted",
    (given) => expect(jwtProblem({ issuer, audiences: given })).toBeUndefined(),
  );

  it("have to be a list, even of one", () => {
    expect(jwtProblem({ issuer, audiences: "https://api.example.com" as never })).toBe(
      '"jwt.audiences" has to be a list; got "https://api.example.com". Put it in brackets: ["https://api.example.com"].',
    );
  });

  it("are not checked where the whole list is a reference", () => {
    expect(jwtProblem({ issuer, audiences: Token.asList(variable.listValue) })).toBeUndefined();
  });

  it.each<[unknown]>([[[]], [undefined], [null], [{ 0: "a" }]])("%j contain no audience", (given) => {
    expect(jwtProblem({ issuer, audiences: given as string[] })).toBe(
      `"jwt.audiences" has to contain an audience, or every token of the issuer could connect; got ${JSON.stringify(given)}. List the client ids or APIs of the tokens, such as ["https://api.example.com"].`,
    );
  });

  it.each<[unknown[]]>([[[""]], [["a", ""]], [["a", 7]], [[null]]])("%j contain an invalid audience", (given) => {
    expect(jwtProblem({ issuer, audiences: given as string[] })).toBe(
      `"jwt.audiences" takes non-empty strings; got ${JSON.stringify(given)}. List the client ids or APIs of the tokens, such as ["https://api.example.com"].`,
    );
  });
});
