import { Token } from "cdktf";
import { splitTemplate } from "../terraform/template";
import { splitFragments } from "../terraform/tokens";

// How API Gateway writes other characters in the ARN is not documented. In a pattern, "*" matches them in every form.
// Only the predefined keys begin with "$".
const undocumented = /(?!^\$)[^\w.-]+/g;

/**
 * Returns the pattern of the ARN by which API Gateway names a route when it invokes the route's function, in any stage.
 * A reference in the key stays a reference.
 */
export function routeSource(executionArn: string, routeKey: string): string {
  return `${executionArn}/*/${splitFragments(routeKey).map(keyPattern).join("")}`;
}

function keyPattern(fragment: ReturnType<typeof splitFragments>[number]): string {
  if (typeof fragment !== "string") return Token.asString(fragment);
  const pieces = splitTemplate(fragment);
  return pieces
    .map((piece) => ("text" in piece ? piece.text.replace(undocumented, "*") : `\${${piece.expression}}`))
    .join("");
}
