import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import { Apigatewayv2Deployment } from "@cdktf/provider-aws/lib/apigatewayv2-deployment";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunction, type LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { AssetType, TerraformAsset, TerraformLocal, TerraformStack } from "cdktf";
import { Output } from "../../../lib/local/read-output";
import { removeOutputs, served, synthesized } from "../synthesized";

const sources = {
  "handlers/package.json": '{ "type": "module" }',
  "handlers/index.js": "export const handler = async () => ({ statusCode: 200 });\n",
  "handlers/deep/more.txt": "more",
  "single/one.mjs": "export const handler = async () => 1;\n",
};

/** A WebSocket API that was written without this library. */
class Raw extends TerraformStack {
  private readonly api: Apigatewayv2Api;
  private readonly role = new IamRole(this, "role", { name: "chat-role", assumeRolePolicy: "{}" });

  constructor(scope: ConstructorParameters<typeof TerraformStack>[0], id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-gov-west-1" });
    new ArchiveProvider(this, "archive");
    this.api = new Apigatewayv2Api(this, "api", {
      name: "chat",
      protocolType: "WEBSOCKET",
      routeSelectionExpression: "$request.body.action",
    });
    this.allow();
    const asset = new TerraformAsset(this, "code", { path: "handlers", type: AssetType.ARCHIVE });
    const zipped = this.fn("zipped", { filename: asset.path, sourceCodeHash: asset.assetHash });
    const single = new DataArchiveFile(this, "single", {
      type: "zip",
      sourceFile: join(process.cwd(), "single/one.mjs"),
      outputPath: "single.zip",
    });
    const archived = this.fn("archived", { filename: single.outputPath, handler: "one.handler" });
    const inline = new DataArchiveFile(this, "inline", {
      type: "zip",
      source: [{ filename: "src/index.cjs", content: "exports.handler = async () => 2;" }],
      outputPath: "inline.zip",
    });
    const written = this.fn("written", { filename: inline.outputPath, handler: "src/index.handler" });
    this.route("$connect", zipped.invokeArn, this.authorizer(archived));
    this.route("$default", this.aliased(archived).invokeArn);
    this.route("wrapped", this.wrapped(written));
    this.respond(this.route("plain", zipped.arn));
    this.deploy();
  }

