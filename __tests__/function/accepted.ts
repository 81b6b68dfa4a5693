import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { DataAwsArn } from "@cdktf/provider-aws/lib/data-aws-arn";
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsLambdaFunction } from "@cdktf/provider-aws/lib/data-aws-lambda-function";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { LambdaPermission, type LambdaPermissionConfig } from "@cdktf/provider-aws/lib/lambda-permission";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Fn, TerraformHclModule, TerraformIterator, TerraformLocal, type TerraformStack } from "cdktf";
import { aws } from "../../lib";

interface Made {
  readonly stack: TerraformStack;
  readonly api: aws.ApiGatewayWebSocket;
  /** The function whose routes have scopes; its name is "shared". */
  readonly guarded: aws.Function;
}

type Make = (made: Made) => void;

const account = "123456789012";
const region = "eu-west-1";

function other({ stack }: Made): aws.Function {
  return new aws.Function(stack, "Other", { handler: "src/default.handler" });
}

function permission(
  stack: TerraformStack,
  fn: string,
  config: Omit<LambdaPermissionConfig, "action" | "functionName">,
) {
  new LambdaPermission(stack, "Permission", { action: "lambda:InvokeFunction", functionName: fn, ...config });
}

/** A permission on another function, by each service's own source. */
function fromService(principal: string, sourceArn: string, sourceAccount?: string): Make {
  return (made) => permission(made.stack, other(made).name, { principal, sourceArn, sourceAccount });
}

