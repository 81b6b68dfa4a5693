import type { TerraformElement } from "cdktf";

/** A class of a provider's bindings. */
export interface ResourceClass {
  readonly prototype: TerraformElement;
}

const metaArguments = ["connection", "count", "dependsOn", "forEach", "lifecycle", "provider", "provisioners"];

/** Returns the names that the configuration of a resource may have: its own arguments, and Terraform's meta-arguments. */
export function configNames({ prototype }: ResourceClass): readonly string[] {
  // The bindings have a getter with this suffix for each argument, and for no other attribute.
  const getters = Object.getOwnPropertyNames(prototype).filter((name) => name.endsWith("Input"));
  return [...getters.map((name) => name.slice(0, -"Input".length)), ...metaArguments];
}
