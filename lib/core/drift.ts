import { isDeepStrictEqual } from "node:util";
import type { Attributes } from "./attributes";
import { quoted } from "./validation-error";

/**
 * Describes how the rendered resource differs from `expected`: an attribute has another value, the resource is missing,
 * `count` or `for_each` makes none or several of it, or Terraform ignores changes of an expected attribute. Values known
 * only after apply count as different. `ignored` names expected attributes whose changes Terraform may ignore, and
 * meta-arguments that may be set.
 */
export function describeDrift(
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
  const meta = ["count", "for_each"].find((name) => attributes.has(name) && !ignored.includes(name));
  const locked = Object.keys(expected).filter((name) => !ignored.includes(name));
  if (meta) return `"${meta}" = ${quoted(attributes.raw(meta))}`;
  return ignored.includes("ignore_changes") ? undefined : ignoredChange(attributes, locked);
}

// Terraform would leave the resource as it was deployed before.
function ignoredChange(attributes: Attributes, locked: readonly string[]): string | undefined {
  const ignored = attributes.blocks("lifecycle")[0]?.raw("ignore_changes");
  const harmless =
    Array.isArray(ignored) &&
    ignored.every((name) => /^[a-z_]+$/.test(name) && !locked.includes(name) && name !== "all");
  return ignored === undefined || harmless ? undefined : `"ignore_changes" = ${quoted(ignored)}`;
}
