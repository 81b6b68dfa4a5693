import type { LocalApi } from "../model";
import { partitionOf } from "./partition";

/**
 * Has addresses lead here. An API's own host is never anything else, but the name of a domain may be, such as whom a
 * token is for: so that is replaced only where the library writes it for clients and functions to connect to.
 */
export function rewriter(
  apis: readonly Pick<LocalApi, "apiId" | "region" | "authority">[],
  domains: readonly { readonly name: string; readonly authority: string; readonly isOnly: boolean }[],
): (value: string) => string {
  const own = apis.map(({ apiId, region, authority }) => {
    const host = `${apiId}.execute-api.${region}.${partitionOf(region).dnsSuffix}`;
    return { pattern: pattern(host, "(?<![\\w.@-])"), authority };
  });
  const custom = domains.map(({ name, authority, isOnly }) => ({
    pattern: pattern(name, isOnly ? "(?<=(?:wss|https)://)" : "(?<=wss://)"),
    authority,
  }));
  return (value) => [...own, ...custom].reduce((text, host) => text.replace(host.pattern, () => host.authority), value);
}

function pattern(host: string, before: string): RegExp {
  return new RegExp(`${before}${host.replace(/[.*]/g, "\\$&")}(?![\\w.:-])`, "g");
}
