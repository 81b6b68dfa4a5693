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
  ])("%s is taken as it is", (given) => {
    expect(jwtProblem({ issuer: given, audiences })).toBeUndefined();
  });

  it.each<[unknown, string]>([
    ["", '"jwt.issuer" has to be the address of an issuer'],
    [undefined, '"jwt.issuer" has to be the address of an issuer'],
    [["https://issuer.com/"], '"jwt.issuer" has to be the address of an issuer'],
    ["http://issuer.com/", '"jwt.issuer" has to be reached over https'],
    ["HTTP://issuer.com/", '"jwt.issuer" has to be reached over https'],
    [`http://${token}/`, '"jwt.issuer" has to be reached over https'],
    ["accounts.google.com", '"jwt.issuer" has to begin with "https://"'],
    ["issuer.com/", '"jwt.issuer" has to begin with "https://"'],
    ["HTTPS://issuer.com/", '"jwt.issuer" has to begin with "https://"'],
    [`ftp://${token}`, '"jwt.issuer" has to begin with "https://"'],
    ["https://issuer.com/.well-known/openid-configuration", '"jwt.issuer" is the address without "/.well-known/…"'],
    [`https://${token}/.well-known/jwks.json`, '"jwt.issuer" is the address without "/.well-known/…"'],
    ["https://", '"jwt.issuer" has to be an address of a host and a path'],
    ["https:///realms", '"jwt.issuer" has to be an address of a host and a path'],
    ["https://issuer.com/?tenant=a", '"jwt.issuer" has to be an address of a host and a path'],
    ["https://issuer.com/#a", '"jwt.issuer" has to be an address of a host and a path'],
    ["https://user:secret@issuer.com/", '"jwt.issuer" has to be an address of a host and a path'],
    ["https://issuer.com/a b", '"jwt.issuer" has to be an address of a host and a path'],
    ["https://login.microsoftonline.com/{tenantid}/v2.0", '"jwt.issuer" has to be an address of a host and a path'],
    ["https://cognito-idp.${data.aws_region.r.region}.amazonaws.com/x", '"jwt.issuer" has to be an address of a host'],
  ])("%j is refused", (given, says) => {
    const problem = jwtProblem({ issuer: given as string, audiences });
    expect(problem).toContain(says);
    expect(problem).toMatch(/; got .+\. Give .+\.$|; got .+\. Leave that part out\.$/);
  });
});

it("shows a reference in an issuer as what it is", () => {
  expect(jwtProblem({ issuer: `http://${token}/x`, audiences })).toContain('got "http://${…}/x". ');
});

describe("audiences", () => {
  it.each<[readonly string[]]>([[["a"]], [["a", "b"]], [[token]], [["a", token]], [variable.listValue]])(
    "%j are taken",
    (given) => expect(jwtProblem({ issuer, audiences: given })).toBeUndefined(),
  );

  it("are a list, also of one", () => {
    expect(jwtProblem({ issuer, audiences: "https://api.example.com" as never })).toBe(
      '"jwt.audiences" has to be a list; got "https://api.example.com". Put it in brackets: ["https://api.example.com"].',
    );
  });

  it("are not judged where the whole list is a reference", () => {
    expect(jwtProblem({ issuer, audiences: Token.asList(variable.listValue) })).toBeUndefined();
  });

  it.each<[unknown]>([[[]], [undefined], [null], [{ 0: "a" }]])("%j name nobody", (given) => {
    expect(jwtProblem({ issuer, audiences: given as string[] })).toBe(
      `"jwt.audiences" has to name at least one audience, or every token of the issuer would let in; got ${JSON.stringify(given)}. Give the ids of the clients, or of the API, that the issuer's tokens are for.`,
    );
  });

  it.each<[unknown[]]>([[[""]], [["a", ""]], [["a", 7]], [[null]]])("%j hold what is no audience", (given) => {
    expect(jwtProblem({ issuer, audiences: given as string[] })).toBe(
      `"jwt.audiences" takes texts that are not empty; got ${JSON.stringify(given)}. Give the ids of the clients, or of the API, that the issuer's tokens are for.`,
    );
  });
});
