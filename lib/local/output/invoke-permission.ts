import type { LocalFunction } from "../local-function";
import { matches } from "../pattern";
import type { ResourceReader } from "./resource-reader";

/** Whether a permission allows API Gateway to invoke a function for a source ARN. Unknown arguments count as a match. */
export function mayInvoke(from: ResourceReader, fn: LocalFunction, sourceArn: string): boolean {
  return from.others("aws_lambda_permission").some((permission) => {
    const name = permission.peek("function_name");
    const source = permission.has("source_arn") ? permission.peek("source_arn") : "*";
    return (
      (name === undefined || isNameOf(String(name), fn)) &&
      ["apigateway.amazonaws.com", "*", undefined].includes(permission.peek("principal") as string | undefined) &&
      ["lambda:InvokeFunction", "lambda:*", undefined].includes(permission.peek("action") as string | undefined) &&
      (source === undefined || matches(String(source), sourceArn))
    );
  });
}

function isNameOf(name: string, { arn, name: functionName }: LocalFunction): boolean {
  return [arn, functionName].some((known) => name === known || name.startsWith(`${known}:`));
}
