import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { aws } from "../../../lib";

const handlers = "__tests__/local/conformance/handlers";

/** APIs whose handlers do what the test asks for, so that API Gateway's reaction can be observed. */
export class ConformanceStack extends TerraformStack {
  constructor(scope: Construct, domain?: string) {
    super(scope, "conformance");
    new AwsProvider(this, "aws", { region: process.env.AWS_REGION ?? "eu-west-1" });
    new ArchiveProvider(this, "archive");
    const apis = {
      Plain: this.plain(),
      Bare: this.bare(),
      Guarded: this.guarded(),
      Simple: this.simple(),
      ...(domain !== undefined && { Domain: this.onDomain(domain) }),
    };
    const nested = this.nested();
    const outputs = Object.entries(apis).map(([name, { url, managementEndpoint }]) => [
      name,
      { url, managementEndpoint },
    ]);
    new TerraformOutput(this, "targets", { value: { ...Object.fromEntries(outputs), Nested: nested } });
  }

  /** An API with all kinds of routes, and a function that may not call the management API. */
  private plain(): aws.ApiGatewayWebSocket {
    const api = new aws.ApiGatewayWebSocket(this, "Plain", { accessLog: false });
    const linked = { handler: `${handlers}/message.handler`, link: [api] };
    api.route("$connect", { handler: `${handlers}/connect.handler`, link: [api] });
    api.route("$disconnect", linked);
    api.route("$default", linked, { reply: true });
    api.route("echo", linked, { reply: true });
    api.route("quiet", linked);
    api.route("impatient", linked, { reply: true, transform: { integration: { timeoutMilliseconds: 200 } } });
    api.route("stranger", `${handlers}/message.handler`, { reply: true });
    return api;
  }

  /** An API with a single route. */
  private bare(): aws.ApiGatewayWebSocket {
    const api = new aws.ApiGatewayWebSocket(this, "Bare", { accessLog: false });
    api.route("only", `${handlers}/message.handler`, { reply: true });
    return api;
  }

  private guarded(): aws.ApiGatewayWebSocket {
    const stage = { stageVariables: { kind: "test" } };
    const api = new aws.ApiGatewayWebSocket(this, "Guarded", { accessLog: false, transform: { stage } });
    const identitySources = ["route.request.querystring.token", "stageVariables.kind", "context.identity.sourceIp"];
    const authorizer = api.addAuthorizer("users", {
      lambda: {
        ...{ function: `${handlers}/authorizer.handler`, identitySources },
        ...{ payload: "1.0", response: "iam" },
      },
    });
    const linked = { handler: `${handlers}/message.handler`, link: [api] };
    api.route("$connect", `${handlers}/connect.handler`, { auth: { lambda: authorizer.id } });
    api.route("$disconnect", linked);
    api.route("$default", linked, { reply: true });
    return api;
  }

  private simple(): aws.ApiGatewayWebSocket {
    const api = new aws.ApiGatewayWebSocket(this, "Simple", { accessLog: false });
    const authorizer = api.addAuthorizer("users", { lambda: { function: `${handlers}/authorizer.simple` } });
    api.route("$connect", `${handlers}/connect.handler`, { auth: { lambda: authorizer.id } });
    api.route("$default", `${handlers}/message.handler`, { reply: true });
    return api;
  }

  private onDomain(name: string): aws.ApiGatewayWebSocket {
    const cert = "arn:aws:acm:eu-west-1:000000000000:certificate/00000000-0000-0000-0000-000000000000";
    const api = new aws.ApiGatewayWebSocket(this, "Domain", { accessLog: false, domain: { name, cert, dns: false } });
    api.route("$default", { handler: `${handlers}/message.handler`, link: [api] }, { reply: true });
    return api;
  }

  /** An API of plain provider resources, with a selection expression that the library does not support. */
  private nested() {
    const routeSelectionExpression = "$${request.body.service.name}/$${request.body.action}";
    const settings = { name: "conformance-nested", protocolType: "WEBSOCKET", routeSelectionExpression };
    const api = new Apigatewayv2Api(this, "Nested", settings);
    const { id: apiId } = api;
    const stage = new Apigatewayv2Stage(this, "NestedStage", { apiId, name: "test", autoDeploy: true });
    const fn = new aws.Function(this, "NestedHandler", { handler: `${handlers}/message.handler` });
    const integrationUri = fn.nodes.function.invokeArn;
    const integration = { apiId, integrationType: "AWS_PROXY", integrationUri };
    const target = `integrations/${new Apigatewayv2Integration(this, "NestedIntegration", integration).id}`;
    new LambdaPermission(this, "NestedPermission", {
      ...{ action: "lambda:InvokeFunction", functionName: fn.nodes.function.functionName },
      ...{ principal: "apigateway.amazonaws.com", sourceArn: `${api.executionArn}/*/*` },
    });
    for (const [index, routeKey] of ["chat/send", "5/true", "[1, a]/x", "$default"].entries()) {
      const route = new Apigatewayv2Route(this, `NestedRoute${index}`, {
        ...{ apiId, routeKey, target, routeResponseSelectionExpression: "$default" },
      });
      const response = { apiId, routeId: route.id, routeResponseKey: "$default" };
      new Apigatewayv2RouteResponse(this, `NestedResponse${index}`, response);
    }
    const url = stage.invokeUrl;
    return { url, managementEndpoint: url };
  }
}

if (require.main === module) {
  const app = new App();
  new ConformanceStack(app);
  app.synth();
}
