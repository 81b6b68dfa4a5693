import { lengthProblem, type Rule } from "../core/rule";
import { quoted } from "../core/validation-error";

/** What AWS refuses in an `aws_apigatewayv2_api` of WebSockets. */
export const apiRules: readonly Rule[] = [
  {
    name: "protocol",
    broken: (api) => {
      const protocol = api.string("protocol_type");
      return protocol === undefined || protocol === "WEBSOCKET"
        ? undefined
        : `"transform.api.protocolType" has to stay "WEBSOCKET"; got ${quoted(protocol)}. Leave it out.`;
    },
  },
  { name: "API name", broken: (api) => lengthProblem(api, "transform.api", "name", 1, 128) },
  { name: "API description", broken: (api) => lengthProblem(api, "transform.api", "description", 0, 1024) },
  { name: "API version", broken: (api) => lengthProblem(api, "transform.api", "version", 1, 64) },
  {
    name: "route selection expression",
    broken: (api) => {
      const expression = api.string("route_selection_expression");
      return expression === undefined || /^\$(request\.body\.|\{request\.body\.)/.test(expression)
        ? undefined
        : `"transform.api.routeSelectionExpression" has to begin with "$request.body." or "\${request.body."; got ${quoted(expression)}. Name a field of the message, such as "$request.body.action".`;
    },
  },
  {
    name: "API key selection expression",
    broken: (api) => {
      const expression = api.string("api_key_selection_expression");
      const known = ["$request.header.x-api-key", "$context.authorizer.usageIdentifierKey"];
      return expression === undefined || known.includes(expression)
        ? undefined
        : `"transform.api.apiKeySelectionExpression" has to be ${known.map(quoted).join(" or ")}; got ${quoted(expression)}. Choose one of them.`;
    },
  },
  {
    name: "IP address type",
    broken: (api) => {
      const type = api.string("ip_address_type");
      return type === undefined || type === "ipv4" || type === "dualstack"
        ? undefined
        : `"transform.api.ipAddressType" has to be "ipv4" or "dualstack"; got ${quoted(type)}. Choose one of them.`;
    },
  },
  ...["cors_configuration", "body", "route_key", "target", "credentials_arn"].map((attribute) => httpOnly(attribute)),
];

function httpOnly(attribute: string): Rule {
  const argument = attribute.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    name: `no ${attribute}`,
    broken: (api) =>
      api.has(attribute)
        ? `"transform.api.${argument}" is for HTTP APIs, AWS refuses it on a WebSocket API; got ${quoted(api.raw(attribute))}. Leave it out.`
        : undefined,
  };
}
