import { AnnotationMetadataEntryType } from "cdktf";
import { Construct, type IConstruct } from "constructs";

/**
 * The one error that bad input raises. It is thrown while constructs are made or while the stack is synthesized,
 * before anything is written.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", "src/default.handler");
 * let problem: string | undefined;
 * try {
 *   api.route("$default", "src/default.handler");
 * } catch (error) {
 *   if (!(error instanceof ValidationError)) throw error;
 *   problem = error.message; // "route" has to be unique in its API; got "$default" twice. …
 * }
 * ```
 */
export class ValidationError extends Error {
  /** What it is, for those who can't use `instanceof`. */
  public override readonly name = "ValidationError";

  /** Path of the construct that was given the bad input. */
  public readonly constructPath: string;

  constructor(scope: IConstruct | undefined, message: string) {
    super(scope ? `${message} (${scope.constructor.name} "${scope.node.id}" at ${scope.node.path})` : message);
    this.constructPath = scope?.node.path ?? "";
  }
}

/** How a value reads in a message: strings in quotes, constructs by their id, everything else as JSON. */
export function quoted(value: unknown): string {
  if (Construct.isConstruct(value)) return `the ${value.constructor.name} "${value.node.id}"`;
  try {
    return (
      JSON.stringify(value, (_, member) => (Construct.isConstruct(member) ? quoted(member) : member)) ?? String(value)
    );
  } catch {
    // A circle, or a number that JSON does not know.
    return String(value);
  }
}

/** Warns at synthesis. `Annotations.addWarning` would write a stack trace with paths of the machine into the manifest. */
export function warn(scope: IConstruct, message: string): void {
  const known = scope.node.metadata.some(
    ({ type, data }) => type === AnnotationMetadataEntryType.WARN && data === message,
  );
  if (!known) scope.node.addMetadata(AnnotationMetadataEntryType.WARN, message, { stackTrace: false });
}
