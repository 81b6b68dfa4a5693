import { hash } from "node:crypto";

/** JSON whose text depends on the value alone: the keys of objects are sorted, at every depth. */
export function canonicalJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_key, item: unknown) => (isRecord(item) ? sortKeys(item) : item), indent);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortKeys(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, value[key]]),
  );
}

/** A short name for a content. 160 bits are enough to exclude collisions by chance. */
export function digest(content: string | Uint8Array): string {
  return hash("sha256", content, "hex").slice(0, 40);
}
