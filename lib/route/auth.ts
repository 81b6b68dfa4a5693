import { quoted } from "../core/validation-error";
import type { ApiGatewayWebSocketRouteArgs } from "./route-args";

/** The auth of a route, decided. */
export type Auth = "none" | "iam";

/** What a declaration of auth means, or what is wrong with it. */
export function decideAuth(auth: ApiGatewayWebSocketRouteArgs["auth"]): { auth: Auth } | { problem: string } {
  if (auth === undefined || auth === false) return { auth: "none" };
  const known =
    typeof auth === "object" && auth !== null ? Object.entries(auth).filter(([, value]) => value !== undefined) : [];
  const other = known.find(([key]) => key !== "iam");
  if (other)
    return { problem: `"auth.${other[0]}" is not known; got ${quoted(auth)}. Use { iam: true }, or false for none.` };
  if (known.length === 1 && known[0]?.[1] === true) return { auth: "iam" };
  return { problem: `"auth" has to name a kind of auth; got ${quoted(auth)}. Use { iam: true }, or false for none.` };
}

/** A route and its auth, as the rules of auth look at it. */
export interface AuthOfRoute {
  readonly routeKey: string;
  readonly auth: Auth;
}

/**
 * Auth on another route than `$connect` is only true when `$connect` carries the same: API Gateway asks nobody again
 * after that. Gives what is wrong with the first route that relies on a check that is not there.
 */
export function unmetAuth(routes: readonly AuthOfRoute[]): { routeKey: string; problem: string } | undefined {
  const connect = routes.find(({ routeKey }) => routeKey === "$connect");
  const relying = routes.find(
    ({ routeKey, auth }) => routeKey !== "$connect" && auth !== "none" && auth !== connect?.auth,
  );
  if (!relying) return undefined;
  const line = connect
    ? `Add { auth: { iam: true } } as the third argument of its route("$connect", …)`
    : `Add api.route("$connect", "src/connect.handler", { auth: { iam: true } })`;
  return {
    routeKey: relying.routeKey,
    problem: `"auth" of the route ${quoted(relying.routeKey)} can't be held: API Gateway checks WebSocket clients once, on "$connect", and there ${connect ? "the route has no such auth" : "is no such route"}; got ${quoted({ iam: true })}. ${line}.`,
  };
}

/** Whether a transform of the route's arguments took away, or changed, the auth that the route declares. */
export function takenAway(declared: Auth, transformed: Auth): boolean {
  return declared !== "none" && transformed !== declared;
}
