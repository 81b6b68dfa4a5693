import { Apigatewayv2Api, type Apigatewayv2ApiConfig } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { requireProviderOfStack } from "../app/aws-provider";
import { Synthesis } from "../app/synthesis";
import type { ApiGatewayV2Authorizer } from "../authorizer/authorizer";
import type { ApiGatewayWebSocketAuthorizerArgs, NamedAuthorizerArgs } from "../authorizer/authorizer-args";
import { Authorizers } from "../authorizer/authorizers";
import { pathParts, physicalName, readableName, requireTerraformName } from "../core/names";
import { checkedScope } from "../core/scope";
import { createLogGroup } from "../function/log-group";
import { linkOf } from "../link/definition";
import { permission } from "../link/permission";
import type { ApiGatewayWebSocketRoute } from "../route/route";
import type { ApiGatewayWebSocketRouteArgs, RouteHandler } from "../route/route-args";
import { DeclaredRoutes, Routes } from "../route/routes";
import { requireSingleConnect } from "../route/single-connect";
import { writePaths } from "../terraform/construct-paths";
import { escapeTemplate } from "../terraform/expressions";
import { applyTransform, type ComponentOptions, type Placement, regionalMeta } from "../terraform/resource-config";
import { addRules } from "../validation/rule";
import type { ApiGatewayWebSocketArgs } from "./api-args";
import { type ApiGatewayWebSocketNodes, nodesWithDomain } from "./api-nodes";
import { apiRules, requireKnownApiArguments } from "./api-rules";
import { Domain } from "./domain/resources";
import { createStage } from "./stage";
import { endpointsOf } from "./url";

/**
 * An Amazon API Gateway WebSocket API with Lambda functions behind its routes.
 *
 * @example
 * ```ts
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$connect", "src/connect.handler");
 * api.route("$disconnect", "src/disconnect.handler");
 * api.route("$default", "src/default.handler");
 * api.route("sendMessage", "src/sendMessage.handler");
 * ```
 */
export class ApiGatewayWebSocket extends Construct {
  /**
   * The URL that clients connect to: the endpoint and the stage, `wss://…`. An API with a domain has
   * `wss://api.example.com` instead, or `wss://api.example.com/v1/` with a path.
   * @example
   * ```ts
   * import { TerraformOutput } from "cdktf";
   *
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler");
   * new TerraformOutput(this, "url", { value: api.url });
   * ```
   */
  public readonly url: string;
  /**
   * The `endpoint` for a client of the API Gateway Management API, with which functions send messages to clients. A
   * function that is linked to the API reads it as `Resource.MyApi.managementEndpoint`. With a domain it is still the
   * API's own endpoint, except where `transform.api.disableExecuteApiEndpoint` disables that.
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("broadcast", { handler: "src/broadcast.handler", link: [api] });
   * ```
   */
  public readonly managementEndpoint: string;
  /** The resource ARN for `execute-api:Invoke`, which clients of an API with IAM auth need in order to connect. */
  public readonly connectArn: string;
  /**
   * The resource ARN for `execute-api:ManageConnections`, which is needed to send messages to clients, look them up or
   * disconnect them. A function that is linked to the API has this permission.
   */
  public readonly connectionsArn: string;
  /** The Terraform resources behind it. */
  public readonly nodes: ApiGatewayWebSocketNodes;

  private readonly routes: Routes;
  private readonly authorizers: Authorizers;

  constructor(scope: Construct, id: string, args: ApiGatewayWebSocketArgs = {}, options: ComponentOptions = {}) {
    super(checkedScope(scope, id, { component: "aws.ApiGatewayWebSocket" }), id);
    writePaths(this);
    requireKnownApiArguments(this, args, options);
    const config = apiConfig(this, args, options);
    const { provider = options.provider, region } = config;
    const placement: Placement = { ...options, ...(provider && { provider }), ...(region !== undefined && { region }) };

    const api = new Apigatewayv2Api(this, "Api", config);
    requireTerraformName(this, api);
    const logGroup = this.createAccessLog(args, placement);
    const routes = new DeclaredRoutes();
    const { stage, account } = createStage(this, args, { api, logGroup }, placement, routes);
    const domain = Domain.of(this, args, { api, stage }, placement);
    this.nodes = nodesWithDomain(this, { api, stage, logGroup, account }, domain);
    this.authorizers = new Authorizers({ scope: this, apiId: api.id, executionArn: api.executionArn, placement });
    this.routes = this.createRoutes(args, placement, routes);
    addRules(this, api, apiRules);
    Synthesis.of(this).watch(TerraformStack.of(this));
    requireProviderOfStack(this);

    const stageName = stage.nameInput ?? "$default";
    const { url, managementEndpoint } = endpointsOf(this, api, stageName, domain?.address);
    this.url = url;
    this.managementEndpoint = managementEndpoint;
    this.connectArn = `${api.executionArn}/${stageName}/$connect`;
    this.connectionsArn = `${api.executionArn}/${stageName}/*/@connections/*`;
  }

