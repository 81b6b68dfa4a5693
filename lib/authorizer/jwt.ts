import { Lazy } from "cdktf";
import type { Construct } from "constructs";
import { jsonencode } from "../core/render";
import { ValidationError } from "../core/validation-error";
import { Function } from "../function/function";
import { ownFunction } from "../function/own-module";
import { targetOf } from "../function/ready-made";
import { addVariable, holdWrapped } from "../function/wrapping";
import type { AuthorizerApi } from "./authorizer-api";
import type { JwtAuthorizerArgs } from "./authorizer-args";
import type { Decider } from "./decider";
import { defaultIdentitySource, identitySource } from "./identity-sources";
import { jwtProblem } from "./jwt-problem";

/** The scopes that a token needs to connect, which `$connect` sets once it is declared. */
export interface ScopesOfConnect {
  scopes: readonly string[];
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
  const { issuer, audiences } = args;
  const source = identitySource(args.identitySource ?? defaultIdentitySource);
  const own = ownFunction("jwt-authorizer", { description, memory: "512 MB", timeout: "10 seconds" });
  const fn = new Function(scope, "Handler", own, api.placement);
  addVariable(fn, "JWT_ISSUER", issuer);
  addVariable(fn, "JWT_AUDIENCES", jsonencode(audiences));
  addVariable(fn, "JWT_SCOPES", Lazy.stringValue({ produce: () => jsonencode(connect.scopes) }));
  addVariable(fn, "JWT_IDENTITY_SOURCE", source);
  holdWrapped(fn);
  const { provider } = api.placement;
  return { function: fn, target: targetOf(fn.nodes.function), provider, identitySources: [source] };
}
