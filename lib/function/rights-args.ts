import type { Link } from "../link/definition";
import type { PermissionArgs } from "../link/permission";
import type { GivenRole } from "./given-role";
import type { ManagedPolicy } from "./managed-policies";

/**
 * What a Lambda function can use.
 *
 * @example
 * ```ts
 * const permissions = [{ actions: ["ses:SendEmail"], resources: ["*"] }];
 * new aws.Function(this, "Chat", { handler: "src/default.handler", permissions });
 * ```
 */
export interface FunctionRightsArgs {
  /**
   * Resources that the function can read and use: APIs, functions, `Linkable`s, resources of a class that
   * `Linkable.wrap` describes, and permissions. The function reads a resource's properties as `Resource.<name>` of
   * `cdktf-apigateway-websocket/runtime`. Environment variables contain these properties.
   * @default - none
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("broadcast", { handler: "src/broadcast.handler", link: [api] });
   * ```
   */
  readonly link?: readonly Link[];
  /**
   * Permissions of the function, in addition to writing its own log and the permissions of its links.
   * @default - none
   */
  readonly permissions?: readonly PermissionArgs[];
  /**
   * Managed policies of the function's role: their ARNs, or `aws_iam_policy` resources. The function does not wait for
   * them. Each maps to an `aws_iam_role_policy_attachment`.
   * @default - none
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   policies: ["arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"],
   * });
   * ```
   */
  readonly policies?: readonly ManagedPolicy[];
  /**
   * The role that the function runs as: the ARN of a role, or an `aws_iam_role`. Set it where roles are created
   * elsewhere. The library creates no role and no policy then: a warning lists the permissions that the role needs. It
   * excludes `permissions`, `policies` and `transform.role`. Maps to `role`.
   * @default - the function gets a role of its own
   * @example
   * ```ts
   * new aws.Function(this, "Chat", {
   *   handler: "src/default.handler",
   *   role: "arn:aws:iam::123456789012:role/chat",
   * });
   * ```
   */
  readonly role?: GivenRole;
}
