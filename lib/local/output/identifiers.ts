import { createHash } from "node:crypto";
import type { Block } from "./stack";

/** The account that everything is in. */
export const account = "000000000000";

/** The id that AWS would make up: lower-case letters and digits, the same in every run. */
export function apiIdOf(api: Block): string {
  return idOf(api, 10);
}

/** The same for what lives in an API, whose ids are shorter. */
export function partIdOf(part: Block): string {
  return idOf(part, 7);
}

function idOf({ stack, path }: Block, length: number): string {
  const hash = createHash("sha256").update(`${stack.name}/${path}`).digest("hex");
  return BigInt(`0x${hash}`).toString(36).slice(-length);
}

/** What an API is called where it needs a port. */
export function hostKeyOf({ stack, address }: Block): string {
  return `${stack.name}/${address}`;
}
