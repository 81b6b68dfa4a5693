import { createHash } from "node:crypto";
import { type TerraformElement, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { quoted, ValidationError } from "./validation-error";

const hashLength = 8;
const shortestName = hashLength + 2;

/**
 * The name of a function, role or log group: readable, and unique for the parts it is made from.
 *
 * The hash is there even when the readable portion fits, because that portion alone is not unique: `$default` and
 * `default` read the same, and IAM compares role names without their case.
 *
 * @param parts from the stack's id to the construct's own, in order
 * @param max the longest name the service accepts
 * @param shown the parts that a reader should see, where not all of them tell something
 */
export function physicalName(parts: readonly string[], max: number, shown = parts): string {
  if (max < shortestName) throw new RangeError(`A name needs at least ${shortestName} characters, not ${max}.`);
  const readable = truncate(readableParts(shown), max - hashLength - 1);
  return `${readable || "x"}-${hashParts(parts)}`;
}

/** A name that may occur twice on AWS, so it stays free of a hash unless it had to be cut. */
export function readableName(parts: readonly string[], max: number): string {
  const readable = readableParts(parts).join("-");
  return readable && readable.length <= max ? readable : physicalName(parts, max);
}

/**
 * The id of a construct that is named after text of the user, such as a route key.
 *
 * `constructs` turns "/" into "--", so that the routes "a/b" and "a--b" would collide; encoded they don't. "%" is
 * encoded too, or else the route "a%2Fb" would collide with "a/b".
 */
export function constructId(prefix: string, key: string): string {
  return `${prefix} ${key.replaceAll("%", "%25").replaceAll("/", "%2F")}`;
}

function readableParts(parts: readonly string[]): string[] {
  return parts.map((part) => trimHyphens(part.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/-{2,}/g, "-"))).filter(Boolean);
}

// The stack (the front) and the route (the end) tell a reader most, so the middle goes.
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

// JSON, because it keeps ["a", "b"] and ["a-b"] apart, and lone surrogates, which UTF-8 would make one character.
function hashParts(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, hashLength);
}

/** The stack's id and the ids of the constructs below it, down to this one: what names are derived from. */
export function pathParts(scope: IConstruct): readonly string[] {
  const stack = TerraformStack.of(scope);
  return scope.node.scopes.slice(scope.node.scopes.indexOf(stack)).map(({ node }) => node.id);
}

/** The path of a construct inside its stack, as transforms are told it. */
export function pathInStack(scope: IConstruct, child?: string): string {
  return [...pathParts(scope).slice(1), ...(child === undefined ? [] : [child])].join("/");
}

/** The same without the words that are there for the construct tree alone: "chat-dev", "MyApi", "sendMessage". */
export function shownParts(scope: IConstruct): readonly string[] {
  return pathParts(scope)
    .map((id) => id.replace(/^(Route|Authorizer) /, ""))
    .filter((id) => id !== "Handler");
}

/** Refuses a construct id that Terraform's addresses can't begin with: cdktf makes them from it and looks no further. */
export function requireTerraformName(scope: Construct, resource: TerraformElement): void {
  const address = TerraformStack.of(scope).getLogicalId(resource);
  if (/^[A-Za-z_]/.test(address)) return;
  throw new ValidationError(
    scope,
    `"id" has to begin with a letter or "_", because Terraform's addresses are made from it; got ${quoted(scope.node.id)}. Choose another one.`,
  );
}
