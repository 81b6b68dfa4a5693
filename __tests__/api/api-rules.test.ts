import { defaultFormat, formatProblem, variablesProblem } from "../../lib/api/access-log";
import { apiRules } from "../../lib/api/api-rules";
import { routeSettingsProblem, stageRules } from "../../lib/api/stage";
import { Attributes } from "../../lib/terraform/rendered-stack";
import { describeRules, reference } from "../validation/rule-table";

const httpOnly = [
  ["cors_configuration", "corsConfiguration", { allow_origins: ["*"] }],
  ["body", "body", "{}"],
  ["route_key", "routeKey", "$default"],
  ["target", "target", "arn:aws:lambda:x"],
  ["credentials_arn", "credentialsArn", reference],
] as const;

describeRules("apiRules", apiRules, [
  {
    rule: "protocol",
    bad: { protocol_type: "HTTP" },
    says: ['"transform.api.protocolType"', 'got "HTTP"'],
    good: { protocol_type: "WEBSOCKET" },
    unresolved: { protocol_type: reference },
  },
  {
    rule: "api-name",
    bad: { name: "" },
    says: ['"transform.api.name"', 'got 0, ""'],
    good: { name: "a" },
    unresolved: { name: `${reference}${"x".repeat(200)}` },
  },
  { rule: "api-name", bad: { name: "a".repeat(129) }, says: ["1 to 128", "got 129"], good: { name: "a".repeat(128) } },
  {
    rule: "api-description",
    bad: { description: "a".repeat(1025) },
    says: ['"transform.api.description"', "got 1025"],
    good: { description: "a".repeat(1024) },
    unresolved: { description: `${reference}${"x".repeat(2000)}` },
  },
  {
    rule: "api-version",
    bad: { version: "1".repeat(65) },
    says: ['"transform.api.version"', "got 65"],
    good: { version: "1".repeat(64) },
    unresolved: { version: reference },
  },
  ...["$request.method $request.path", "request.body.action", "$request.header.x", ""].map((expression) => ({
    rule: "api-route-selection",
    bad: { route_selection_expression: expression },
    says: ['"transform.api.routeSelectionExpression"', `got ${JSON.stringify(expression)}`],
    good: { route_selection_expression: "$request.body.type" },
    unresolved: { route_selection_expression: reference },
  })),
  {
    rule: "api-route-selection",
    bad: { route_selection_expression: "$${context.stage}" },
    says: ['got "${context.stage}"'],
    good: { route_selection_expression: "$${request.body.a}/$${request.body.b}" },
  },
  {
    rule: "api-key-selection",
    bad: { api_key_selection_expression: "$request.header.key" },
    says: ['"transform.api.apiKeySelectionExpression"', 'got "$request.header.key"'],
    good: { api_key_selection_expression: "$context.authorizer.usageIdentifierKey" },
    unresolved: { api_key_selection_expression: reference },
  },
  {
    rule: "api-ip-address-type",
    bad: { ip_address_type: "ipv6" },
    says: ['"transform.api.ipAddressType"', 'got "ipv6"'],
    good: { ip_address_type: "dualstack" },
    unresolved: { ip_address_type: reference },
  },
  ...httpOnly.map(([attribute, argument, value]) => ({
    rule: "api-http-arguments",
    bad: { [attribute]: value },
    says: [`"transform.api.${argument}"`, `got ${JSON.stringify(value)}`],
    good: {},
  })),
]);

const limits = { throttling_burst_limit: 5000, throttling_rate_limit: 10000 };
const group = "arn:aws:logs:eu-west-1:123456789012:log-group:";

const named = { name: "$default" };

