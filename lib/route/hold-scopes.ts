import type { Construct } from "constructs";
import { judge } from "../core/judge";
import { resolved } from "../core/resolved";
import { quoted, ValidationError } from "../core/validation-error";
import type { AuthOfRoute } from "./auth";
import { lostScopes } from "./scopes";

/** Holds that all scopes of a route are there once they are written: a value made late may turn out to be nothing. */
export function holdScopes(scope: Construct, { routeKey, auth }: AuthOfRoute): void {
  const scopes = auth.kind === "jwt" ? auth.scopes : undefined;
  if (scopes === undefined) return;
  judge(scope, () => {
    const written = resolved(scope, scopes);
    if (!lostScopes(scopes, written)) return;
    throw new ValidationError(
      scope,
      `"auth.jwt.scopes" of the route ${quoted(routeKey)} has to be scopes of at least one character once it is synthesized; got ${quoted(written)}. Have the values that are made late give a scope each, or leave them out.`,
    );
  });
}
