import { createHash } from "node:crypto";
import type { Block } from "./stack";

/** The account id of all resources. */
export const account = "000000000000";

/** A generated id of an API: ten lower-case letters and digits, the same in every run. */
export function apiIdOf(api: Block): string {
  return idOf(api, 10);
}

/** A generated id of a resource that belongs to an API: seven characters. */
export function partIdOf(part: Block): string {
  return idOf(part, 7);
}

function idOf({ stack, path }: Block, length: number): string {
  const hash = createHash("sha256").update(`${stack.name}/${path}`).digest("hex");
  return BigInt(`0x${hash}`).toString(36).slice(-length);
}

/** The key of an API's `LocalHost`. */
export function hostKeyOf({ stack, address }: Block): string {
  return `${stack.name}/${address}`;
}