function uri(name: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${name}/invocations`;
}

function integration(config: object): Make {
  return ({ stack }) =>
    new Apigatewayv2Integration(stack, "Raw", { apiId: "abc123", integrationType: "AWS", ...config });
}

function url(stack: TerraformStack, functionName: string, forEach?: TerraformIterator): void {
  new LambdaFunctionUrl(stack, "Url", { functionName, authorizationType: "NONE", forEach });
}

/** What correct apps have beside a function whose routes have scopes. */
export const accepted: Readonly<Record<string, Make>> = {
  // Permissions on another function.
  "SNS on another function": (made) => {
    const topic = new SnsTopic(made.stack, "Topic");
    permission(made.stack, other(made).arn, { principal: "sns.amazonaws.com", sourceArn: topic.arn });
  },
  "S3 on another function": (made) => {
    const { arn: sourceArn } = new S3Bucket(made.stack, "Bucket");
    const { accountId: sourceAccount } = new DataAwsCallerIdentity(made.stack, "Me");
    permission(made.stack, other(made).name, { principal: "s3.amazonaws.com", sourceArn, sourceAccount });
  },
  "EventBridge on another function": (made) => {
    const rule = new CloudwatchEventRule(made.stack, "Rule", { scheduleExpression: "rate(1 hour)" });
    permission(made.stack, other(made).name, { principal: "events.amazonaws.com", sourceArn: rule.arn });
  },
  "CloudFront on another function": fromService(
    "cloudfront.amazonaws.com",
    `arn:aws:cloudfront::${account}:distribution/EDFDVBD6EXAMPLE`,
  ),
  "IoT on another function": fromService("iot.amazonaws.com", `arn:aws:iot:${region}:${account}:rule/chat`),
  "Cognito on another function": fromService(
    "cognito-idp.amazonaws.com",
    `arn:aws:cognito-idp:${region}:${account}:userpool/x`,
  ),
  "a scheduler on another function": fromService(
    "scheduler.amazonaws.com",
    `arn:aws:scheduler:${region}:${account}:schedule/default/x`,
  ),
  "logs on another function": fromService(`logs.${region}.amazonaws.com`, `arn:aws:logs:${region}:${account}:*`),
  "SES on another function": fromService(
    "ses.amazonaws.com",
    `arn:aws:ses:${region}:${account}:receipt-rule/x`,
    account,
  ),
  "Alexa on another function": (made) =>
    permission(made.stack, other(made).name, { principal: "alexa-appkit.amazon.com", eventSourceToken: "amzn1.ask.x" }),
  "Alexa on another function without its token": (made) =>
    permission(made.stack, other(made).name, { principal: "alexa-appkit.amazon.com" }),
  "another API on another function": fromService(
    "apigateway.amazonaws.com",
    `arn:aws:execute-api:${region}:${account}:abc123/*`,
  ),
  "every API on another function": fromService("apigateway.amazonaws.com", "arn:aws:execute-api:*:*:*/*"),
  "everyone on another function": (made) => permission(made.stack, other(made).name, { principal: "*" }),
  "an organization on another function": (made) =>
    permission(made.stack, other(made).name, { principal: "*", principalOrgId: "o-1234567890" }),
  "an unknown principal on another function": (made) =>
    permission(made.stack, other(made).name, { principal: "${var.principal}" }),

  // Permissions with a source on the function itself, and on functions that synthesis can't tell.
  "an account on the function": ({ stack, guarded }) => permission(stack, guarded.name, { principal: account }),
  "a role on the function": ({ stack, guarded }) =>
    permission(stack, guarded.name, { principal: `arn:aws:iam::${account}:role/admin` }),
  "a topic on the function": ({ stack, guarded }) =>
    permission(stack, guarded.name, { principal: "sns.amazonaws.com", sourceArn: new SnsTopic(stack, "Topic").arn }),
  "a written ARN of a topic on the function": ({ stack, guarded }) =>
    permission(stack, guarded.name, {
      principal: "sns.amazonaws.com",
      sourceArn: `arn:aws:sns:${region}:${account}:topic`,
    }),
  "an ARN of the own account on the function": ({ stack, guarded }) => {
    const { accountId } = new DataAwsCallerIdentity(stack, "Me");
    permission(stack, guarded.name, {
      principal: "events.amazonaws.com",
      sourceArn: `arn:aws:events:${region}:${accountId}:rule/x`,
    });
  },
  "a local with the ARN of a topic on the function": ({ stack, guarded }) => {
    const { asString } = new TerraformLocal(stack, "Source", new SnsTopic(stack, "Topic").arn);
    permission(stack, guarded.name, { principal: "sns.amazonaws.com", sourceArn: asString });
  },
  "a bucket of an account on the function": ({ stack, guarded }) =>
    permission(stack, guarded.name, {
      principal: "s3.amazonaws.com",
      sourceArn: "arn:aws:s3:::uploads",
      sourceAccount: account,
    }),
  "a bucket of an unknown account on the function": ({ stack, guarded }) =>
    permission(stack, guarded.name, {
      principal: "s3.amazonaws.com",
      sourceArn: "arn:aws:s3:::uploads",
      sourceAccount: "${var.account}",
    }),
  "Alexa's token on the function": ({ stack, guarded }) =>
    permission(stack, guarded.name, { principal: "alexa-appkit.amazon.com", eventSourceToken: "amzn1.ask.x" }),
  "a topic on an unknown function": ({ stack }) =>
    permission(stack, "${var.name}", { principal: "sns.amazonaws.com", sourceArn: new SnsTopic(stack, "Topic").arn }),

  // Event sources, which call the function with the rights of its role.
  "a queue for the function": ({ stack, guarded }) =>
    new LambdaEventSourceMapping(stack, "Mapping", {
      functionName: guarded.name,
      eventSourceArn: new SqsQueue(stack, "Queue").arn,
    }),
  "a queue for another function": (made) =>
    new LambdaEventSourceMapping(made.stack, "Mapping", {
      functionName: other(made).name,
      eventSourceArn: new SqsQueue(made.stack, "Queue").arn,
    }),
  "an alias of the function": ({ stack, guarded }) =>
    new LambdaAlias(stack, "Live", { name: "live", functionName: guarded.name, functionVersion: "1" }),

  // URLs of other functions.
  "a URL of a function of the library": (made) => url(made.stack, other(made).name),
  "a URL of a function of the provider": ({ stack }) =>
    url(stack, new LambdaFunction(stack, "Raw", { functionName: "raw", role: "role" }).functionName),
  "a URL of an alias": (made) =>
    url(
      made.stack,
      new LambdaAlias(made.stack, "Live", { name: "live", functionName: other(made).name, functionVersion: "1" }).arn,
    ),
  "a URL of a literal name": ({ stack }) => url(stack, "thumbnails"),
  "a URL of a name that contains the function's": ({ stack }) => url(stack, "shared-2"),
  "a URL of a literal ARN": ({ stack }) => url(stack, `arn:aws:lambda:${region}:${account}:function:thumbnails:live`),
  "a URL of a name with an unknown end": ({ stack }) => url(stack, "thumbnails-${var.stage}"),
  "a URL of an ARN with an unknown account and region": ({ stack }) => {
    const [{ accountId }, { name }] = [new DataAwsCallerIdentity(stack, "Me"), new DataAwsRegion(stack, "Here")];
    url(stack, `arn:aws:lambda:${name}:${accountId}:function:thumbnails`);
  },
  "a URL of a reference within an ARN": (made) => {
    const { accountId } = new DataAwsCallerIdentity(made.stack, "Me");
    url(made.stack, `arn:aws:lambda:${region}:${accountId}:function:${other(made).name}`);
  },
  "a URL of an ARN that a function makes": (made) => {
    const { accountId } = new DataAwsCallerIdentity(made.stack, "Me");
    url(made.stack, Fn.join(":", ["arn:aws:lambda", region, accountId, "function", other(made).name]));
  },
  "a URL of a data source": ({ stack }) =>
    url(stack, new DataAwsLambdaFunction(stack, "Data", { functionName: "thumbnails" }).functionName),
  "a URL of a module": ({ stack }) => {
    const module = new TerraformHclModule(stack, "Module", {
      source: "terraform-aws-modules/lambda/aws",
      version: "8.1.2",
      variables: { function_name: "thumbnails", environment_variables: { STAGE: "${var.stage}" } },
    });
    url(stack, module.getString("lambda_function_name"));
  },
  "a URL of a module with a name known only after apply": ({ stack }) => {
    const module = new TerraformHclModule(stack, "Module", {
      source: "terraform-aws-modules/lambda/aws",
      variables: { function_name: "${var.name}" },
    });
    url(stack, module.getString("lambda_function_arn"));
  },
  "a URL for each of other functions": ({ stack }) => {
    const functions = ["A", "B"].map((id) => new aws.Function(stack, id, { handler: "src/default.handler" }));
    const each = TerraformIterator.fromMap(Object.fromEntries(functions.map((fn) => [fn.node.id, fn.name])));
    url(stack, each.value, each);
  },
  "a URL for each of a list of names": ({ stack }) => {
    const each = TerraformIterator.fromList(["thumbnails", "reports"]);
    url(stack, each.value, each);
  },
  "a URL for each of a function's instances": ({ stack }) => {
    const each = TerraformIterator.fromList(["a", "b"]);
    const fn = new LambdaFunction(stack, "Raw", { functionName: each.value, role: "role", forEach: each });
    const instances = TerraformIterator.fromResources(fn);
    url(stack, instances.getString("function_name"), instances);
  },
  "a URL of a condition": (made) =>
    url(made.stack, `\${var.enabled ? aws_lambda_function.${other(made).nodes.function.friendlyUniqueId}.arn : null}`),

  // Integrations.
  "an integration with SQS": integration({ integrationUri: `arn:aws:apigateway:${region}:sqs:path/${account}/jobs` }),
  "an integration with DynamoDB": integration({
    integrationUri: `arn:aws:apigateway:${region}:dynamodb:action/PutItem`,
  }),
  "an integration with a service in an unknown region": integration({
    integrationUri: "arn:aws:apigateway:${var.region}:states:action/StartExecution",
  }),
  "an integration of an HTTP API with EventBridge": integration({
    integrationType: "AWS_PROXY",
    integrationSubtype: "EventBridge-PutEvents",
    requestParameters: { Source: "chat" },
  }),
  "an integration with an HTTP server": integration({
    integrationType: "HTTP_PROXY",
    integrationUri: "https://example.com",
  }),
  "a mock integration": integration({ integrationType: "MOCK", requestTemplates: { $default: "{}" } }),
  "an integration of another function without a proxy": (made) =>
    integration({ integrationUri: uri(other(made).arn) })(made),
  "an integration of another function by its invoke ARN": (made) =>
    integration({ integrationUri: other(made).nodes.function.invokeArn })(made),
  "a proxy integration of the function": ({ stack, guarded }) =>
    new Apigatewayv2Integration(stack, "Raw", {
      apiId: "abc123",
      integrationType: "AWS_PROXY",
      integrationUri: guarded.nodes.function.invokeArn,
    }),
  "a REST API's integration of S3": ({ stack }) =>
    new ApiGatewayIntegration(stack, "Rest", {
      restApiId: "abc123",
      resourceId: "x",
      httpMethod: "GET",
      type: "AWS",
      uri: `arn:aws:apigateway:${region}:s3:path/uploads`,
    }),
  "a REST API's proxy integration of another function": (made) =>
    new ApiGatewayIntegration(made.stack, "Rest", {
      restApiId: "abc123",
      resourceId: "x",
      httpMethod: "GET",
      type: "AWS_PROXY",
      uri: other(made).nodes.function.invokeArn,
    }),

  // Further routes, APIs and functions of the library.
  "a route of another function": (made) => made.api.route("other", other(made)),
  "a route of a literal ARN": ({ api }) => api.route("arn", `arn:aws:lambda:${region}:${account}:function:thumbnails`),
  "a route of an ARN known only after apply": ({ api }) => api.route("arn", "${var.arn}"),
  "a route of an ARN in a data source": ({ stack, api }) =>
    api.route("arn", new DataAwsArn(stack, "Arn", { arn: `arn:aws:lambda:${region}:${account}:function:x` }).arn),
  "a second route of the function": ({ api, guarded }) => api.route("second", guarded),
  "a second API": ({ stack, guarded }) => new aws.ApiGatewayWebSocket(stack, "Second").route("$default", guarded),
  "a link to the function": ({ api, guarded }) =>
    api.route("caller", {
      handler: "src/default.handler",
      permissions: [{ actions: ["lambda:InvokeFunction"], resources: [guarded.arn] }],
    }),
};