describeRules("stageRules", stageRules, [
  ...["my-stage", "", "$other", "a b", "a".repeat(129)].map((name) => ({
    rule: "stage-name",
    bad: { name },
    says: ['"transform.stage.name"', `got ${JSON.stringify(name)}`],
    good: { name: name.length > 128 ? "a".repeat(128) : "$default" },
    unresolved: { name: reference },
  })),
  {
    rule: "stage-name",
    bad: {},
    says: ['"transform.stage.name"', "got undefined"],
    good: named,
  },
  {
    rule: "stage-description",
    bad: { ...named, description: "a".repeat(1025) },
    says: ['"transform.stage.description"', "got 1025"],
    good: { ...named, description: "a".repeat(1024) },
    unresolved: { ...named, description: `${reference}${"x".repeat(2000)}` },
  },
  {
    rule: "stage-deployment",
    bad: { ...named, auto_deploy: false },
    says: ['"transform.stage.autoDeploy"', "got false", '"deploymentId"'],
    good: { ...named, auto_deploy: false, deployment_id: "abc123" },
    unresolved: { ...named, auto_deploy: reference },
  },
  {
    rule: "stage-throttling",
    bad: { ...named, default_route_settings: { detailed_metrics_enabled: true } },
    says: ['"transform.stage.defaultRouteSettings.throttlingBurstLimit"', "got null", "5000"],
    good: { ...named, default_route_settings: limits },
    unresolved: {
      ...named,
      default_route_settings: { throttling_burst_limit: reference, throttling_rate_limit: reference },
    },
  },
  {
    rule: "stage-throttling",
    bad: { ...named, default_route_settings: { throttling_burst_limit: 1 } },
    says: ['"transform.stage.defaultRouteSettings.throttlingRateLimit"', "got null", "10000"],
    good: { ...named, default_route_settings: { throttling_burst_limit: 1, throttling_rate_limit: 0.5 } },
  },
  {
    rule: "stage-throttling",
    bad: {
      ...named,
      route_settings: [
        { ...limits, route_key: "send" },
        { ...limits, route_key: "$default", throttling_rate_limit: 0 },
      ],
    },
    says: ['"transform.stage.routeSettings.throttlingRateLimit"', "got 0"],
    good: { ...named, route_settings: [{ ...limits, route_key: "send" }] },
    unresolved: { ...named, route_settings: reference },
  },
  ...["default_route_settings", "route_settings"].map((block) => ({
    rule: "stage-logging-level",
    bad: { ...named, [block]: { ...limits, logging_level: "DEBUG" } },
    says: ['loggingLevel"', 'got "DEBUG"'],
    good: { ...named, [block]: { ...limits, logging_level: "INFO" } },
    unresolved: { ...named, [block]: { ...limits, logging_level: reference } },
  })),
  {
    rule: "access-log-format",
    bad: { ...named, access_log_settings: { format: "$context.stage" } },
    says: ['"accessLog.format"', 'got "$context.stage"'],
    good: { ...named, access_log_settings: { format: "$context.requestId" } },
    unresolved: { ...named, access_log_settings: { format: reference } },
  },
  {
    rule: "access-log-variables",
    bad: { ...named, access_log_settings: { format: "$context.requestId $context.path" } },
    says: ['"accessLog.format"', "got $context.path"],
    good: { ...named, access_log_settings: { format: "$context.requestId $context.stage" } },
    unresolved: { ...named, access_log_settings: { format: `${reference} $context.path` } },
  },
  ...["arn:aws:s3:::logs", `${group}a#b`, `${group}${"a".repeat(513)}`, `${group}chat:*`].map((arn) => ({
    rule: "access-log-destination",
    bad: { ...named, access_log_settings: { destination_arn: arn } },
    says: ['"transform.stage.accessLogSettings.destinationArn"', `got "${arn}"`],
    good: {
      ...named,
      access_log_settings: { destination_arn: arn.includes("a#b") ? arn.replace("#", "/") : `${group}chat` },
    },
    unresolved: { ...named, access_log_settings: { destination_arn: reference } },
  })),
  {
    rule: "access-log-destination",
    bad: { ...named, access_log_settings: { destination_arn: "chat" } },
    says: ['got "chat"'],
    good: {
      ...named,
      access_log_settings: {
        destination_arn: "arn:aws-cn:firehose:cn-north-1:123456789012:deliverystream/amazon-apigateway-x",
      },
    },
  },
]);

describe("routeSettingsProblem", () => {
  const settings = (...keys: readonly string[]) =>
    new Attributes({ name: "$default", route_settings: keys.map((route_key) => ({ ...limits, route_key })) });

  it("shows the settings without a route, and the existing routes", () => {
    const text = routeSettingsProblem(settings("send", "other"), ["$default", "send"]);
    expect(text).toMatch(/^"[^"]+" .+; got .+\. [A-Z].+\.$/);
    for (const part of ['"transform.stage.routeSettings.routeKey"', 'got "other"', '"$default", "send"'])
      expect(text).toContain(part);
  });

  it("suggests the nearest key", () => {
    expect(routeSettingsProblem(settings("sned"), ["$default", "send"])).toMatch(/got "sned"\. Did you mean "send"\?$/);
  });

  it.each<[string, Attributes]>([
    ["settings of routes", settings("send", "$default")],
    ["a key known only after apply", settings(reference)],
    ["settings known only after apply", new Attributes({ route_settings: reference })],
    ["no settings", new Attributes({})],
  ])("accepts %s", (_, stage) => {
    expect(routeSettingsProblem(stage, ["$default", "send"])).toBeUndefined();
  });
});

describe("formatProblem", () => {
  it.each([
    defaultFormat,
    "$context.requestId",
    "$context.extendedRequestId",
    "$context.requestId $context.authorizer.tenant $context.authorizer.principalId",
    "$context.requestId $context.identity.userAgent $context.waf.status $context.authenticate.error",
    "$context.requestId $context.integrationStatus $context.awsEndpointRequestId $context.integration.integrationStatus",
    `$context.requestId ${"x".repeat(3071 - "$context.requestId".length)}`,
  ])("accepts %s", (format) => {
    expect(formatProblem(format) ?? variablesProblem(format)).toBeUndefined();
  });

  it.each([
    ["", "$context.requestId or $context.extendedRequestId"],
    ["requestId", 'got "requestId"'],
    ["$context.requestId\n", "single line"],
    ["$context.requestId\r", "single line"],
    [`$context.requestId ${"x".repeat(3072 - "$context.requestId".length)}`, "got 3073"],
    [`$context.requestId ${"ü".repeat(1527)}`, "got 3073"],
  ])("rejects %j", (format, part) => {
    expect(formatProblem(format)).toContain(part);
  });

  it.each([
    ["$context.requestIdentity", "got $context.requestIdentity"],
    ["$context.requestId $context.httpMethod $context.path", "got $context.httpMethod, $context.path"],
    ["$context.requestId $context.conectionId", 'got $context.conectionId. Did you mean "$context.connectionId"?'],
    ["$context.requestId $context.identity.cognitoIdentityId", "got $context.identity.cognitoIdentityId"],
    ["$context.requestId $context.authorizer.claims.sub", "got $context.authorizer.claims.sub"],
    ["$context.requestId $context.authorizer", "got $context.authorizer"],
  ])("accepts the variables of %j, which variablesProblem rejects", (format, part) => {
    expect(variablesProblem(format)).toContain(part);
  });
});
