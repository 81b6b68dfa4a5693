import { isDeepStrictEqual } from "node:util";
import type { LocalApp } from "../model";

/** Names what differs between two versions of an app, for a line of the log. */
export function describeChanges(before: LocalApp, after: LocalApp): string {
  const [old, now] = [partsOf(before), partsOf(after)];
  const added = [...now.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !now.has(name));
  const changed = [...now].flatMap(([name, part]) =>
    old.has(name) && !isDeepStrictEqual(old.get(name), part) ? [name] : [],
  );
  const lists = [...list("added", added), ...list("removed", removed), ...list("changed", changed)];
  return lists.join("; ") || "nothing differs that this run uses";
}

function partsOf({ apis, domains, functions }: LocalApp): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ...apis.map(({ routes: _, authorizers: __, ...api }) => [`API ${api.path}`, api] as const),
    ...apis.flatMap(({ path, routes }) =>
      routes.map(({ function: fn, authorization, ...route }) => {
        return [
          `route ${routeName(path, route.routeKey)}`,
          { ...route, fn: fn?.arn, auth: authorization.type },
        ] as const;
      }),
    ),
    ...apis.flatMap(({ authorizers }) =>
      authorizers.map(({ function: fn, ...authorizer }) => {
        return [`authorizer ${authorizer.name}`, { ...authorizer, fn: fn.arn }] as const;
      }),
    ),
    ...domains.map(({ name, mappings }) => [`domain ${name}`, mappings.map(({ path }) => path)] as const),
    ...functions.map((fn) => [`function ${fn.path}`, fn] as const),
  ]);
}

function routeName(api: string, routeKey: string): string {
  return `${routeKey} of ${api.replace(/\/Api$/, "")}`;
}

function list(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what} ${names.join(", ")}`];
}