  /**
   * Adds a route. API Gateway calls `$connect` when a client connects and `$disconnect` after it has disconnected. It
   * selects the route of a message by the field `action`, and `$default` for messages that match no other route.
   *
   * @param route `$connect`, `$disconnect`, `$default`, or the value of a message's `action`
   * @param handler the path of a handler, a function's arguments, the ARN of a function, or a function
   * @throws ValidationError for a key that AWS rejects or that another route has, and for a handler that does not exist
   *
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler");
   * api.route("sendMessage", { handler: "src/sendMessage.handler", memory: "2048 MB" });
   * api.route("audit", "arn:aws:lambda:us-east-1:123456789012:function:audit");
   * ```
   */
  public route(
    route: string,
    handler: RouteHandler,
    args: ApiGatewayWebSocketRouteArgs = {},
  ): ApiGatewayWebSocketRoute {
    return this.routes.add(route, handler, args);
  }

  /**
   * Adds an authorizer, which decides who may connect, by a function of yours or by a JWT. Pass its `id` in `auth` of
   * `$connect`, and in `auth` of every other route that relies on it.
   *
   * @throws ValidationError for a name that another authorizer has, for both or neither of `lambda` and `jwt`, and for
   *   arguments that AWS rejects
   *
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer("users", { lambda: { function: "src/authorizer.handler" } });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  public addAuthorizer(name: string, args: ApiGatewayWebSocketAuthorizerArgs): ApiGatewayV2Authorizer;
  /**
   * Adds an authorizer, with the name among the arguments.
   *
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * const users = api.addAuthorizer({ name: "users", lambda: { function: "src/authorizer.handler" } });
   * api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
   * ```
   */
  public addAuthorizer(args: NamedAuthorizerArgs): ApiGatewayV2Authorizer;
  public addAuthorizer(name: string | NamedAuthorizerArgs, args?: ApiGatewayWebSocketAuthorizerArgs) {
    return this.authorizers.add(name, args);
  }

  /** @internal */
  public [linkOf]() {
    const { url, managementEndpoint } = this;
    const connections = { actions: ["execute-api:ManageConnections"], resources: [this.connectionsArn] };
    return {
      properties: { url, managementEndpoint },
      include: [permission(connections)],
      type: "sst.aws.ApiGatewayWebSocket",
    };
  }

  private createAccessLog({ accessLog = {}, transform }: ApiGatewayWebSocketArgs, placement: Placement) {
    if (accessLog === false) return undefined;
    const log = {
      name: `/aws/vendedlogs/apis/${physicalName(pathParts(this), 64)}`,
      retention: accessLog.retention,
      kmsKey: accessLog.kmsKey,
      argument: "accessLog",
      transform: transform?.accessLog,
      transformArgument: "transform.accessLog",
    };
    return createLogGroup(this, "AccessLog", log, placement);
  }

  private createRoutes({ transform }: ApiGatewayWebSocketArgs, placement: Placement, declared: DeclaredRoutes): Routes {
    const { id: apiId, executionArn } = this.nodes.api;
    const routeApi = {
      scope: this,
      apiId,
      executionArn,
      placement,
      handlerTransform: transform?.route?.handler,
    };
    requireSingleConnect(this, this.nodes.api, declared);
    return new Routes(routeApi, declared, this.authorizers, transform?.route?.args);
  }
}

function apiConfig(scope: Construct, args: ApiGatewayWebSocketArgs, options: ComponentOptions): Apigatewayv2ApiConfig {
  const base = {
    ...regionalMeta(options),
    name: readableName(pathParts(scope), 128),
    protocolType: "WEBSOCKET",
    routeSelectionExpression: "$request.body.action",
  };
  const config: Apigatewayv2ApiConfig = applyTransform(scope, "Api", base, args.transform?.api, Apigatewayv2Api);
  const { routeSelectionExpression: selection, description } = config;
  return {
    ...config,
    // "${request.body.a}" is AWS's syntax, which Terraform would read as a template.
    ...(selection !== undefined && { routeSelectionExpression: escapeTemplate(selection) }),
    ...(description !== undefined && { description: escapeTemplate(description) }),
  };
}
