import { createHash } from "node:crypto";
import { type TerraformElement, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { quoted, ValidationError } from "./validation-error";

const hashLength = 8;
const shortestName = hashLength + 2;

/**
 * Returns a readable name for a function, role or log group that is unique for its `parts`.
 *
 * Every name ends in a hash, because the readable portion alone is not unique: `$default` and `default` have the same
 * readable portion, and IAM ignores the case of role names.
 *
 * @param parts ids from the stack's to the construct's own, in order
 * @param max the longest name that the service accepts, in characters
 * @param visibleParts the parts of the readable portion, if it leaves out some of `parts`
 */
export function physicalName(parts: readonly string[], max: number, visibleParts = parts): string {
  if (max < shortestName) throw new RangeError(`A name needs at least ${shortestName} characters, not ${max}.`);
  const readable = truncate(sanitizeParts(visibleParts), max - hashLength - 1);
  return `${readable || "x"}-${hashParts(parts)}`;
}

/**
 * Returns a name without a hash, for resources whose names need not be unique on AWS. A name that would be empty or too
 * long gets the form of {@link physicalName}.
 */
export function readableName(parts: readonly string[], max: number): string {
  const readable = sanitizeParts(parts).join("-");
  return readable && readable.length <= max ? readable : physicalName(parts, max);
}

/**
 * Returns the id of a construct that is named after user input, such as a route key.
 *
 * `constructs` replaces "/" by "--", so the routes "a/b" and "a--b" would collide: "/" is encoded. "%" is encoded too,
 * because otherwise the route "a%2Fb" would collide with "a/b".
 */
export function constructId(prefix: string, key: string): string {
  return `${prefix} ${key.replaceAll("%", "%25").replaceAll("/", "%2F")}`;
}

function sanitizeParts(parts: readonly string[]): string[] {
  return parts.map((part) => trimHyphens(part.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/-{2,}/g, "-"))).filter(Boolean);
}

// Cuts the middle: the stack at the start and the route at the end identify a resource best.
function truncate(parts: readonly string[], max: number): string {
  const text = parts.join("-");
  if (text.length <= max) return text;
  const head = trimHyphens(text.slice(0, Math.min(parts[0]?.length ?? 0, Math.floor(max / 2))));
  const tail = trimHyphens(text.slice(text.length - (max - head.length - 1)));
  return [head, tail].filter(Boolean).join("-");
}

function trimHyphens(text: string): string {
  return text.replace(/^-+|-+$/g, "");
}

// The hash is over JSON, which distinguishes ["a", "b"] from ["a-b"]. JSON also escapes unpaired surrogates; UTF-8 alone
// would turn all of them into one replacement character.
function hashParts(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, hashLength);
}

/** Returns the ids from the stack's down to the construct's own. Physical names are derived from them. */
export function pathParts(scope: IConstruct): readonly string[] {
  const stack = TerraformStack.of(scope);
  return scope.node.scopes.slice(scope.node.scopes.indexOf(stack)).map(({ node }) => node.id);
}

/** Returns the path of a construct, or of its child, inside the stack. Transforms receive it as `id`. */
export function pathInStack(scope: IConstruct, child?: string): string {
  return [...pathParts(scope).slice(1), ...(child === undefined ? [] : [child])].join("/");
}

/** Returns the path parts without words that only the construct tree needs: "chat-dev", "MyApi", "sendMessage". */
export function visibleParts(scope: IConstruct): readonly string[] {
  return pathParts(scope)
    .map((id) => id.replace(/^(Route|Authorizer) /, ""))
    .filter((id) => id !== "Handler");
}

/** Rejects a construct id with which a Terraform address can't begin. cdktf derives addresses from ids unchecked. */
export function requireTerraformName(scope: Construct, resource: TerraformElement): void {
  const address = TerraformStack.of(scope).getLogicalId(resource);
  if (/^[A-Za-z_]/.test(address)) return;
  throw new ValidationError(
    scope,
    `"id" has to begin with a letter or "_", because Terraform addresses begin with it; got ${quoted(scope.node.id)}. Choose an id such as "Api1".`,
  );
}