  private allow(): void {
    const secret = new SecretsmanagerSecret(this, "secret", {});
    const role = this.role.name;
    new IamRolePolicy(this, "inline-policy", {
      role: this.role.id,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secret.arn },
          { Effect: "Allow", Action: "execute-api:*", Resource: `${this.api.executionArn}/dev/POST/@connections/*` },
        ],
      }),
    });
    const document = new DataAwsIamPolicyDocument(this, "document", {
      statement: [
        {
          effect: "Deny",
          actions: ["execute-api:ManageConnections"],
          resources: [`${this.api.executionArn}/dev/DELETE/*`],
          condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
        },
      ],
    });
    const policy = new IamPolicy(this, "policy", { name: "deny", policy: document.json });
    new IamRolePolicyAttachment(this, "attached", { role, policyArn: policy.arn });
    const basic = "arn:aws-us-gov:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    new IamRolePolicyAttachment(this, "basic", { role, policyArn: basic });
  }

  private fn(name: string, config: Partial<LambdaFunctionConfig>): LambdaFunction {
    const place = new TerraformLocal(this, `place-${name}`, `${name} of \${terraform.workspace}`);
    const fn = new LambdaFunction(this, name, {
      functionName: name,
      role: this.role.arn,
      runtime: "nodejs22.x",
      handler: "index.handler",
      environment: { variables: { PLACE: place.asString, ENDPOINT: this.endpoint() } },
      ...config,
    });
    new LambdaPermission(this, `may-call-${name}`, {
      action: "lambda:InvokeFunction",
      functionName: fn.functionName,
      principal: "apigateway.amazonaws.com",
    });
    return fn;
  }

  // In the form of API Gateway's documentation.
  private endpoint(): string {
    return `https://${this.api.id}.execute-api.us-gov-west-1.amazonaws.com/dev`;
  }

  private aliased(fn: LambdaFunction): LambdaAlias {
    return new LambdaAlias(this, "live", { name: "live", functionName: fn.functionName, functionVersion: "1" });
  }

  private wrapped(fn: LambdaFunction): string {
    const partition = new DataAwsPartition(this, "partition");
    const region = new DataAwsRegion(this, "region");
    const account = new DataAwsCallerIdentity(this, "caller");
    const arn = `arn:${partition.partition}:lambda:${region.region}:${account.accountId}:function:${fn.functionName}`;
    return `arn:${partition.partition}:apigateway:${region.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
  }

  private authorizer(fn: LambdaFunction): Apigatewayv2Authorizer {
    return new Apigatewayv2Authorizer(this, "authorizer", {
      apiId: this.api.id,
      name: "users",
      authorizerType: "REQUEST",
      authorizerUri: fn.invokeArn,
      identitySources: ["route.request.header.Authorization", "stageVariables.tenant"],
    });
  }

  private route(routeKey: string, integrationUri: string, authorizer?: Apigatewayv2Authorizer): Apigatewayv2Route {
    const integration = new Apigatewayv2Integration(this, `integration ${routeKey}`, {
      apiId: this.api.id,
      integrationType: "AWS_PROXY",
      integrationUri,
      timeoutMilliseconds: 1000,
    });
    return new Apigatewayv2Route(this, `route ${routeKey}`, {
      apiId: this.api.id,
      routeKey,
      target: `integrations/${integration.id}`,
      ...(authorizer && { authorizationType: "CUSTOM", authorizerId: authorizer.id }),
      ...(routeKey === "plain" && { routeResponseSelectionExpression: "$default" }),
    });
  }

  private respond(route: Apigatewayv2Route): void {
    new Apigatewayv2RouteResponse(this, "response", {
      apiId: this.api.id,
      routeId: route.id,
      routeResponseKey: "$default",
    });
  }

  private deploy(): void {
    const deployment = new Apigatewayv2Deployment(this, "deployment", { apiId: this.api.id });
    const stageVariables = { tenant: "one", bucket: "two" };
    for (const name of ["dev", "test"])
      new Apigatewayv2Stage(this, name, { apiId: this.api.id, name, deploymentId: deployment.id, stageVariables });
  }
}

describe("a WebSocket API that was written by hand", () => {
  const dir = synthesized(sources, (app) => new Raw(app, "raw"));
  const app = served(dir);
  const [api, test] = app.apis;
  const routeOf = (key: string) => api?.routes.find(({ routeKey }) => routeKey === key);

  afterAll(removeOutputs);

  it("is served at each of its stages", () => {
    expect(app.apis.map(({ url }) => url)).toEqual(["wss://localhost:4000/dev", "wss://localhost:4000/test"]);
    expect(test?.apiId).toBe(api?.apiId);
    expect(api).toMatchObject({ partition: "aws-us-gov", stageVariables: { tenant: "one", bucket: "two" } });
  });

  it.each([
    ["$connect", "zipped"],
    ["$default", "archived"],
    ["wrapped", "written"],
    ["plain", "zipped"],
  ])("has %s call its function, however it is named", (key, name) => {
    expect(routeOf(key)).toMatchObject({ timeoutMs: 1000, function: { name, memoryMb: 128, timeoutSeconds: 3 } });
  });

  it("answers if the route has a response", () => {
    expect(api?.routes.filter(({ response }) => response).map(({ routeKey }) => routeKey)).toEqual(["plain"]);
  });

  it("has its authorizer", () => {
    expect(routeOf("$connect")?.authorization).toMatchObject({
      type: "CUSTOM",
      authorizer: {
        name: "users",
        identitySources: ["route.request.header.Authorization", "stageVariables.tenant"],
        function: { name: "archived" },
      },
    });
  });

  it("has unpacked code, from zip files and all kinds of archives", () => {
    const read = (name: string, file: string) =>
      readFileSync(join(app.functions.find((fn) => fn.name === name)?.folder ?? "", file), "utf8");
    expect(read("zipped", "index.js")).toContain("statusCode: 200");
    expect(read("zipped", "deep/more.txt")).toBe("more");
    expect(read("archived", "one.mjs")).toContain("=> 1");
    expect(read("written", "src/index.cjs")).toContain("=> 2");
  });

  it("has evaluated locals, and local addresses in place of handwritten ones", () => {
    expect(routeOf("$connect")?.function?.environment).toEqual({
      PLACE: "zipped of default",
      ENDPOINT: "https://localhost:4000/dev",
    });
  });

  it("has its permissions from inline, managed and attached policies", () => {
    const arn = `arn:aws-us-gov:execute-api:us-gov-west-1:000000000000:${api?.apiId}`;
    expect(routeOf("plain")?.function?.permissions).toEqual([
      { effect: "Allow", actions: ["execute-api:*"], resources: [`${arn}/dev/POST/@connections/*`] },
      {
        effect: "Deny",
        actions: ["execute-api:ManageConnections"],
        resources: [`${arn}/dev/DELETE/*`],
        conditions: { Bool: { "aws:SecureTransport": ["false"] } },
      },
    ]);
  });

  it("removes all unpacked code on disposal", () => {
    const output = new Output({ dir });
    const { functions } = output.app(new Map());
    const unpacked = functions.map(({ folder }) => folder).filter((folder) => !folder.startsWith(dir));
    expect(unpacked).toHaveLength(3);
    output.dispose();
    expect(unpacked.filter((folder) => existsSync(folder))).toEqual([]);
  });
});
