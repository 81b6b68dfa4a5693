import { Construct, type IConstruct } from "constructs";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { builtInDefinition } from "./built-in-links";

/**
 * How a resource is linked, where its built-in link does not fit.
 *
 * @example
 * ```ts
 * import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
 *
 * const queue = new SqsQueue(this, "jobs", { name: "jobs" });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", {
 *   handler: "src/default.handler",
 *   link: [aws.link(queue, { name: "Jobs", actions: ["sqs:SendMessage"] })],
 * });
 * ```
 */
export interface ResourceLinkArgs {
  /**
   * Name of the link, by which handlers read it: `Resource.<name>`. Letters and digits, the first an upper-case letter.
   * @default - the construct id of the resource
   */
  readonly name?: string;
  /**
   * The IAM actions that the link allows, such as `["dynamodb:Query"]`, on all ARNs of the built-in link. They belong to
   * the service of the resource. `[]` allows none, so that the function gets the properties alone.
   * @default - those of the built-in link
   */
  readonly actions?: readonly string[];
}

/** A resource as an entry of a `link` list, with another name or with fewer rights. */
export interface ResourceLink extends ResourceLinkArgs {
  /** Distinguishes it from other links. */
  readonly type: "aws.link";
  /** The linked resource. */
  readonly resource: IConstruct;
}

const knownArgs: KnownArguments<ResourceLinkArgs> = { name: true, actions: true };

/**
 * Links a resource under another name, or with other actions than those that are built in.
 *
 * @example
 * ```ts
 * import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
 *
 * const table = new DynamodbTable(this, "votes-table", {
 *   name: "votes",
 *   billingMode: "PAY_PER_REQUEST",
 *   hashKey: "id",
 *   attribute: [{ name: "id", type: "S" }],
 * });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", {
 *   handler: "src/default.handler",
 *   link: [aws.link(table, { name: "Votes", actions: ["dynamodb:Query"] })],
 * });
 * ```
 */
export function link(resource: IConstruct, args: ResourceLinkArgs = {}): ResourceLink {
  const scope = Construct.isConstruct(resource) ? resource : undefined;
  if (scope === undefined)
    throw new ValidationError(
      scope,
      `"aws.link" takes a resource and then its options; got ${quoted(resource)}. Write aws.link(table, { name: "Votes" }).`,
    );
  requireKnown(scope, "aws.link", args, knownArgs);
  const problem = nameProblem(args.name) ?? (args.actions && actionsProblem(resource, args.actions));
  if (problem !== undefined) throw new ValidationError(scope, problem);
  return { ...args, type: "aws.link", resource };
}

/** Whether an entry of a `link` list is the result of `aws.link`. */
export function isResourceLink(value: unknown): value is ResourceLink {
  return isObject(value) && value.type === "aws.link" && Construct.isConstruct(value.resource);
}

function nameProblem(name: unknown): string | undefined {
  if (name === undefined || typeof name === "string") return undefined;
  return `"name" of a link has to be a string; got ${quoted(name)}. Write aws.link(resource, { name: "Votes" }).`;
}

function actionsProblem(resource: IConstruct, actions: unknown): string | undefined {
  const builtIn = builtInDefinition(resource);
  const got = `got ${quoted(actions)}`;
  if (builtIn === undefined) return noActions(resource, actions);
  const { service } = builtIn;
  const isList = Array.isArray(actions) && actions.every((action) => typeof action === "string");
  if (!isList) return `"actions" has to be a list of IAM actions; ${got}. Write ["${service}:…"].`;
  const stray = actions.find((action) => !action.toLowerCase().startsWith(`${service}:`));
  if (stray !== undefined)
    return `"actions" takes actions of the resource's own service, "${service}:…"; got ${quoted(stray)}. Allow others by aws.permission({ actions: [${quoted(stray)}], resources: [ … ] }) in the list of links.`;
  if (actions.length === 0 || builtIn.include().length > 0) return undefined;
  return `"actions" can't be set for a resource whose built-in link allows none; ${got}. Allow them by aws.permission({ actions: ${quoted(actions)}, resources: [ … ] }) in the list of links.`;
}

/** Returns the message for `actions` where the link is not one that is built in. */
export function noActions(resource: IConstruct, actions: unknown): string {
  return `"actions" can be set only for a resource that has a built-in link, which ${quoted(resource)} has not; got ${quoted(actions)}. Write new Linkable(this, "…", { properties: { … }, include: [aws.permission({ actions: [ … ], resources: [ … ] })] }) in its place.`;
}
