import { createHmac, timingSafeEqual } from "node:crypto";
import type { AuthorizerEventV2, SimpleAuthorizerResult } from "cdktf-apigateway-websocket/runtime";

/**
 * Accepts a client with a valid ticket, "<user>.<seconds since 1970>.<signature>". A website issues the ticket to a
 * logged-in user for about a minute, and signs it with a secret that it shares with this function.
 */
export const handler = async ({ identitySource }: AuthorizerEventV2): Promise<SimpleAuthorizerResult> => {
  const user = userOf(identitySource[0] ?? "");
  return user === undefined ? { isAuthorized: false } : { isAuthorized: true, context: { principalId: user } };
};

// The export name in SST's examples.
export { handler as index };

function userOf(ticket: string): string | undefined {
  const [, user, expires, signature] = /^([\w-]{1,64})\.(\d{1,12})\.([\w-]{43})$/.exec(ticket) ?? [];
  if (user === undefined || expires === undefined || signature === undefined) return undefined;
  const isSigned = timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(`${user}.${expires}`)));
  return isSigned && Number(expires) > Date.now() / 1000 ? user : undefined;
}

function signatureOf(text: string): string {
  const secret = process.env.TICKET_SECRET;
  // With an empty secret, everyone could sign tickets.
  if (!secret) throw new Error("TICKET_SECRET is not set.");
  return createHmac("sha256", secret).update(text).digest("base64url");
}
