import { authorizerRules } from "../../lib/authorizer/authorizer";
import { describeRules, reference } from "../validation/rule-table";

const request = { authorizer_type: "REQUEST" };

// One row for each attribute and value that AWS rejects on a WebSocket authorizer.
describeRules("authorizerRules", authorizerRules, [
  {
    rule: "authorizer type",
    bad: { authorizer_type: "JWT" },
    says: ['"transform.authorizer.authorizerType"', 'got "JWT"'],
    good: request,
    unresolved: { authorizer_type: reference },
  },
  { rule: "authorizer type", bad: { authorizer_type: "request" }, says: ['got "request"'], good: request },
  {
    rule: "no authorizer_result_ttl_in_seconds",
    bad: { authorizer_result_ttl_in_seconds: 0 },
    says: ['"transform.authorizer.authorizerResultTtlInSeconds"', "got 0"],
    good: request,
  },
  {
    rule: "no authorizer_result_ttl_in_seconds",
    bad: { authorizer_result_ttl_in_seconds: reference },
    says: [reference],
    good: { authorizer_result_ttl_in_seconds: null },
  },
  {
    rule: "no enable_simple_responses",
    bad: { enable_simple_responses: true },
    says: ['"transform.authorizer.enableSimpleResponses"', "got true", '"response"'],
    good: request,
  },
  { rule: "no enable_simple_responses", bad: { enable_simple_responses: false }, says: ["got false"], good: request },
  {
    rule: "no authorizer_payload_format_version",
    bad: { authorizer_payload_format_version: "2.0" },
    says: ['"transform.authorizer.authorizerPayloadFormatVersion"', 'got "2.0"', '"payload"'],
    good: request,
  },
  {
    rule: "no authorizer_payload_format_version",
    bad: { authorizer_payload_format_version: "1.0" },
    says: ['got "1.0"'],
    good: request,
  },
  {
    rule: "no jwt_configuration",
    bad: { jwt_configuration: { issuer: "https://issuer.com/" } },
    says: ['"transform.authorizer.jwtConfiguration"', 'got {"issuer"', '"jwt"'],
    good: request,
  },
  {
    rule: "authorizer-name",
    bad: { name: "" },
    says: ['"transform.authorizer.name"', 'got 0, ""'],
    good: { name: "a" },
    unresolved: { name: reference },
  },
  {
    rule: "authorizer-name",
    bad: { name: "x".repeat(129) },
    says: ["got 129"],
    good: { name: "x".repeat(128), authorizer_credentials_arn: "arn:aws:iam::123456789012:role/invoke" },
  },
]);
