import { integrationRules, routeResponseRules, routeRules } from "../../lib/route/route-checks";
import { looksLikeHttp, routeKeyProblem } from "../../lib/route/route-key";
import { describeRules, reference } from "../validation/rule-table";

const onConnect = { route_key: "$connect" };

describeRules("routeRules", routeRules, [
  {
    rule: "route-key",
    bad: { route_key: "" },
    says: ['"route"', 'got ""'],
    good: { route_key: "a" },
    unresolved: { route_key: reference },
  },
  {
    rule: "route-key",
    bad: { route_key: "x".repeat(129) },
    says: ['"route"', "got 129"],
    good: { route_key: "x".repeat(128) },
  },
  { rule: "route-key", bad: { route_key: "$other" }, says: ['got "$other"'], good: { route_key: "$disconnect" } },
  {
    rule: "route-key",
    bad: { route_key: "$conect" },
    says: ['got "$conect"', 'Did you mean "$connect"?'],
    good: { route_key: "$connect" },
  },
  {
    rule: "authorization type",
    bad: { ...onConnect, authorization_type: "JWT" },
    says: ['"transform.route.authorizationType"', 'got "JWT"', '"auth"'],
    good: { ...onConnect, authorization_type: "AWS_IAM" },
    unresolved: { ...onConnect, authorization_type: reference },
  },
  {
    rule: "authorization on $connect only",
    bad: { route_key: "send", authorization_type: "AWS_IAM" },
    says: ['"transform.route.authorizationType"', 'got "AWS_IAM"', '"$connect"'],
    good: { route_key: "send", authorization_type: "NONE" },
  },
  {
    rule: "authorization on $connect only",
    bad: { route_key: "send", authorization_type: reference },
    says: [`got "${reference}"`],
    good: { route_key: "send" },
  },
  {
    rule: "no authorizer without authorization",
    bad: { ...onConnect, authorization_type: "NONE", authorizer_id: "abc123" },
    says: ['"transform.route.authorizerId"', 'got "abc123"'],
    good: { ...onConnect, authorization_type: "CUSTOM", authorizer_id: "abc123" },
    unresolved: { ...onConnect, authorization_type: reference, authorizer_id: reference },
  },
  {
    rule: "no authorizer without authorization",
    bad: { ...onConnect, authorizer_id: reference },
    says: [`got "${reference}"`],
    good: onConnect,
  },
  {
    rule: "custom authorization names its authorizer",
    bad: { ...onConnect, authorization_type: "CUSTOM" },
    says: ['"transform.route.authorizerId"', "got none"],
    good: { ...onConnect, authorization_type: "CUSTOM", authorizer_id: "abc123" },
    unresolved: { ...onConnect, authorization_type: "CUSTOM", authorizer_id: reference },
  },
  {
    rule: "no authorization scopes",
    bad: { authorization_scopes: ["chat"] },
    says: ['"transform.route.authorizationScopes"', 'got ["chat"]'],
    good: {},
  },
  {
    rule: "route-response-selection",
    bad: { route_response_selection_expression: "$request.body.x" },
    says: ['"transform.route.routeResponseSelectionExpression"', 'got "$request.body.x"', '"reply"'],
    good: { route_response_selection_expression: "$default" },
    unresolved: { route_response_selection_expression: reference },
  },
  ...["$connect", "$disconnect"].flatMap((route_key) =>
    ["$default", reference].map((route_response_selection_expression) => ({
      rule: "route-response-selection",
      bad: { route_key, route_response_selection_expression },
      says: ['"reply"', `"${route_key}"`],
      good: { route_key: "$default", route_response_selection_expression },
      unresolved: { route_key: reference, route_response_selection_expression },
    })),
  ),
  {
    rule: "route-operation-name",
    bad: { operation_name: "" },
    says: ['"transform.route.operationName"', 'got 0, ""'],
    good: { operation_name: "a" },
    unresolved: { operation_name: reference },
  },
  {
    rule: "route-operation-name",
    bad: { operation_name: "a".repeat(65) },
    says: ["got 65"],
    good: { operation_name: "a".repeat(64) },
  },
]);

