import { permission } from "../link/permission";
import type { Function } from "./function";

/** The link of a function, with SST's name of its type. A linked function may invoke it, and call its URL. */
export function functionLink({ name, arn, nodes: { url, urlAlias } }: Function) {
  const isSigned = url?.authorizationTypeInput === "AWS_IAM";
  // A signed call of a URL needs both rights, for what the URL serves.
  const actions = ["lambda:InvokeFunction", ...(isSigned ? ["lambda:InvokeFunctionUrl"] : [])];
  const resources = [arn, ...(isSigned && urlAlias ? [urlAlias.arn] : [])];
  return {
    type: "sst.aws.Function",
    properties: { name, arn, ...(url && { url: url.functionUrl }) },
    include: [permission({ actions, resources })],
  };
}
