// Creates the same resources with the same arguments as the library, with cdktf's classes only.
const { DataArchiveFile } = require("@cdktf/provider-archive/lib/data-archive-file");
const { ArchiveProvider } = require("@cdktf/provider-archive/lib/provider");
const { ApiGatewayAccount } = require("@cdktf/provider-aws/lib/api-gateway-account");
const { Apigatewayv2Api } = require("@cdktf/provider-aws/lib/apigatewayv2-api");
const { Apigatewayv2Integration } = require("@cdktf/provider-aws/lib/apigatewayv2-integration");
const { Apigatewayv2Route } = require("@cdktf/provider-aws/lib/apigatewayv2-route");
const { Apigatewayv2Stage } = require("@cdktf/provider-aws/lib/apigatewayv2-stage");
const { CloudwatchLogGroup } = require("@cdktf/provider-aws/lib/cloudwatch-log-group");
const { DataAwsIamPolicyDocument } = require("@cdktf/provider-aws/lib/data-aws-iam-policy-document");
const { DataAwsPartition } = require("@cdktf/provider-aws/lib/data-aws-partition");
const { IamRole } = require("@cdktf/provider-aws/lib/iam-role");
const { IamRolePolicy } = require("@cdktf/provider-aws/lib/iam-role-policy");
const { IamRolePolicyAttachment } = require("@cdktf/provider-aws/lib/iam-role-policy-attachment");
const { LambdaFunction } = require("@cdktf/provider-aws/lib/lambda-function");
const { LambdaPermission } = require("@cdktf/provider-aws/lib/lambda-permission");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { App, LocalBackend, TerraformStack } = require("cdktf");

const lifecycle = { createBeforeDestroy: true };

function synthesize(size, outdir) {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  new ArchiveProvider(stack, "archive");
  const account = createAccount(stack);
  const api = new Apigatewayv2Api(stack, "Api", {
    name: "bench-Api",
    protocolType: "WEBSOCKET",
    routeSelectionExpression: "$request.body.action",
  });
  const routes = Array.from({ length: size }, (_, index) => createRoute(stack, api, index));
  createStage(stack, api, [account, ...routes]);
  app.synth();
}

function createAccount(stack) {
  const role = new IamRole(stack, "AccountRole", {
    name: "bench-Account-Role",
    assumeRolePolicy: trust(stack, "apigateway.amazonaws.com"),
  });
  const { partition } = new DataAwsPartition(stack, "Partition");
  const policy = new IamRolePolicyAttachment(stack, "AccountPolicy", {
    role: role.name,
    policyArn: `arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
  });
  return new ApiGatewayAccount(stack, "Account", { cloudwatchRoleArn: role.arn, dependsOn: [policy] });
}

function createRoute(stack, api, index) {
  const fn = createFunction(stack, index);
  const permission = new LambdaPermission(stack, `Permission${index}`, {
    action: "lambda:InvokeFunction",
    functionName: fn.functionName,
    principal: "apigateway.amazonaws.com",
    region: fn.region,
    sourceArn: `${api.executionArn}/*`,
  });
  const integration = new Apigatewayv2Integration(stack, `Integration${index}`, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationMethod: "POST",
    integrationUri: fn.invokeArn,
    dependsOn: [permission],
    lifecycle,
  });
  return new Apigatewayv2Route(stack, `Route${index}`, {
    apiId: api.id,
    routeKey: `route${index}`,
    authorizationType: "NONE",
    target: `integrations/${integration.id}`,
  });
}

function createFunction(stack, index) {
  const functionName = `bench-Api-route${index}`;
  const folder = `functions/handler${index}`;
  const archive = new DataArchiveFile(stack, `Archive${index}`, {
    type: "zip",
    sourceDir: folder,
    outputPath: `${folder}.zip`,
    outputFileMode: "0644",
  });
  const log = new CloudwatchLogGroup(stack, `LogGroup${index}`, {
    name: `/aws/lambda/${functionName}`,
    retentionInDays: 30,
  });
  const role = createRole(stack, functionName, log, index);
  return new LambdaFunction(stack, `Function${index}`, {
    functionName,
    description: `Api route route${index}`,
    role: role.arn,
    runtime: "nodejs24.x",
    handler: "index.handler",
    architectures: ["x86_64"],
    filename: archive.outputPath,
    sourceCodeHash: archive.outputBase64Sha256,
    memorySize: 1024,
    timeout: 20,
    ephemeralStorage: { size: 512 },
    environment: { variables: { SST_RESOURCE_App: JSON.stringify({ name: "bench", stage: "dev" }) } },
    loggingConfig: { logFormat: "Text", logGroup: log.name },
  });
}

function createRole(stack, functionName, log, index) {
  const role = new IamRole(stack, `Role${index}`, {
    name: functionName,
    assumeRolePolicy: trust(stack, "lambda.amazonaws.com"),
  });
  const statement = {
    effect: "Allow",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [`${log.arn}:*`],
  };
  const document = new DataAwsIamPolicyDocument(stack, `PolicyDocument${index}`, { statement: [statement] });
  new IamRolePolicy(stack, `Policy${index}`, {
    name: "inline",
    role: role.name,
    policy: document.json,
  });
  return role;
}

function createStage(stack, api, dependsOn) {
  const log = new CloudwatchLogGroup(stack, "AccessLog", {
    name: "/aws/vendedlogs/apis/bench-Api",
    retentionInDays: 30,
  });
  new Apigatewayv2Stage(stack, "Stage", {
    apiId: api.id,
    name: "$default",
    autoDeploy: true,
    accessLogSettings: {
      destinationArn: log.arn,
      format: JSON.stringify({ requestId: "$context.requestId", routeKey: "$context.routeKey" }),
    },
    dependsOn,
    lifecycle,
  });
}

function trust(stack, service) {
  const principals = [{ type: "Service", identifiers: [service] }];
  const known = stack.node.tryFindChild(service);
  const document =
    known ??
    new DataAwsIamPolicyDocument(stack, service, {
      statement: [{ effect: "Allow", actions: ["sts:AssumeRole"], principals }],
    });
  return document.json;
}

module.exports = { synthesize };
