import { Lazy, Token } from "cdktf";
import type { Construct } from "constructs";
import { jsonencode } from "../core/render";
import { ValidationError } from "../core/validation-error";
import { Function } from "../function/function";
import { ownFunction } from "../function/internals";
import { targetOf } from "../function/ready-made";
import { lockCode } from "../function/wrapping";
import type { AuthorizerApi } from "./authorizer-api";
import type { JwtAuthorizerArgs } from "./authorizer-args";
import type { Decider } from "./decider";
import { defaultIdentitySource, identitySource } from "./identity-sources";
import { jwtProblem } from "./jwt-problem";

/** The scopes of which a token needs one to connect; undefined until `$connect` asks for some. */
export interface ScopesOfConnect {
  scopes: readonly string[] | undefined;
}

/** The variable that tells the function of them. No scopes are not an empty list, which nobody holds one of. */
export const scopesVariable = "JWT_SCOPES";

/** What the variable says: `null` where no scope is asked for. */
export function scopesText(scopes: readonly string[] | undefined): string {
  return jsonencode(scopes ?? null);
}

/** Makes the function of this library that verifies tokens. What it goes by is held as it was given. */
export function createVerifier(
  scope: Construct,
  api: AuthorizerApi,
  description: string,
  args: JwtAuthorizerArgs,
  connect: ScopesOfConnect,
): Decider {
  const problem = jwtProblem(args);
  if (problem !== undefined) throw new ValidationError(scope, problem);
  const { issuer } = args;
  // A copy, because what was checked is what has to be let in.
  const audiences = Token.isUnresolved(args.audiences) ? args.audiences : [...args.audiences];
  const source = identitySource(args.identitySource ?? defaultIdentitySource);
  const variables = {
    JWT_ISSUER: issuer,
    JWT_AUDIENCES: jsonencode(audiences),
    // $connect may be declared after its authorizer.
    [scopesVariable]: Lazy.stringValue({ produce: () => scopesText(connect.scopes) }),
    JWT_IDENTITY_SOURCE: source,
  };
  const settings = { description, memory: "512 MB", timeout: "10 seconds" } as const;
  const fn = new Function(scope, "Handler", ownFunction("jwt-authorizer", settings, variables), api.placement);
  lockCode(fn);
  const { provider } = api.placement;
  return { function: fn, target: targetOf(fn.nodes.function), provider, identitySources: [source] };
}
