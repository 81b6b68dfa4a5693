/**
 * The part of a name that someone registered: "example.co.uk" of "api.example.co.uk". Undefined where there is none,
 * because the name is one below which others register theirs.
 */
export function registrableDomain(name: string): string | undefined {
  // With the suffixes of private registries: who has "example.uk.com" has no say in "uk.com".
  return tldts().getDomain(name, { allowPrivateDomains: true }) ?? undefined;
}

/** Loaded at the first use: its list is large, and an app that names its zones needs none. */
function tldts(): typeof import("tldts") {
  return require("tldts");
}
