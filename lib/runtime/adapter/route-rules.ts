import { bare } from "../bare";

/** The rule in a function's environment for one route of one API. */
export interface RouteRule {
  readonly api: string;
  readonly route: string;
  readonly reply: boolean;
  /** The scopes of which a connection must have at least one; null if the route needs no scope. */
  readonly scopes: readonly string[] | null;
  /** `"ignore"` where the route accepts messages of a client whose token has expired. */
  readonly expire?: "ignore";
}

const known = ["api", "route", "reply", "scopes", "expire"];

/** Reads the rules from an environment. Throws for an invalid rule, because that one may protect a route. */
export function routeRules(environment: Readonly<Record<string, string | undefined>>): readonly RouteRule[] {
  const names = Object.keys(environment).filter((name) => /^WEBSOCKET_ROUTE_[0-9A-F]{8,}$/.test(name));
  return names.map((name) => {
    const rule = bare(parsed(environment[name]));
    if (!isRule(rule))
      throw new Error(`The variable ${name} does not say which route it is for, and how it is guarded.`);
    return rule;
  });
}

function parsed(json = ""): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isRule(value: Partial<Record<keyof RouteRule, unknown>>): value is RouteRule {
  const { api, route, reply, scopes, expire } = value;
  const texts: readonly unknown[] = [api, route];
  // A rule without "scopes" may be incomplete. Only null means that the route needs no scope.
  return (
    Object.keys(value).every((key) => known.includes(key)) &&
    texts.every((text) => text !== "" && isText(text)) &&
    typeof reply === "boolean" &&
    (scopes === null || (Array.isArray(scopes) && scopes.every(isText))) &&
    (expire === undefined || expire === "ignore")
  );
}

const isText = (value: unknown) => typeof value === "string";
