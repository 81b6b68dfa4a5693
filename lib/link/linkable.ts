import { Construct, type IConstruct } from "constructs";
import { requireOwnScope } from "../core/own-constructs";
import { checkedScope } from "../core/scope";
import { quoted, ValidationError } from "../core/validation-error";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { type Link, type LinkDefinition, linkOf, wrappers } from "./definition";
import { linkVariables } from "./link-statements";

const knownDefinition: KnownArguments<LinkDefinition> = { properties: true, include: true };

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
   * import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
   *
   * Linkable.wrap(CloudwatchLogGroup, (log) => ({
   *   properties: { name: log.name },
   *   include: [aws.permission({ actions: ["logs:FilterLogEvents"], resources: [`${log.arn}:*`] })],
   * }));
   * const audit = new CloudwatchLogGroup(this, "Audit", { name: "/audit" });
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi", { transform: { route: { handler: { link: [audit] } } } });
   * api.route("$default", "src/default.handler");
   * ```
   */
  public static wrap<T extends IConstruct>(
    resource: abstract new (...args: never[]) => T,
    definition: (resource: T) => LinkDefinition,
  ): void {
    wrappers().set(resource, definition as (resource: never) => LinkDefinition);
  }

  /**
   * Returns the environment variables that pass links to compute that this library does not create, such as a Lambda
   * function of your own or a container. `linkStatements` returns the permissions of the same links.
   *
   * @example
   * ```ts
   * import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
   *
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler");
   * new LambdaFunction(this, "Worker", {
   *   functionName: "worker",
   *   role: "arn:aws:iam::123456789012:role/worker",
   *   imageUri: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/worker:1",
   *   packageType: "Image",
   *   environment: { variables: Linkable.env([api]) },
   * });
   * ```
   */
  public static env(links: readonly Link[]): Record<string, string> {
    return linkVariables(links);
  }

  /** The values that linked functions read as `Resource.<id>`. */
  public readonly properties: LinkDefinition["properties"];

  private readonly definition: LinkDefinition;

  constructor(scope: Construct, id: string, definition: LinkDefinition) {
    super(checkedScope(scope, id, { component: "Linkable", rest: "{ properties: { … } }" }), id);
    requireOwnScope(this);
    requireDefinition(this, definition);
    this.definition = definition;
    this.properties = definition.properties;
  }

  /** @internal */
  public [linkOf]() {
    return { ...this.definition, type: "sst.sst.Linkable" };
  }
}

function requireDefinition(linkable: Linkable, definition: unknown): void {
  if (definition === undefined)
    throw new ValidationError(
      linkable,
      `"properties" of a Linkable is missing; got no definition. Write new Linkable(this, ${quoted(linkable.node.id)}, { properties: { … } }).`,
    );
  requireKnown(linkable, "Linkable", definition as LinkDefinition, knownDefinition);
}
