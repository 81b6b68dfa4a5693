/** What a function's environment says of one route of one API that the function serves. */
export interface RouteRule {
  readonly api: string;
  readonly route: string;
  readonly reply: boolean;
  /** A message needs one of these; null where the route takes every message. */
  readonly scopes: readonly string[] | null;
}

const known = ["api", "route", "reply", "scopes"];

/** The rules in an environment. One that can't be read takes all down: it may be the one that guards. */
export function routeRules(environment: Readonly<Record<string, string | undefined>>): readonly RouteRule[] {
  const names = Object.keys(environment).filter((name) => /^WEBSOCKET_ROUTE_[0-9A-F]{8,}$/.test(name));
  return names.map((name) => {
    const rule = parsed(environment[name]);
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

function isRule(value: unknown): value is RouteRule {
  if (typeof value !== "object" || value === null) return false;
  const { api, route, reply, scopes } = value as Partial<RouteRule>;
  const texts: readonly unknown[] = [api, route];
  // What has no "scopes" may have lost them: only null says that the route is open.
  return (
    Object.keys(value).every((key) => known.includes(key)) &&
    texts.every((text) => text !== "" && isText(text)) &&
    typeof reply === "boolean" &&
    (scopes === null || (Array.isArray(scopes) && scopes.every(isText)))
  );
}

const isText = (value: unknown) => typeof value === "string";
