import type { LocalApi } from "../model";
import { partitionOf } from "./partition";

/**
 * Replaces the hosts of APIs and domains by local ones. An API's own host is always replaced. The name of a domain may
 * have another meaning, such as a token's audience, so it is replaced only in the URLs that the library writes.
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
