import { hash } from "node:crypto";

/** A short name for a content. 160 bits are enough to exclude collisions by chance. */
export function digest(content: string | Uint8Array): string {
  return hash("sha256", content, "hex").slice(0, 40);
}
