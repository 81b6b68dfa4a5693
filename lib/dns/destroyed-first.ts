import type { Attributes } from "../core/attributes";
import { quoted } from "../core/validation-error";

/** What would have Terraform destroy a resource before the one that replaces it is there. */
export function destroyedFirst(attributes: Attributes | undefined): string | undefined {
  const [lifecycle] = attributes?.blocks("lifecycle") ?? [];
  if (lifecycle?.boolean("create_before_destroy") === true) return undefined;
  return `"create_before_destroy" = ${quoted(lifecycle?.raw("create_before_destroy") ?? null)} in place of true`;
}
