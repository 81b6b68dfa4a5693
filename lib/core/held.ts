import { isDeepStrictEqual } from "node:util";
import type { Attributes } from "./attributes";
import { quoted } from "./validation-error";

/**
 * What would have Terraform make something else of a resource than was decided: an attribute that differs, none or
 * several of the resource, or a change that Terraform ignores, but for those of `ignored`, where that is what was decided.
 * What only Terraform knows differs.
 */
export function changed(
  attributes: Attributes | undefined,
  expected: Readonly<Record<string, unknown>>,
  ignored: readonly string[] = [],
): string | undefined {
  if (attributes === undefined) return "a stack without it";
  for (const [name, value] of Object.entries(expected)) {
    const found = attributes.raw(name) ?? null;
    if (!isDeepStrictEqual(found, value ?? null))
      return `"${name}" = ${quoted(found)} in place of ${quoted(value ?? null)}`;
  }
  const meta = ["count", "for_each"].find((name) => attributes.has(name));
  const held = Object.keys(expected).filter((name) => !ignored.includes(name));
  return meta ? `"${meta}" = ${quoted(attributes.raw(meta))}` : ignoredChange(attributes, held);
}

// Terraform would leave what was deployed otherwise as it is.
function ignoredChange(attributes: Attributes, held: readonly string[]): string | undefined {
  const ignored = attributes.blocks("lifecycle")[0]?.raw("ignore_changes");
  const harmless =
    Array.isArray(ignored) && ignored.every((name) => /^[a-z_]+$/.test(name) && !held.includes(name) && name !== "all");
  return ignored === undefined || harmless ? undefined : `"ignore_changes" = ${quoted(ignored)}`;
}
