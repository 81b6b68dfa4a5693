import { Construct, type IConstruct } from "constructs";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
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

const knownDefinition: KnownArguments<LinkDefinition> = { properties: true, include: true };

type Wrappers = Map<unknown, (resource: never) => LinkDefinition>;

// For the whole process, where a second copy of this package finds them.
const wrappersKey = Symbol.for("cdktf-apigateway-websocket/wrappers");
const shared = globalThis as { [wrappersKey]?: Wrappers };

function wrappers(): Wrappers {
  shared[wrappersKey] ??= new Map();
  return shared[wrappersKey];
}

/**
 * Values and permissions that functions can be linked to, under a name of your choice.
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
   * Describes how resources of a class are linked, so that they can stand in a `link` list as they are. The link has
   * the name of the resource's construct id.
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

  /** What linked functions read as `Resource.<id>`. */
  public readonly properties: LinkDefinition["properties"];

  private readonly definition: LinkDefinition;

  constructor(scope: Construct, id: string, definition: LinkDefinition) {
    super(scope, id);
    requireKnown(this, "Linkable", definition, knownDefinition);
    this.definition = definition;
    this.properties = definition.properties;
  }

  /** @internal */
  public [linkOf]() {
    return { ...this.definition, type: "sst.sst.Linkable" };
  }
}

/** How `Linkable.wrap` describes a resource, by its class or the nearest one above. */
export function wrappedDefinition(resource: IConstruct): LinkDefinition | undefined {
  for (let type: unknown = resource.constructor; typeof type === "function"; type = Object.getPrototypeOf(type)) {
    const definition = wrappers().get(type);
    if (definition) return definition(resource as never);
  }
  return undefined;
}
