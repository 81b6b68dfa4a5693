import { Token } from "cdktf";
import { type Fragment, fragmentsOf } from "../core/fragments";
import { quoted } from "../core/validation-error";
import type { JwtAuthorizerArgs } from "./authorizer-args";
import { tokenSourceProblem } from "./identity-sources";

/** What is wrong with the arguments of `jwt`; what only Terraform knows is not judged. */
export function jwtProblem({ issuer, audiences, identitySource }: JwtAuthorizerArgs): string | undefined {
  const sourceProblem =
    identitySource === undefined ? undefined : tokenSourceProblem("jwt.identitySource", identitySource);
  return issuerProblem(issuer) ?? audiencesProblem(audiences) ?? sourceProblem;
}

function issuerProblem(issuer: unknown): string | undefined {
  if (typeof issuer !== "string" || issuer === "")
    return `"jwt.issuer" has to be the address of an issuer, such as "https://issuer.com/"; got ${quoted(issuer)}. Give what stands in the claim "iss" of its tokens.`;
  const parts = fragmentsOf(issuer);
  const got = `got ${quoted(written(parts, "${…}"))}`;
  // What stands before a reference is known.
  const begin = typeof parts[0] === "string" ? parts[0] : "https://";
  if (/^http:/i.test(begin))
    return `"jwt.issuer" has to be reached over https, or anyone on the way could give it other keys; ${got}. Give its https address.`;
  if (!begin.startsWith("https://"))
    return `"jwt.issuer" has to begin with "https://", as the claim "iss" of its tokens does; ${got}. Give the whole address.`;
  const address = written(parts, "x");
  if (address.includes("/.well-known/"))
    return `"jwt.issuer" is the address without "/.well-known/…", which is added to find its keys; ${got}. Leave that part out.`;
  return typeof parts[0] !== "string" || /^https:\/\/[^\s/?#@\\"<>{}]+(\/[^\s?#\\"<>{}]*)?$/.test(address)
    ? undefined
    : `"jwt.issuer" has to be an address of a host and a path; ${got}. Give what stands in the claim "iss" of its tokens.`;
}

function written(parts: readonly Fragment[], reference: string): string {
  return parts.map((part) => (typeof part === "string" ? part : reference)).join("");
}

function audiencesProblem(audiences: unknown): string | undefined {
  if (Token.isUnresolved(audiences)) return undefined;
  const got = `got ${quoted(audiences)}`;
  const advice = "Give the ids of the clients, or of the API, that the issuer's tokens are for.";
  if (typeof audiences === "string")
    return `"jwt.audiences" has to be a list; ${got}. Put it in brackets: [${quoted(audiences)}].`;
  if (!Array.isArray(audiences) || audiences.length === 0)
    return `"jwt.audiences" has to name at least one audience, or every token of the issuer would let in; ${got}. ${advice}`;
  return audiences.every(
    (audience) => Token.isUnresolved(audience) || (typeof audience === "string" && audience !== ""),
  )
    ? undefined
    : `"jwt.audiences" takes texts that are not empty; ${got}. ${advice}`;
}
