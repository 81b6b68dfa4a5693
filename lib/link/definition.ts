import type { IConstruct } from "constructs";
import type { Permission } from "./permission";
import type { ResourceLink } from "./resource-link";

/** The values that a linked function can read, and its permissions. */
export interface LinkDefinition {
  /** The values of `Resource.<name>` in the function. They may be Terraform references. */
  readonly properties: Readonly<Record<string, unknown>>;
  /**
   * Permissions of a linked function.
   * @default - none
   */
  readonly include?: readonly Permission[];
}

/** A link definition with its name and type. */
export interface NamedLink extends LinkDefinition {
  readonly name: string;
  /** SST's name of the resource type. Functions read it with the properties. */
  readonly type: string;
}

/**
 * An entry of a `link` list: a component of this library, a `Linkable`, a resource of the provider that has a built-in
 * link or whose class `Linkable.wrap` describes, the result of `aws.link`, or a permission.
 */
export type Link = IConstruct | ResourceLink | Permission;

/** The key under which a component defines its own link. */
export const linkOf = Symbol.for("cdktf-apigateway-websocket/link");

/** A component that can be linked. */
export interface SelfLinked extends IConstruct {
  readonly [linkOf]: () => LinkDefinition & { readonly type: string };
}

export function isSelfLinked(value: unknown): value is SelfLinked {
  return typeof value === "object" && value !== null && linkOf in value;
}

type Wrappers = Map<unknown, (resource: never) => LinkDefinition>;

// Global, so that two installed copies of this package share the wrappers.
const wrappersKey = Symbol.for("cdktf-apigateway-websocket/wrappers");
const shared = globalThis as { [wrappersKey]?: Wrappers };

/** The definitions that `Linkable.wrap` set, by class. */
export function wrappers(): Wrappers {
  shared[wrappersKey] ??= new Map();
  return shared[wrappersKey];
}

/** Returns the definition that `Linkable.wrap` set for a resource's class or its nearest base class. */
export function wrappedDefinition(resource: IConstruct): LinkDefinition | undefined {
  for (let type: unknown = resource.constructor; typeof type === "function"; type = Object.getPrototypeOf(type)) {
    const definition = wrappers().get(type);
    if (definition) return definition(resource as never);
  }
  return undefined;
}
