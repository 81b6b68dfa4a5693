import { permission } from "../link/permission";
import type { FunctionNodes } from "./function-nodes";
import { invokedVersion } from "./invoked-version";

/** The link of a function, with SST's name of its type. A linked function may invoke it, and call its URL. */
export function functionLink({ function: fn, url }: FunctionNodes, isPublished: boolean) {
  const isSigned = url?.authorizationTypeInput === "AWS_IAM";
  // A signed call of a URL needs both rights, for what the URL serves.
  const actions = ["lambda:InvokeFunction", ...(isSigned ? ["lambda:InvokeFunctionUrl"] : [])];
  // Every version and alias, because the caller uses the version before for some seconds after a deployment.
  const resources = [isPublished ? `${fn.arn}:*` : fn.arn];
  const { arn, qualifier } = invokedVersion(fn, isPublished);
  // Lambda takes such a name too. Without the version it would run the unpublished code.
  const name = qualifier === undefined ? fn.functionName : `${fn.functionName}:${qualifier}`;
  return {
    type: "sst.aws.Function",
    properties: { name, arn, ...(url && { url: url.functionUrl }) },
    include: [permission({ actions, resources })],
  };
}
