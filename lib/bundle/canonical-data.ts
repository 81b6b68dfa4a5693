import { hash } from "node:crypto";

/** Renders JSON with sorted keys at every depth, so that equal values have equal texts. */
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

/** A digest of 160 bits in hexadecimal, which is enough to exclude accidental collisions. */
export function digest(content: string | Uint8Array): string {
  return hash("sha256", content, "hex").slice(0, 40);
}

/** All strings in a JSON value, at any depth. The names of members are not included. */
export function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return isRecord(value) || Array.isArray(value) ? Object.values(value).flatMap(stringsIn) : [];
}
