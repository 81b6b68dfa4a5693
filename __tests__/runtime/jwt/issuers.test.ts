import { claims as claimsOf } from "../../../lib/runtime";
import { authorizerOf, eventWith } from "./authorized";
import { TestIssuer } from "./issuer";
import { makeKey, makeToken } from "./tokens";

jest.setTimeout(60_000);

afterAll(() => TestIssuer.stopAll());

/** Tokens of popular issuers: the path of the issuer, an audience, and claims. */
const tokens: readonly (readonly [
  issuer: string,
  path: string,
  audience: string,
  claims: Readonly<Record<string, unknown>>,
])[] = [
  [
    "Cognito, an access token",
    "/eu-west-1_aBcDeFgHi",
    "7lhlkkfbfb4q5kpp90urffao",
    { token_use: "access", client_id: "7lhlkkfbfb4q5kpp90urffao", scope: "chat/write", "cognito:groups": ["users"] },
  ],
  [
    "Cognito, an id token",
    "/eu-west-1_aBcDeFgHi",
    "7lhlkkfbfb4q5kpp90urffao",
    { token_use: "id", aud: "7lhlkkfbfb4q5kpp90urffao", "cognito:username": "ada", scope: "chat/write" },
  ],
  [
    "Auth0",
    "/",
    "https://api.example.com",
    {
      aud: ["https://api.example.com", "https://example.eu.auth0.com/userinfo"],
      azp: "client",
      scope: "openid chat/write",
    },
  ],
  [
    "Okta",
    "/oauth2/default",
    "api://default",
    { aud: "api://default", cid: "client", scp: ["openid", "chat/write"], ver: 1 },
  ],
  [
    "Keycloak",
    "/realms/chat",
    "chat",
    { aud: ["chat", "account"], azp: "web", typ: "Bearer", scope: "email chat/write" },
  ],
  ["Entra", "/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0", "api", { aud: "api", scp: "chat/write openid", ver: "2.0" }],
  [
    "Google",
    "",
    "1234.apps.googleusercontent.com",
    { aud: "1234.apps.googleusercontent.com", sub: "110169484474386276334", scope: "chat/write" },
  ],
];

describe("a token of", () => {
  const key = makeKey("1", "RS256");

  it.each(tokens)("%s is accepted, and its claims are read", async (_name, path, audience, more) => {
    const issuer = await TestIssuer.start({ path, keys: [key] });
    const { authorize } = authorizerOf(issuer, {
      JWT_AUDIENCES: JSON.stringify([audience]),
      JWT_SCOPES: '["chat/write"]',
    });
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer.name, sub: "ada", iat: now, nbf: now, exp: now + 3600, ...more };
    const answer = await authorize(eventWith(makeToken(key, claims)));
    expect(answer.policyDocument.Statement).toEqual([expect.objectContaining({ Effect: "Allow" })]);
    const { scp, ...others } = claims as typeof claims & { readonly scp?: string | readonly string[] };
    const texts = scp === undefined ? {} : { scp: [scp].flat().join(" ") };
    expect(claimsOf({ requestContext: { authorizer: answer.context } })).toEqual({ ...others, ...texts });
  });
});
