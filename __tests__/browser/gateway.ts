import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";

type Handler = (event: object) => Promise<unknown>;

/** The authorizer and the handlers of the gateway. */
export interface Behind {
  /** `route.request.header.X` or `route.request.querystring.X`. */
  readonly identitySource: string;
  readonly authorize: Handler;
  readonly connect: Handler;
  readonly message: Handler;
  /** The page's modules, by name. */
  readonly modules: Readonly<Record<string, string>>;
}

interface Request {
  readonly type: "REQUEST";
  readonly methodArn: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly queryStringParameters: Readonly<Record<string, string>>;
  readonly multiValueQueryStringParameters: Readonly<Record<string, readonly string[]>>;
  readonly requestContext: object;
}

interface Policy {
  readonly policyDocument: { readonly Statement: readonly { readonly Effect: string; readonly Resource: string }[] };
  readonly context?: object;
}

const methodArn = "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/$default/$connect";
const common = { connectionId: "TXzPWdnOjoECGjA=", requestId: "TXzPWFkkjoEF92g=", stage: "$default" };

/**
 * A server that opens a WebSocket like API Gateway: it checks the identity source, the authorizer and `$connect`, and
 * returns their answers. All other addresses serve the browser's page.
 */
export class Gateway {
  /** The results of handshakes: the status, or the accepted subprotocol. */
  public readonly handshakes: (number | string)[] = [];
  private readonly sockets = new WebSocketServer({ noServer: true, handleProtocols: () => this.accepted || false });
  private accepted = "";

  private constructor(
    private readonly server: Server,
    private readonly behind: Behind,
  ) {}

  public static async start(behind: Behind): Promise<Gateway> {
    const server = createServer(({ url = "" }, response) => {
      const module = behind.modules[url.slice(1)];
      response.setHeader("content-type", module === undefined ? "text/html" : "text/javascript");
      response.end(module ?? "<!doctype html><title>Client</title>");
    });
    const gateway = new Gateway(server, behind);
    server.on("upgrade", (request, socket, head) => void gateway.upgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return gateway;
  }

  public get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public get url(): string {
    return `${this.origin.replace("http", "ws")}/$default`;
  }

  public async stop(): Promise<void> {
    for (const client of this.sockets.clients) client.terminate();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const event = eventOf(request);
    const authorizer = await this.authorized(event);
    if (typeof authorizer === "number") return this.refuse(socket, authorizer);
    const { type: _type, methodArn: _arn, ...connecting } = event;
    const context = { ...event.requestContext, authorizer };
    const answer = (await this.behind.connect({ ...connecting, requestContext: context })) as {
      readonly statusCode: number;
      readonly headers?: Readonly<Record<string, string>>;
    };
    if (answer.statusCode < 200 || answer.statusCode > 299) return this.refuse(socket, answer.statusCode);
    this.accepted = answer.headers?.["Sec-WebSocket-Protocol"] ?? "";
    this.handshakes.push(this.accepted);
    this.sockets.handleUpgrade(request, socket, head, (client) => this.serve(client, context));
  }

  /** The authorizer's context, or the status for a rejected client. */
  private async authorized(event: Request): Promise<object | number> {
    const [, place, name = ""] = /^route\.request\.(\w+)\.(.+)$/.exec(this.behind.identitySource) ?? [];
    const given = place === "header" ? event.headers : event.queryStringParameters;
    if (!given[name]) return 401;
    try {
      const { policyDocument, context = {} } = (await this.behind.authorize(event)) as Policy;
      const [statement] = policyDocument.Statement;
      return statement?.Effect === "Allow" && statement.Resource === methodArn ? context : 403;
    } catch (error) {
      return (error as Error).message === "Unauthorized" ? 401 : 500;
    }
  }

  private serve(client: WebSocket, context: object): void {
    client.on("message", async (data) => {
      const requestContext = { ...context, routeKey: "$default", eventType: "MESSAGE" };
      const { body } = (await this.behind.message({ requestContext, body: String(data) })) as { readonly body: string };
      client.send(body);
    });
  }

  private refuse(socket: Duplex, status: number): void {
    this.handshakes.push(status);
    socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  }
}

function eventOf({ rawHeaders, url = "" }: IncomingMessage): Request {
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 ? [] : [[name, rawHeaders[index + 1] ?? ""] as const],
  );
  const parameters = [...new URL(url, "http://gateway").searchParams];
  return {
    type: "REQUEST",
    methodArn,
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
    queryStringParameters: Object.fromEntries(parameters),
    multiValueQueryStringParameters: Object.fromEntries(parameters.map(([name, value]) => [name, [value]])),
    requestContext: { ...common, routeKey: "$connect", eventType: "CONNECT" },
  };
}
