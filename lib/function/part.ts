import type { LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import type { PermissionArgs } from "../link/permission";

/** What one argument of a function means for the function's resources. */
export interface FunctionPart {
  /** Arguments of the `aws_lambda_function`. */
  readonly config?: Partial<LambdaFunctionConfig>;
  /** What the role needs before Lambda creates the function, and until Lambda has deleted it. */
  readonly creation?: readonly PermissionArgs[];
  /** What the function's code or its role needs beside that. The function does not wait for it. */
  readonly own?: readonly PermissionArgs[];
  /** Like `own`, but about the function itself, whose ARN `arn` returns. */
  readonly ofFunction?: (arn: () => string) => readonly PermissionArgs[];
}

/** Joins the parts of a function. */
export function joinParts(parts: readonly (FunctionPart | undefined)[]): Required<FunctionPart> {
  return {
    config: Object.assign({}, ...parts.map((part) => part?.config ?? {})),
    creation: parts.flatMap((part) => part?.creation ?? []),
    own: parts.flatMap((part) => part?.own ?? []),
    ofFunction: (arn) => parts.flatMap((part) => part?.ofFunction?.(arn) ?? []),
  };
}
