/**
 * What a Lambda authorizer, or that of a jwt, left with the connection. API Gateway makes texts of all values.
 * `claims(event)` reads those of a token.
 */
export interface ConnectionAuthorizer {
  /** Whom the authorizer named: `sub`, with a jwt. */
  readonly principalId?: string;
  /** How long the authorizer took, in milliseconds. */
  readonly integrationLatency?: number;
  /** What else it left. */
  readonly [key: string]: string | number | boolean | undefined;
}

/** What an event says of its connection. */
export interface ConnectionContext {
  /** Id of the connection, for `@connections`. */
  readonly connectionId: string;
  /** When the client connected, in milliseconds since 1970. */
  readonly connectedAt: number;
  /** Id of the API. */
  readonly apiId: string;
  /** Name of the stage. */
  readonly stage: string;
  /** Host that the client connected to. */
  readonly domainName: string;
  /** The route that was chosen, such as `$connect`. */
  readonly routeKey: string;
  /** Id of the event, as in the access log. */
  readonly requestId: string;
  /** The same id. */
  readonly extendedRequestId: string;
  /** Time of the event, as `19/Feb/2024:07:11:42 +0000`. */
  readonly requestTime: string;
  /** Time of the event, in milliseconds since 1970. */
  readonly requestTimeEpoch: number;
  /** Always `IN`. */
  readonly messageDirection: "IN";
  /** Where the client is. */
  readonly identity: {
    /** IP address of the client. */
    readonly sourceIp: string;
    /** What the client calls itself; absent where it does not say. */
    readonly userAgent?: string;
  };
  /** What the authorizer left; absent where `$connect` has none. */
  readonly authorizer?: ConnectionAuthorizer;
}

/** What the handler of `$connect` gets. */
export interface WebSocketConnectEvent {
  /** The connection that the client asks for. */
  readonly requestContext: ConnectionContext & {
    /** Always `CONNECT`. */
    readonly eventType: "CONNECT";
  };
  /** Headers as they were sent, the last one of each name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers as they were sent. */
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  /** Parameters of the URL, the last one of each name; absent without any. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  /** Parameters of the URL; absent without any. */
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>>;
  /** Variables of the stage; absent without any. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Always `false`. */
  readonly isBase64Encoded: false;
}

/** What the handler of a route for messages gets. */
export interface WebSocketMessageEvent {
  /** The connection that the message came over. */
  readonly requestContext: ConnectionContext & {
    /** Always `MESSAGE`. */
    readonly eventType: "MESSAGE";
    /** Id of the message. */
    readonly messageId: string;
  };
  /** The message as it was sent. */
  readonly body: string;
  /** Variables of the stage; absent without any. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Always `false`. */
  readonly isBase64Encoded: false;
}

/** What the handler of `$disconnect` gets. */
export interface WebSocketDisconnectEvent {
  /** The connection that has ended. */
  readonly requestContext: ConnectionContext & {
    /** Always `DISCONNECT`. */
    readonly eventType: "DISCONNECT";
    /** Status code of the WebSocket's end, such as 1001. */
    readonly disconnectStatusCode: number;
    /** Reason that was given for the end. */
    readonly disconnectReason: string;
  };
  /** A few headers, mostly empty. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same as lists. */
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  /** Variables of the stage; absent without any. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Always `false`. */
  readonly isBase64Encoded: false;
}
