/**
 * The context that a Lambda authorizer or a jwt authorizer returned for the connection. API Gateway converts all values
 * to strings. `claims(event)` reads the claims of a token.
 */
export interface ConnectionAuthorizer {
  /** The client's principal. With a jwt authorizer, the claim `sub`. */
  readonly principalId?: string;
  /** Duration of the authorizer's call, in milliseconds. */
  readonly integrationLatency?: number;
  /** Further values of the context. */
  readonly [key: string]: string | number | boolean | undefined;
}

/** Data of an event about its connection. */
export interface ConnectionContext {
  /** Id of the connection, for the management API (`@connections`). */
  readonly connectionId: string;
  /** Time of the connection, in milliseconds since 1970. */
  readonly connectedAt: number;
  /** Id of the API. */
  readonly apiId: string;
  /** Name of the stage. */
  readonly stage: string;
  /** Host that the client connected to. */
  readonly domainName: string;
  /** The selected route, such as `$connect`. */
  readonly routeKey: string;
  /** Id of the event, as in the access log. */
  readonly requestId: string;
  /** The same id. */
  readonly extendedRequestId: string;
  /** Time of the event, such as `19/Feb/2024:07:11:42 +0000`. */
  readonly requestTime: string;
  /** Time of the event, in milliseconds since 1970. */
  readonly requestTimeEpoch: number;
  /** Always `IN`. */
  readonly messageDirection: "IN";
  /** Identity of the client. */
  readonly identity: {
    /** IP address of the client. */
    readonly sourceIp: string;
    /** User agent of the client; absent if the client does not send it. */
    readonly userAgent?: string;
  };
  /** Context of the authorizer; absent if `$connect` has no authorizer. */
  readonly authorizer?: ConnectionAuthorizer;
}

/** The event of a `$connect` handler. */
export interface WebSocketConnectEvent {
  /** The requested connection. */
  readonly requestContext: ConnectionContext & {
    /** Always `CONNECT`. */
    readonly eventType: "CONNECT";
  };
  /** Headers as they were sent. Only the last value of each name. */
  readonly headers: Readonly<Record<string, string>>;
  /** All headers as they were sent. */
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  /** Query parameters of the URL. Only the last value of each name. Absent without parameters. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  /** All query parameters of the URL. Absent without parameters. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>>;
  /** Variables of the stage; absent without any. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Always `false`. */
  readonly isBase64Encoded: false;
}

/** The event of a message route's handler. */
export interface WebSocketMessageEvent {
  /** The connection of the message. */
  readonly requestContext: ConnectionContext & {
    /** Always `MESSAGE`. */
    readonly eventType: "MESSAGE";
    /** Id of the message. */
    readonly messageId: string;
  };
  /** Text of the message. */
  readonly body: string;
  /** Variables of the stage; absent without any. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Always `false`. */
  readonly isBase64Encoded: false;
}

/** The event of a `$disconnect` handler. */
export interface WebSocketDisconnectEvent {
  /** The closed connection. */
  readonly requestContext: ConnectionContext & {
    /** Always `DISCONNECT`. */
    readonly eventType: "DISCONNECT";
    /** Close code of the WebSocket, such as 1001. */
    readonly disconnectStatusCode: number;
    /** Close reason. */
    readonly disconnectReason: string;
  };
  /** A few headers, most of them empty. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same headers, with lists of values. */
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  /** Variables of the stage; absent without any. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Always `false`. */
  readonly isBase64Encoded: false;
}
