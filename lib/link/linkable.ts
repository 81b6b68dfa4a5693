import { Construct, type IConstruct } from "constructs";
import { requireOwnScope } from "../core/own-constructs";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import type { Permission } from "./permission";

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
 * An entry of a `link` list: a component of this library, a `Linkable`, a resource of a class that `Linkable.wrap`
 * describes, or a permission.
 */
export type Link = IConstruct | Permission;

/** The key under which a component defines its own link. */
export const linkOf = Symbol.for("cdktf-apigateway-websocket/link");

/** A component that can be linked. */
export interface SelfLinked extends IConstruct {
  readonly [linkOf]: () => LinkDefinition & { readonly type: string };
}

export function isSelfLinked(value: unknown): value is SelfLinked {
  return typeof value === "object" && value !== null && linkOf in value;
}

const knownDefinition: KnownArguments<LinkDefinition> = { properties: true, include: true };

type Wrappers = Map<unknown, (resource: never) => LinkDefinition>;

// Global, so that two installed copies of this package share the wrappers.
const wrappersKey = Symbol.for("cdktf-apigateway-websocket/wrappers");
const shared = globalThis as { [wrappersKey]?: Wrappers };

function wrappers(): Wrappers {
  shared[wrappersKey] ??= new Map();
  return shared[wrappersKey];
}

/**
 * Values and permissions that functions can be linked to. The construct id is the name of the link.
 *
 * @example
 * ```ts
 * const limits = new Linkable(this, "Limits", { properties: { perMinute: 60 } });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", { handler: "src/default.handler", link: [limits] });
 * ```
 */
export class Linkable extends Construct {
  /**
   * Defines the link of all resources of a class, so that a `link` list can contain these resources. The construct id
   * of a resource is the name of its link.
   *
   * @example
   * ```ts
   * import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
   *
   * Linkable.wrap(S3Bucket, (bucket) => ({
   *   properties: { name: bucket.bucket },
   *   include: [aws.permission({ actions: ["s3:GetObject"], resources: [`${bucket.arn}/*`] })],
   * }));
   * const bucket = new S3Bucket(this, "Uploads");
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", { transform: { route: { handler: { link: [bucket] } } } });
   * api.route("$default", "src/default.handler");
   * ```
   */
  public static wrap<T extends IConstruct>(
    resource: abstract new (...args: never[]) => T,
    definition: (resource: T) => LinkDefinition,
  ): void {
    wrappers().set(resource, definition as (resource: never) => LinkDefinition);
  }

  /** The values that linked functions read as `Resource.<id>`. */
  public readonly properties: LinkDefinition["properties"];

  private readonly definition: LinkDefinition;

  constructor(scope: Construct, id: string, definition: LinkDefinition) {
    super(scope, id);
    requireOwnScope(this);
    requireKnown(this, "Linkable", definition, knownDefinition);
    this.definition = definition;
    this.properties = definition.properties;
  }

  /** @internal */
  public [linkOf]() {
    return { ...this.definition, type: "sst.sst.Linkable" };
  }
}

/** Returns the definition that `Linkable.wrap` set for a resource's class or its nearest base class. */
export function wrappedDefinition(resource: IConstruct): LinkDefinition | undefined {
  for (let type: unknown = resource.constructor; typeof type === "function"; type = Object.getPrototypeOf(type)) {
    const definition = wrappers().get(type);
    if (definition) return definition(resource as never);
  }
  return undefined;
}
