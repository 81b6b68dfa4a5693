import { AnnotationMetadataEntryType } from "cdktf";
import { Construct, type IConstruct } from "constructs";

/**
 * The error for invalid input. Constructors and methods throw it, or synthesis, which then leaves no partial output
 * behind.
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
  /**
   * Identifies the error where `instanceof` does not work. With two installed copies of this package, or with both of its
   * entry points, compare `error.name` with "ValidationError".
   */
  public override readonly name = "ValidationError";

  /** Path of the construct that received the invalid input; empty if no construct is known. */
  public readonly constructPath: string;

  constructor(scope: IConstruct | undefined, message: string) {
    super(scope ? `${message} (${scope.constructor.name} "${scope.node.id}" at ${scope.node.path})` : message);
    this.constructPath = scope?.node.path ?? "";
  }
}

/** Formats a value for a message: strings in quotes, constructs by class and id, everything else as JSON. */
export function quoted(value: unknown): string {
  if (Construct.isConstruct(value)) return `the ${value.constructor.name} "${value.node.id}"`;
  try {
    return (
      JSON.stringify(value, (_, member) => (Construct.isConstruct(member) ? quoted(member) : member)) ?? String(value)
    );
  } catch {
    // A circular reference or a bigint.
    return String(value);
  }
}

/**
 * Adds a warning, once, that synthesis reports. `Annotations.addWarning` would write a stack trace with paths of the
 * machine into the manifest.
 */
export function warn(scope: IConstruct, message: string): void {
  const known = scope.node.metadata.some(
    ({ type, data }) => type === AnnotationMetadataEntryType.WARN && data === message,
  );
  if (!known) scope.node.addMetadata(AnnotationMetadataEntryType.WARN, message, { stackTrace: false });
}
