import type { IConstruct } from "constructs";

/**
 * The one error that bad input raises. It is thrown while constructs are made or while the stack is synthesized,
 * before anything is written.
 *
 * @example
 * ```ts
 * import { ValidationError } from "cdktf-apigateway-websocket";
 *
 * try {
 *   new aws.ApiGatewayWebSocket(this, "MyApi", { accessLog: { format: "$context.stage" } });
 * } catch (error) {
 *   if (error instanceof ValidationError) console.error(error.message);
 * }
 * ```
 */
export class ValidationError extends Error {
  public override readonly name = "ValidationError";

  /** Path of the construct that was given the bad input. */
  public readonly constructPath: string;

  constructor(scope: IConstruct, message: string) {
    super(`${message} (${scope.constructor.name} "${scope.node.id}" at ${scope.node.path})`);
    this.constructPath = scope.node.path;
  }
}

/** How a value reads in a message: strings in quotes, everything else as JSON. */
export function quoted(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
