import type { LocalFunction } from "./local-function";

/** What is served: every WebSocket API of every stack, as AWS would have it after a deployment. */
export interface LocalApp {
  /** One for each stage of an API. */
  readonly apis: readonly LocalApi[];
  readonly domains: readonly LocalDomain[];
  /** The functions that the APIs call, each once. */
  readonly functions: readonly LocalFunction[];
  /** Sentences for whoever starts the run: what differs from AWS here, though it keeps nothing from running. */
  readonly notices: readonly string[];
}

/**
 * What has a port of its own, as it has a host of its own on AWS: an API, or a custom domain. Only so does
 * `https://${domainName}/${stage}` tell two APIs apart whose stages have the same name.
 */
export interface LocalHost {
  /** `<stack>/<address>` of an API, the name of a domain. */
  readonly key: string;
  readonly kind: "api" | "domain";
  /** For people: the API's construct path, or the domain's name. */
  readonly name: string;
}

/** One stage of a WebSocket API. */
export interface LocalApi {
  /** The stack's name. */
  readonly stack: string;
  /** Terraform address, such as `aws_apigatewayv2_api.Chat_Api_B698BAFE`. */
  readonly address: string;
  /** Path of the construct, or the address where the JSON has none. */
  readonly path: string;
  /** The key of its {@link LocalHost}. */
  readonly host: string;
  /** Where it is served, such as `localhost:4000`: the `domainName` of its events. */
  readonly authority: string;
  readonly name: string;
  /** Ten lower-case letters and digits, the same in every run. */
  readonly apiId: string;
  /** `$default` too is part of the path. */
  readonly stageName: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** As AWS gets it, such as `$request.body.action` or `${request.body.a}/${request.body.b}`. */
  readonly routeSelectionExpression: string;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  /** `arn:<partition>:execute-api:<region>:<account>:<apiId>` */
  readonly executionArn: string;
  /** `wss://<authority>/<stage>` */
  readonly url: string;
  /** `https://<authority>/<stage>` */
  readonly managementEndpoint: string;
  readonly routes: readonly LocalRoute[];
  readonly authorizers: readonly LocalAuthorizer[];
  /** Clients and the management API then come by a domain only; on AWS the API's own host answers 403. */
  readonly disableExecuteApiEndpoint: boolean;
  readonly accessLog?: LocalAccessLog;
}

export interface LocalRoute {
  readonly routeKey: string;
  /** Without one the route has no integration: `$connect` then only asks its authorizer. */
  readonly function?: LocalFunction;
  /** How long API Gateway waits for the function, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the body that the function returns goes to the client. */
  readonly response: boolean;
  readonly authorization: LocalAuthorization;
}

/** AWS takes another than `NONE` on `$connect` only, and so does the reader. */
export type LocalAuthorization =
  | { readonly type: "NONE" }
  | { readonly type: "AWS_IAM" }
  | { readonly type: "CUSTOM"; readonly authorizer: LocalAuthorizer };

/** A Lambda authorizer of the type REQUEST. */
export interface LocalAuthorizer {
  readonly address: string;
  readonly name: string;
  readonly function: LocalFunction;
  /** Each in AWS's form: `route.request.header.X`, `route.request.querystring.x`, `stageVariables.x`, `context.x`. */
  readonly identitySources: readonly string[];
}

export interface LocalAccessLog {
  readonly format: string;
  /** ARN of the log group, if it can be known. */
  readonly destination?: string;
}

/** A custom domain. Several APIs, also of several stacks, may live under one, each at a path of its own. */
export interface LocalDomain {
  readonly name: string;
  /** The key of its {@link LocalHost}. */
  readonly host: string;
  readonly authority: string;
  readonly mappings: readonly LocalMapping[];
}

interface LocalMapping {
  /** First parts of the path, without slashes at the ends; empty where the API is at the root. */
  readonly path: string;
  readonly api: LocalApi;
}
