import { createHash } from "node:crypto";

/** A short name for a content. 160 bits are more than chance will ever bring together. */
export function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 40);
}
