import type { LocalFunction } from "./local-function";

/** Everything that a run serves: all WebSocket APIs of all stacks, in the state after a deployment. */
export interface LocalApp {
  /** One for each stage of an API. */
  readonly apis: readonly LocalApi[];
  readonly domains: readonly LocalDomain[];
  /** The functions that the APIs call, each once. */
  readonly functions: readonly LocalFunction[];
  /** Messages for the user about differences from AWS that do not prevent the run. */
  readonly notices: readonly string[];
  /** Why nothing is served at a host, by its key. */
  readonly unavailable: ReadonlyMap<string, string>;
  /** The names of passed values that nothing in the output refers to. */
  readonly unusedValues: readonly string[];
  /** What to say of those of them that name nothing in the output, by name. */
  readonly unknownValues: ReadonlyMap<string, string>;
}

/**
 * An API or a custom domain. Each has a port of its own, as it has a host of its own on AWS. Otherwise
 * `https://${domainName}/${stage}` would be the same for two APIs whose stages have the same name.
 */
export interface LocalHost {
  /** `<stack>/<address>` of an API, or the name of a domain. */
  readonly key: string;
  readonly kind: "api" | "domain";
  /** The name in messages: the API's construct path, or the domain's name. */
  readonly name: string;
}

/** One stage of a WebSocket API. */
export interface LocalApi {
  /** The stack's name. */
  readonly stack: string;
  /** Terraform address, such as `aws_apigatewayv2_api.Chat_Api_B698BAFE`. */
  readonly address: string;
  /** Path of the construct, or the address if the JSON contains no path. */
  readonly path: string;
  /** The key of its {@link LocalHost}. */
  readonly host: string;
  /** Host and port, such as `localhost:4000`. Also the `domainName` of its events. */
  readonly authority: string;
  readonly name: string;
  /** Ten lower-case letters and digits, the same in every run. */
  readonly apiId: string;
  /** Name of the stage. It is always part of the path, even if it is `$default`. */
  readonly stageName: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** The expression in AWS's form, such as `$request.body.action` or `${request.body.a}/${request.body.b}`. */
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
  /** If true, the API is reachable only by a custom domain. On AWS the API's own host answers 403. */
  readonly disableExecuteApiEndpoint: boolean;
  readonly accessLog?: LocalAccessLog;
}

export interface LocalRoute {
  readonly routeKey: string;
  /** The function of the integration. A route without one sends no event; `$connect` only calls its authorizer. */
  readonly function?: LocalFunction;
  /** How long API Gateway waits for the function, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the body that the function returns is sent to the client. */
  readonly response: boolean;
  readonly authorization: LocalAuthorization;
  /** Why the route does not work in this run. Messages to it are answered with an error frame. */
  readonly unavailable?: string;
}

/** AWS accepts other types than `NONE` only on `$connect`. The reader rejects them on other routes. */
export type LocalAuthorization =
  | { readonly type: "NONE" }
  | { readonly type: "AWS_IAM" }
  | { readonly type: "CUSTOM"; readonly authorizer: LocalAuthorizer }
  /** The authorizer can't run on this machine, so that nobody may connect. */
  | { readonly type: "UNAVAILABLE"; readonly why: string };

/** A Lambda authorizer of the type REQUEST. */
export interface LocalAuthorizer {
  readonly address: string;
  readonly name: string;
  readonly function: LocalFunction;
  /** In AWS's form: `route.request.header.X`, `route.request.querystring.x`, `stageVariables.x` or `context.x`. */
  readonly identitySources: readonly string[];
}

export interface LocalAccessLog {
  readonly format: string;
  /** ARN of the log group, if it is known before apply. */
  readonly destination?: string;
}

/** A custom domain. Several APIs, even of several stacks, may share it, each with a path of its own. */
export interface LocalDomain {
  readonly name: string;
  /** The key of its {@link LocalHost}. */
  readonly host: string;
  readonly authority: string;
  readonly mappings: readonly LocalMapping[];
}

interface LocalMapping {
  /** The path of the mapping, without slashes at the ends; empty if the API is at the root. */
  readonly path: string;
  readonly api: LocalApi;
}
