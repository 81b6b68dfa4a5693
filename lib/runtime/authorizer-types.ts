import type { ConnectionContext } from "./events";

/** The context that a Lambda authorizer passes to the routes. AWS rejects nested values, and converts all to strings. */
export type AuthorizerContext = Readonly<Record<string, string | number | boolean>>;

/**
 * The response of a Lambda authorizer with `response: "simple"`.
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
  /** Whether the client may connect. Any other value than `true` and `false` is an error, and rejects the client. */
  readonly isAuthorized: boolean;
  /**
   * Passed to every route as `event.requestContext.authorizer`. The string `principalId` identifies the client in the
   * access log; its default is `"user"`.
   *
   * @default - only the principal
   */
  readonly context?: AuthorizerContext;
}

/** The response of a Lambda authorizer with `response: "iam"`. At most 8 KB of JSON. */
export interface IamAuthorizerResult {
  /** Identifies the client, also in the access log. */
  readonly principalId: string;
  /** Allows or denies `execute-api:Invoke` on the request's ARN: `methodArn`, or `routeArn` with `payload: "2.0"`. */
  readonly policyDocument: {
    /** Version of the policy language. */
    readonly Version: string;
    /** Statements that allow or deny. */
    readonly Statement: readonly Readonly<Record<string, unknown>>[];
  };
  /**
   * Passed to every route as `event.requestContext.authorizer`.
   *
   * @default - only the principal
   */
  readonly context?: AuthorizerContext;
  /**
   * The API key whose usage plan counts the request.
   *
   * @default - none
   */
  readonly usageIdentifierKey?: string;
}

/** The event that API Gateway sends to the authorizer of a WebSocket API (`payload: "1.0"`). */
export interface AuthorizerEventV1 {
  /** Always `REQUEST`. */
  readonly type: "REQUEST";
  /** ARN of the `$connect` route, for the policy. */
  readonly methodArn: string;
  /** Headers as they were sent. Only the last value of each name. */
  readonly headers: Readonly<Record<string, string>>;
  /** All headers as they were sent. */
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  /** Query parameters of the URL. Only the last value of each name. Absent without parameters. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  /** All query parameters of the URL. Absent without parameters. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>>;
  /** Stage variables; an empty object without variables. */
  readonly stageVariables: Readonly<Record<string, string>>;
  /** The requested connection. */
  readonly requestContext: ConnectionContext & {
    /** Always `CONNECT`. */
    readonly eventType: "CONNECT";
  };
}

/** The event with `payload: "2.0"`: API Gateway's format for HTTP APIs, with the fields of a WebSocket API added. */
export interface AuthorizerEventV2 {
  /** Always `2.0`. */
  readonly version: "2.0";
  /** Always `REQUEST`. */
  readonly type: "REQUEST";
  /** ARN of the `$connect` route, for the policy. */
  readonly routeArn: string;
  /** Values of the identity sources, in the order of their declaration. */
  readonly identitySource: readonly string[];
  /** Always `$connect`. */
  readonly routeKey: string;
  /** The stage, such as `/$default`. A WebSocket API has no other path. */
  readonly rawPath: string;
  /** Query string, encoded again from the parameters; empty without parameters. */
  readonly rawQueryString: string;
  /** Cookies, each as `name=value`; absent without cookies. `headers` does not contain them. */
  readonly cookies?: readonly string[];
  /** Headers by lower-case name. Several values of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Query parameters. Several values of one name are joined by commas. Absent without parameters. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  /** Stage variables; an empty object without variables. */
  readonly stageVariables: Readonly<Record<string, string>>;
  /** The requested connection. */
  readonly requestContext: AuthorizerEventV1["requestContext"] & {
    /** AWS account of the API. */
    readonly accountId: string;
    /** First label of the host. */
    readonly domainPrefix: string;
    /** The upgrade request. */
    readonly http: {
      /** Always `GET`. */
      readonly method: "GET";
      /** The stage, such as `/$default`. */
      readonly path: string;
      /** Always `HTTP/1.1`. */
      readonly protocol: "HTTP/1.1";
      /** IP address of the client. */
      readonly sourceIp: string;
      /** User agent of the client; absent if the client does not send it. */
      readonly userAgent?: string;
    };
    /** Time of the request, such as `19/Feb/2024:07:11:42 +0000`. */
    readonly time: string;
    /** Time of the request, in milliseconds since 1970. */
    readonly timeEpoch: number;
  };
}
