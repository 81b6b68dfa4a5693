import { Apigatewayv2Api, type Apigatewayv2ApiConfig } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import type { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { escapeTemplate } from "../core/escape";
import { createLogGroup } from "../core/log-group";
import { physicalName, readableName } from "../core/naming";
import { pathParts } from "../core/path";
import { type ComponentOptions, type Placement, regional } from "../core/placement";
import { hold } from "../core/rule";
import { checkTerraformName } from "../core/terraform-name";
import { transformed } from "../core/transform";
import { linkOf } from "../link/link";
import { permission } from "../link/permission";
import type { ApiGatewayWebSocketRoute } from "../route/route";
import type { ApiGatewayWebSocketRouteArgs, RouteHandler } from "../route/route-args";
import type { AccountNodes } from "./account";
import type { ApiGatewayWebSocketArgs } from "./api-args";
import { apiRules } from "./api-rules";
import { refuseUnknownOfApi } from "./known-api-arguments";
import { Routes } from "./routes";
import { createStage } from "./stage";

/** The Terraform resources of an {@link ApiGatewayWebSocket}. */
export interface ApiGatewayWebSocketNodes {
  /**
   * The `aws_apigatewayv2_api`.
   * @example
   * ```ts
   * import { TerraformOutput } from "cdktf";
   *
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler");
   * new TerraformOutput(this, "id", { value: api.nodes.api.id });
   * ```
   */
  readonly api: Apigatewayv2Api;
  /**
   * The `aws_apigatewayv2_stage`.
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler");
   * api.nodes.stage.addOverride("tags.team", "chat");
   * ```
   */
  readonly stage: Apigatewayv2Stage;
  /**
   * The `aws_cloudwatch_log_group` of the access log; undefined with `accessLog: false`.
   * @example
   * ```ts
   * import { TerraformOutput } from "cdktf";
   *
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("$default", "src/default.handler");
   * if (api.nodes.logGroup) new TerraformOutput(this, "log", { value: api.nodes.logGroup.name });
   * ```
   */
  readonly logGroup?: CloudwatchLogGroup;
  /** The account's role for logs; undefined with `account: "existing"` and for an API that writes no logs. */
  readonly account?: AccountNodes;
}

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
   * Where clients connect: `wss://…`, with the stage.
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
   * Where functions send messages to clients: the `endpoint` of the API Gateway Management API's client. A function that
   * is linked to the API reads it as `Resource.MyApi.managementEndpoint`.
   * @example
   * ```ts
   * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
   * api.route("broadcast", { handler: "src/broadcast.handler", link: [api] });
   * ```
   */
  public readonly managementEndpoint: string;
  /** What `execute-api:Invoke` has to be allowed on for those who may connect to an API with IAM auth. */
  public readonly connectArn: string;
  /**
   * What `execute-api:ManageConnections` has to be allowed on for those who send to clients, ask for them or disconnect
   * them. A function that is linked to the API is allowed it.
   */
  public readonly connectionsArn: string;
  /** The Terraform resources behind it. */
  public readonly nodes: ApiGatewayWebSocketNodes;

  private readonly routes: Routes;

  constructor(scope: Construct, id: string, args: ApiGatewayWebSocketArgs = {}, options: ComponentOptions = {}) {
    super(scope, id);
    refuseUnknownOfApi(this, args, options);
    const config = apiConfig(this, args, options);
    const { provider = options.provider, region } = config;
    const placement: Placement = { ...options, ...(provider && { provider }), ...(region !== undefined && { region }) };

    const api = new Apigatewayv2Api(this, "Api", config);
    checkTerraformName(this, api);
    const logGroup = this.createAccessLog(args, placement);
    const { stage, account } = createStage(this, args, { api, logGroup }, placement, (read) =>
      this.routes.keysIn(read),
    );
    this.nodes = { api, stage, logGroup, account };
    this.routes = this.createRoutes(args, placement);
    hold(this, api, apiRules);

    const stageName = stage.nameInput ?? "$default";
    this.url = `${api.apiEndpoint}/${stageName}`;
    this.managementEndpoint = `${Fn.replace(api.apiEndpoint, "wss://", "https://")}/${stageName}`;
    this.connectArn = `${api.executionArn}/${stageName}/$connect`;
    this.connectionsArn = `${api.executionArn}/${stageName}/*/@connections/*`;
  }

  /**
   * Adds a route. `$connect` is chosen when a client connects, `$disconnect` after it is gone, and a message by its
   * field `action`; `$default` takes every message that fits no other route.
   *
   * @param route `$connect`, `$disconnect`, `$default`, or the value of a message's `action`
   * @param handler the path of a handler, a function's arguments, the ARN of a function, or a function
   * @throws ValidationError for a key that AWS refuses or that is there already, and a handler that does not exist
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
      argument: "accessLog.retention",
      transform: transform?.accessLog,
      transformArgument: "transform.accessLog",
    };
    return createLogGroup(this, "AccessLog", log, placement);
  }

  private createRoutes({ transform }: ApiGatewayWebSocketArgs, placement: Placement): Routes {
    const { api, stage } = this.nodes;
    const { id: apiId, executionArn } = api;
    const routeApi = {
      scope: this,
      apiId,
      executionArn,
      placement,
      handlerTransform: transform?.route?.handler,
    };
    return new Routes(routeApi, stage, transform?.route?.args);
  }
}

function apiConfig(scope: Construct, args: ApiGatewayWebSocketArgs, options: ComponentOptions): Apigatewayv2ApiConfig {
  const base = {
    ...regional(options),
    name: readableName(pathParts(scope), 128),
    protocolType: "WEBSOCKET",
    routeSelectionExpression: "$request.body.action",
  };
  const config: Apigatewayv2ApiConfig = transformed(scope, "Api", base, args.transform?.api);
  const { routeSelectionExpression: selection, description } = config;
  return {
    ...config,
    // "${request.body.a}" is AWS's own syntax, which Terraform would take for its own.
    ...(selection !== undefined && { routeSelectionExpression: escapeTemplate(selection) }),
    ...(description !== undefined && { description: escapeTemplate(description) }),
  };
}
