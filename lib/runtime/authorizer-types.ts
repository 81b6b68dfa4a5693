import type { ConnectionContext } from "./events";

/** What a Lambda authorizer hands on to the routes: AWS takes nothing deeper, and shows all of it as texts there. */
export type AuthorizerContext = Readonly<Record<string, string | number | boolean>>;

/**
 * What a Lambda authorizer with `response: "simple"` returns.
 *
 * @example
 * ```ts
 * import type { AuthorizerEventV2, SimpleAuthorizerResult } from "cdktf-apigateway-websocket/runtime";
 *
 * export const handler = async (event: AuthorizerEventV2): Promise<SimpleAuthorizerResult> => ({
 *   isAuthorized: event.identitySource[0] === "let me in",
 *   context: { principalId: "guest" },
 * });
 * ```
 */
export interface SimpleAuthorizerResult {
  /** Whether the client may connect. Anything but `true` and `false` is an error, and lets nobody in. */
  readonly isAuthorized: boolean;
  /**
   * Comes to every route as `event.requestContext.authorizer`. Its `principalId`, a text, names the client in the
   * access log and is `"user"` where it is left out.
   *
   * @default - nothing but the principal
   */
  readonly context?: AuthorizerContext;
}

/** What a Lambda authorizer with `response: "iam"` returns: at most 8 KB of JSON. */
export interface IamAuthorizerResult {
  /** Names the client, as in the access log. */
  readonly principalId: string;
  /** Allows or denies `execute-api:Invoke` on the request's ARN: `methodArn`, or `routeArn` with `payload: "2.0"`. */
  readonly policyDocument: {
    /** Version of the policy language. */
    readonly Version: string;
    /** What is allowed, and what is denied. */
    readonly Statement: readonly Readonly<Record<string, unknown>>[];
  };
  /**
   * Comes to every route as `event.requestContext.authorizer`.
   *
   * @default - nothing but the principal
   */
  readonly context?: AuthorizerContext;
  /**
   * The API key whose usage plan counts the request.
   *
   * @default - none
   */
  readonly usageIdentifierKey?: string;
}

/** What API Gateway sends to the authorizer of a WebSocket API: the event with `payload: "1.0"`. */
export interface AuthorizerEventV1 {
  /** Always `REQUEST`. */
  readonly type: "REQUEST";
  /** ARN of the `$connect` route, which a policy is for. */
  readonly methodArn: string;
  /** Headers as they were sent, the last one of each name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers as they were sent. */
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  /** Parameters of the URL, the last one of each name; absent without any. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  /** Parameters of the URL; absent without any. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>>;
  /** Variables of the stage, an empty object without any. */
  readonly stageVariables: Readonly<Record<string, string>>;
  /** The connection that the client asks for. */
  readonly requestContext: ConnectionContext & {
    /** Always `CONNECT`. */
    readonly eventType: "CONNECT";
  };
}

/** The event with `payload: "2.0"`: API Gateway's format for HTTP APIs, with what a WebSocket has beside it. */
export interface AuthorizerEventV2 {
  /** Always `2.0`. */
  readonly version: "2.0";
  /** Always `REQUEST`. */
  readonly type: "REQUEST";
  /** ARN of the `$connect` route, which a policy is for. */
  readonly routeArn: string;
  /** Values of the identity sources, in the order in which they are declared. */
  readonly identitySource: readonly string[];
  /** Always `$connect`. */
  readonly routeKey: string;
  /** The stage, such as `/$default`: the event of a WebSocket tells no other path. */
  readonly rawPath: string;
  /** Parameters of the URL, encoded anew; empty without any. */
  readonly rawQueryString: string;
  /** Cookies, each as `name=value`; absent without any. They are not among the headers. */
  readonly cookies?: readonly string[];
  /** Headers by lower-case name; the lines of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parameters of the URL, those of one name joined by commas; absent without any. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  /** Variables of the stage, an empty object without any. */
  readonly stageVariables: Readonly<Record<string, string>>;
  /** The connection that the client asks for. */
  readonly requestContext: AuthorizerEventV1["requestContext"] & {
    /** Account of the API. */
    readonly accountId: string;
    /** First label of the host. */
    readonly domainPrefix: string;
    /** The request that opens the WebSocket. */
    readonly http: {
      /** Always `GET`. */
      readonly method: "GET";
      /** The stage, such as `/$default`. */
      readonly path: string;
      /** Always `HTTP/1.1`. */
      readonly protocol: "HTTP/1.1";
      /** IP address of the client. */
      readonly sourceIp: string;
      /** What the client calls itself; absent where it does not say. */
      readonly userAgent?: string;
    };
    /** Time of the request, as `19/Feb/2024:07:11:42 +0000`. */
    readonly time: string;
    /** Time of the request, in milliseconds since 1970. */
    readonly timeEpoch: number;
  };
}