const lambda = { integration_type: "AWS_PROXY" };

describeRules("integrationRules", integrationRules, [
  ...[49, 29001, 50.5, 0, -1].map((timeout) => ({
    rule: "integration-timeout",
    bad: { timeout_milliseconds: timeout },
    says: ['"transform.integration.timeoutMilliseconds"', `got ${timeout}`],
    good: { timeout_milliseconds: timeout < 50 ? 50 : 29000 },
    unresolved: { timeout_milliseconds: reference },
  })),
  {
    rule: "integration-payload-format",
    bad: { payload_format_version: "2.0" },
    says: ['"transform.integration.payloadFormatVersion"', 'got "2.0"'],
    good: { payload_format_version: "1.0" },
    unresolved: { payload_format_version: reference },
  },
  ...["arn:aws:lambda:eu-west-1:123456789012:function:chat", "https://example.com"].map((uri) => ({
    rule: "integration-invoke-arn",
    bad: { ...lambda, integration_uri: uri },
    says: ['"transform.integration.integrationUri"', `got "${uri}"`],
    good: {
      ...lambda,
      integration_uri:
        "arn:aws-cn:apigateway:cn-north-1:lambda:path/2015-03-31/functions/arn:aws-cn:lambda:cn-north-1:123456789012:function:chat:live/invocations",
    },
    unresolved: { ...lambda, integration_uri: reference },
  })),
  {
    rule: "integration-vpc-link",
    bad: { ...lambda, connection_type: "VPC_LINK" },
    says: ['"transform.integration.connectionType"', 'got "VPC_LINK"'],
    good: { ...lambda, connection_type: "INTERNET" },
    unresolved: { ...lambda, connection_type: reference },
  },
  {
    rule: "integration-content-handling",
    bad: { content_handling_strategy: "CONVERT" },
    says: ['"transform.integration.contentHandlingStrategy"', 'got "CONVERT"'],
    good: { content_handling_strategy: "CONVERT_TO_BINARY" },
    unresolved: { content_handling_strategy: reference },
  },
]);

describeRules("routeResponseRules", routeResponseRules, [
  {
    rule: "route-response-key",
    bad: { route_response_key: "other" },
    says: ['"routeResponseKey"', 'got "other"'],
    good: { route_response_key: "$default" },
    unresolved: { route_response_key: reference },
  },
]);

describe("routeKeyProblem", () => {
  it.each([
    "$connect",
    "$disconnect",
    "$default",
    "sendMessage",
    "a/b",
    "a--b",
    "a-b_c.d",
    "GET /",
    "x".repeat(128),
    "ü",
    "a$b",
  ])("accepts %j", (key) => {
    expect(routeKeyProblem(key)).toBeUndefined();
  });

  it.each([
    ["", 'got ""'],
    ["x".repeat(129), "got 129"],
    ["a\nb", 'got "a\\nb"'],
    ["a\u0000", "control characters"],
    ["a\u007f", "control characters"],
    ["$", 'got "$"'],
    ["$connect ", 'got "$connect "'],
    ["$Connect", 'got "$Connect"'],
    ["$getauthorized", '"$connect", "$disconnect", "$default"'],
  ])("rejects %j", (key, part) => {
    expect(routeKeyProblem(key)).toContain(part);
  });
});

describe("looksLikeHttp", () => {
  it.each(["GET /", "POST /users", "PUT /a", "PATCH /a", "DELETE /a", "HEAD /a", "OPTIONS /", "ANY /{proxy+}"])(
    "is true for %j",
    (key) => {
      expect(looksLikeHttp(key)).toBe(true);
    },
  );

  it.each(["GET", "get /", "GET/", "$default", "TARGET /", "FORGET /x", "sendMessage"])("is false for %j", (key) => {
    expect(looksLikeHttp(key)).toBe(false);
  });
});
