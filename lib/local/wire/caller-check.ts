import type { IncomingHttpHeaders } from "node:http";
import { isIPv4 } from "node:net";

/** Why a request is refused, and the option that would allow it. */
export interface CallerProblem {
  readonly why: string;
  /** Not set if the value has no valid form, because then no option allows it. */
  readonly option?: string;
}

/** Whom a run answers. */
export interface AllowedCallers {
  /** Names of hosts in addition to loopback. `*.example.com` stands for all names with one more label. */
  readonly hosts: readonly string[];
  /** Origins of web pages in addition to those on loopback. `*` stands for all. */
  readonly origins: readonly string[];
}

/** The form of an origin, such as `https://app.example.com:8443`. */
const originForm = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;
const hostForm = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/i;

/**
 * Decides by the headers `Host` and `Origin` whether a request is answered. A web page whose name resolves to this
 * machine sends its own name as the host, and a page of another site sends its origin.
 */
export function callerProblem(
  { host, origin }: IncomingHttpHeaders,
  { hosts, origins }: AllowedCallers,
): CallerProblem | undefined {
  const name = hostName(host);
  if (name === undefined) return { why: "the header Host is missing or invalid" };
  if (!isLoopback(name) && !hosts.some((allowed) => isSameHost(allowed, name)))
    return { why: `the host ${JSON.stringify(name)} is not a name of this run`, option: `--host ${name}` };
  if (origin === undefined || isLoopbackOrigin(origin) || origins.includes("*") || origins.includes(origin))
    return undefined;
  const why = `the origin ${JSON.stringify(origin)} is not allowed`;
  return isOrigin(origin) ? { why, option: `--origin ${origin}` } : { why };
}

/** Whether a text has the form of an origin, as browsers send it. Pages without an origin send `null`. */
export function isOrigin(text: string): boolean {
  return text === "null" || originForm.test(text);
}

/** Whether a text is a name or an address without a port. `*.` before a name stands for all names below it. */
export function isHost(text: string): boolean {
  return hostForm.test(withBrackets(text.replace(/^\*\./, "")));
}

/** Whether a name or an address always belongs to this machine itself. */
export function isLoopback(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    ["localhost", "::1", "[::1]"].includes(lower) ||
    lower.endsWith(".localhost") ||
    (isIPv4(lower) && lower.startsWith("127."))
  );
}

function isLoopbackOrigin(origin: string): boolean {
  const [, scheme = "", name = ""] = originForm.exec(origin) ?? [];
  return /^https?$/i.test(scheme) && isLoopback(name);
}

function hostName(host: string | undefined): string | undefined {
  const name = host
    ?.replace(/:\d{1,5}$/, "")
    .replace(/\.$/, "")
    .toLowerCase();
  return name !== undefined && hostForm.test(name) ? name : undefined;
}

function isSameHost(allowed: string, name: string): boolean {
  const lower = withBrackets(allowed.toLowerCase());
  if (!lower.startsWith("*.")) return lower === name;
  const [, ...rest] = name.split(".");
  return rest.join(".") === lower.slice(2);
}

/** An IPv6 address in a URL is in brackets. */
function withBrackets(name: string): string {
  return name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
}
