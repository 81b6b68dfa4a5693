import { createAuthorizer, type World } from "../../../lib/runtime/jwt/authorizer";
import { configuration } from "../../../lib/runtime/jwt/configuration";
import { fetchDocument } from "../../../lib/runtime/jwt/fetch-document";
import type { TestIssuer } from "./issuer";
import { makeToken, type SigningKey } from "./tokens";

export const methodArn = "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/$default/$connect";
export const audience = "https://api.example.com";

/** The event of API Gateway, with the token in the header Authorization. */
export const eventWith = (token: string) => ({
  type: "REQUEST",
  methodArn,
  headers: { Authorization: `Bearer ${token}` },
  multiValueHeaders: { Authorization: [`Bearer ${token}`] },
  requestContext: { requestId: "TXzPWFkkjoEF92g=", connectionId: "TXzPWdnOjoECGjA=" },
});

export const environment = (issuer: string, more: Readonly<Record<string, string>> = {}) => ({
  JWT_ISSUER: issuer,
  JWT_AUDIENCES: JSON.stringify([audience]),
  JWT_SCOPES: "null",
  JWT_IDENTITY_SOURCE: "route.request.header.Authorization",
  ...more,
});

/** The deployed authorizer, with another trusted certificate, timeout and clock. */
export function authorizerOf(
  issuer: TestIssuer,
  more: Readonly<Record<string, string>> = {},
  world: Partial<World> = {},
) {
  const lines: string[] = [];
  let passed = 0;
  const authorize = createAuthorizer(configuration(environment(issuer.name, more)), {
    fetch: (address) => fetchDocument(address, { ca: issuer.certificate, timeout: 20_000 }),
    clock: {
      now: () => Date.now() + passed,
      wait: async (ms) => {
        passed += ms;
      },
    },
    log: (line) => lines.push(line),
    ...world,
  });
  return {
    authorize,
    /** The result for a token: "Allow", "Deny", or the error message. */
    verdict: async (token: string) => {
      const answer = await authorize(eventWith(token)).catch((error: Error) => error.message);
      return typeof answer === "string" ? answer : answer.policyDocument.Statement[0]?.Effect;
    },
    pass: (ms: number) => {
      passed += ms;
    },
    lines,
    /** The log entry of the last token. */
    reason: () => JSON.parse(lines.at(-1) ?? "{}").reason as string,
  };
}

/** The claims of a valid token of an issuer. */
export const rightClaims = (issuer: TestIssuer, more: object = {}) => {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer.name, aud: audience, sub: "ada", iat: now, exp: now + 10 * 3600, ...more };
};

export const tokenOf = (issuer: TestIssuer, key: SigningKey, more: object = {}) =>
  makeToken(key, rightClaims(issuer, more));
