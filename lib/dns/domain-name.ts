import { domainToASCII } from "node:url";
import { Token } from "cdktf";
import { isLiteral } from "../core/escape";
import { quoted } from "../core/validation-error";

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
// A last label of digits would be an address of IPv4.
const plainName = new RegExp(`^(?:${label}\\.)+(?=[a-z])${label}$`);
const longestName = 253;

/** Whether text is what it says: no token, and no expression of Terraform's. */
export function isKnown(text: string): boolean {
  return !Token.isUnresolved(text) && isLiteral(text);
}

/** The name that a wildcard stands below, or the name itself. */
export function withoutWildcard(name: string): string {
  return name.replace(/^\*\./, "");
}

/** Whether a name is a zone's own or lies below it. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** Whether text has the form of a full name, in lower case and without a wildcard. */
export function isPlainName(name: string): boolean {
  return name.length <= longestName && plainName.test(name);
}

/** What is wrong with a literal domain name, which the argument gives. */
export function domainNameProblem(argument: string, name: string): string | undefined {
  if (name.length <= longestName && isPlainName(withoutWildcard(name))) return undefined;
  const canonical = canonicalName(name);
  return canonical === undefined
    ? `"${argument}" has to be a full domain name such as "api.example.com", with "*" as a whole first label only; got ${quoted(name)}. Give the name that clients connect to.`
    : `"${argument}" takes lower case and Punycode, and no dot at its end; got ${quoted(name)}. Write ${quoted(canonical)}.`;
}

// How DNS writes the name, where that alone is what is wrong: of a URL, it would be the host.
function canonicalName(name: string): string | undefined {
  if (/[\s/\\?#@:]/.test(name)) return undefined;
  const wildcard = name.startsWith("*.") ? "*." : "";
  const canonical = domainToASCII(withoutWildcard(name).replace(/\.$/, ""));
  return canonical !== name && isPlainName(canonical) ? wildcard + canonical : undefined;
}
