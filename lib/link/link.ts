import type { IConstruct } from "constructs";
import type { Permission } from "./permission";

/** What functions that are linked to a resource get to read, and may do. */
export interface LinkDefinition {
  /** What `Resource.<name>` reads in the function. Values may be Terraform references. */
  readonly properties: Readonly<Record<string, unknown>>;
  /**
   * What a linked function may do.
   * @default - nothing
   */
  readonly include?: readonly Permission[];
}

/** A resource's link as a function gets it. */
export interface NamedLink extends LinkDefinition {
  readonly name: string;
  /** SST's name of the kind of resource, which travels with the properties. */
  readonly type: string;
}

/**
 * What can stand in a `link` list: this library's components, a `Linkable`, a resource of a class that
 * `Linkable.wrap` describes, or a permission.
 */
export type Link = IConstruct | Permission;

/** Under this symbol a component gives its own link. */
export const linkOf = Symbol.for("cdktf-apigateway-websocket/link");

/** A component that can be linked. */
export interface SelfLinked extends IConstruct {
  readonly [linkOf]: () => LinkDefinition & { readonly type: string };
}

export function isSelfLinked(value: unknown): value is SelfLinked {
  return typeof value === "object" && value !== null && linkOf in value;
}
