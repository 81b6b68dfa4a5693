import { argumentName, authRule, lengthProblem, type Rule, rule } from "../core/rule";
import { quoted } from "../core/validation-error";

/** What AWS refuses in an `aws_apigatewayv2_authorizer` of a WebSocket API. */
export const authorizerRules: readonly Rule[] = [
  authRule("authorizer type", (authorizer) => {
    const type = authorizer.string("authorizer_type");
    return type === undefined || type === "REQUEST"
      ? undefined
      : `"transform.authorizer.authorizerType" has to be "REQUEST": AWS knows no other on a WebSocket API; got ${quoted(type)}. Leave it out: "lambda" and "jwt" work on top of it.`;
  }),
  notSet("authorizer_result_ttl_in_seconds", "the answer counts for the connection, and is not kept for others"),
  notSet("enable_simple_responses", '"response" of "lambda" does that here'),
  notSet("authorizer_payload_format_version", '"payload" of "lambda" does that here'),
  notSet("jwt_configuration", '"jwt" does that here'),
  rule("authorizer-name", (authorizer) => lengthProblem(authorizer, "transform.authorizer", "name", 1, 128)),
];

function notSet(attribute: string, instead: string): Rule {
  return authRule(`no ${attribute}`, (authorizer) =>
    authorizer.has(attribute)
      ? `"transform.authorizer.${argumentName(attribute)}" is for HTTP APIs, AWS refuses it on a WebSocket API; got ${quoted(authorizer.raw(attribute))}. Leave it out: ${instead}.`
      : undefined,
  );
}
