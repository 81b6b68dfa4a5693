import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import WebSocket from "ws";
import type { Connect, Row, Seen, Step } from "./row";
import type { Place, Target } from "./target";

/** Runs the steps of a row against a target. */
export async function play({ api, connect = {}, steps = [] }: Row, target: Target): Promise<Seen> {
  const place = target.places[api];
  if (place === undefined) throw new Error(`There is no ${api}.`);
  target.run?.clearEvents();
  const client = new Player(place, target);
  await client.open(connect);
  for (const step of steps) await client.take(step);
  return client.end();
}

class Player {
  private readonly seen: Seen = { frames: [], texts: [], binary: [], answers: [], events: [] };
  private socket: WebSocket | undefined;
  private raw: Socket | undefined;
  private id = "";

  constructor(
    private readonly place: Place,
    private readonly target: Target,
  ) {}

  public async open({ headers, protocols = [], ...address }: Connect): Promise<void> {
    const options = { headers, ca: this.target.ca, handshakeTimeout: 40_000 };
    const socket = new WebSocket(addressOf(this.place, address), [...protocols], options as WebSocket.ClientOptions);
    socket.on("message", (data, isBinary) => {
      const text = data.toString();
      this.seen.texts.push(text);
      this.seen.frames.push(parsed(text));
      this.seen.binary.push(isBinary);
    });
    socket.on("close", (code, reason) => {
      this.seen.closed = { code, reason: reason.toString() };
    });
    const refused = new Promise<void>((resolve) => {
      socket.on("unexpected-response", async (_, response) => {
        this.seen.status = response.statusCode ?? 0;
        this.seen.body = "";
        for await (const chunk of response) this.seen.body += chunk;
        resolve();
      });
      socket.on("error", (error) => {
        this.seen.error = error.message;
        resolve();
      });
    });
    socket.on("upgrade", (response) => {
      this.raw = response.socket;
    });
    await Promise.race([once(socket, "open").catch(() => undefined), refused]);
    if (socket.readyState !== WebSocket.OPEN) return;
    this.socket = socket;
    this.seen.protocol = socket.protocol;
    this.id = this.target.run?.connections().at(-1)?.connectionId ?? "";
  }

  public async take(step: Step): Promise<void> {
    const { socket } = this;
    if (socket === undefined) throw new Error(`It is not connected: ${JSON.stringify(this.seen)}`);
    if ("send" in step) await this.send(step, socket);
    else if ("call" in step) this.seen.answers.push(await this.call(step));
    else if ("request" in step) this.seen.answers.push(await this.request(step));
    else if ("close" in step) socket.close(...step.close);
    else if ("cut" in step) this.raw?.destroy();
    else if ("ping" in step) {
      socket.ping();
      await once(socket, "pong");
    } else if ("skip" in step) this.target.run?.advanceTime(step.skip);
    else if (step.until === "closed") await until(() => this.seen.closed !== undefined);
    else await until(() => this.events("$disconnect").length > 0);
  }

  /** Closes the connection and returns everything that was observed. */
  public async end(): Promise<Seen> {
    this.seen.events.push(...(this.target.run?.events() ?? []));
    if (this.socket && this.seen.closed === undefined) {
      this.socket.close();
      await until(() => this.seen.closed !== undefined);
      delete this.seen.closed;
    }
    await until(() => (this.target.run?.connections().length ?? 0) === 0);
    return this.seen;
  }

  private events(routeKey: string) {
    return this.target.run?.events().filter((sent) => sent.routeKey === routeKey) ?? [];
  }

  private async send({ send, frames = 1 }: Extract<Step, { send: unknown }>, socket: WebSocket): Promise<void> {
    const expected = this.seen.frames.length + frames;
    if (typeof send === "string" || Buffer.isBuffer(send)) socket.send(send);
    else for (const [index, part] of send.entries()) socket.send(part, { fin: index === send.length - 1 });
    await until(() => this.seen.frames.length >= expected || this.seen.closed !== undefined);
    this.id = idIn(this.seen.frames) ?? this.id;
  }

  private async call({ call, id = this.id, data = "posted", under = "" }: Extract<Step, { call: unknown }>) {
    const client = new ApiGatewayManagementApiClient({
      endpoint: `${this.place.managementEndpoint}${under}`,
      requestHandler: { httpsAgent: { ca: this.target.ca } },
      ...(this.target.run && {
        region: "eu-west-1",
        credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "any" },
      }),
    });
    const input = { ConnectionId: id, Data: data };
    const commands = { post: PostToConnectionCommand, get: GetConnectionCommand, delete: DeleteConnectionCommand };
    try {
      const { $metadata, ...output } = await client.send(new commands[call](input) as GetConnectionCommand);
      return { status: $metadata.httpStatusCode, ...output };
    } catch (error) {
      const { name, message, $metadata } = error as Error & {
        readonly $metadata?: { readonly httpStatusCode: number };
      };
      return { name, message, status: $metadata?.httpStatusCode };
    } finally {
      client.destroy();
    }
  }

  private async request({ request, method = "POST", path }: Extract<Step, { request: unknown }>) {
    const url = new URL(this.place.managementEndpoint);
    const start = request === "http" ? httpRequest : httpsRequest;
    const stage = url.pathname === "/" ? "" : url.pathname;
    const sent = start({
      ...{ host: url.hostname, port: url.port, path: `${stage}${path(this.id)}` },
      ...{ method, ca: this.target.ca, agent: false },
    });
    sent.end("posted");
    const [response] = await once(sent, "response");
    let body = "";
    for await (const chunk of response) body += chunk;
    return { status: response.statusCode, type: response.headers["x-amzn-errortype"], body };
  }
}

function addressOf({ url }: Place, { path = "", stage, query = "", plain }: Connect): string {
  const at = stage === undefined ? url : new URL(`/${stage}`, url).href;
  return `${plain ? at.replace(/^wss/, "ws") : at}${path}${query && `?${query}`}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function idIn(frames: readonly unknown[]): string | undefined {
  const frame = frames.at(-1) as { requestContext?: { connectionId?: string }; connectionId?: string } | undefined;
  return frame?.requestContext?.connectionId ?? frame?.connectionId;
}

/** Waits until a condition is true. Fails after a long time. */
async function until(isSo: () => boolean): Promise<void> {
  const limit = Date.now() + 40_000;
  while (!isSo()) {
    if (Date.now() > limit) throw new Error("It did not get so.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
