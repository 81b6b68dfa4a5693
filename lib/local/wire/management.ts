import type { IncomingMessage, ServerResponse } from "node:http";
import type { FunctionInvoker } from "../functions/invocation";
import { isAllowed } from "../iam/policy-evaluation";
import type { Gateway } from "./gateway";
import { failure, type HttpAnswer, sendAnswer } from "./http-answer";
import { isConnectionId } from "./ids";
import { headerValues } from "./request";
import { decodePart } from "./site";
import { type Faults, messageLimit, type Observer } from "./wire-options";

/** The management API (`@connections`), by which functions send messages to clients. */
export class Management {
  constructor(
    private readonly functions: FunctionInvoker,
    private readonly faults: Faults,
    private readonly observer: Pick<Observer, "log">,
    private readonly unsigned: "allow" | "refuse",
  ) {}

  /** Answers a request about a connection. `encodedId` is the last part of the path, still URL-encoded. */
  public async answer(
    gateway: Gateway,
    encodedId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await bodyOf(request);
    sendAnswer(response, this.decide(gateway, decodePart(encodedId), request, body));
  }

  private decide(
    gateway: Gateway,
    id: string | undefined,
    request: IncomingMessage,
    body: Buffer | undefined,
  ): HttpAnswer {
    const { method = "GET" } = request;
    if (!["POST", "GET", "DELETE"].includes(method))
      return failure(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    if (!this.mayManage(gateway, method, id ?? "", request)) return failure(403, "ForbiddenException", "Forbidden");
    if (id === undefined || !isConnectionId(id))
      return failure(400, "BadRequestException", `Invalid connectionId: ${id ?? ""}`);
    if (Math.random() < this.faults.throttle) return failure(429, "LimitExceededException", "Too many requests");
    if (body === undefined) return failure(413, "PayloadTooLargeException", "Message too long");
    return act(gateway, method, id, body);
  }

  private mayManage({ api }: Gateway, method: string, id: string, request: IncomingMessage): boolean {
    const { authorization } = request.headers;
    const key = /Credential=([^/,\s]+)\//.exec(authorization ?? "")?.[1];
    if (key === undefined) return this.unsigned === "allow";
    const caller = this.functions.credentials.get(key)?.function;
    if (caller?.permissions === undefined) return true;
    const action = "execute-api:ManageConnections";
    const resource = `${api.executionArn}/${api.stageName}/${method}/@connections/${id}`;
    const mayManage = isAllowed(caller.permissions, { action, resource, api });
    if (!mayManage) this.observer.log(`${caller.path}: its role does not allow ${action} on ${resource}`);
    return mayManage;
  }
}

function act(gateway: Gateway, method: string, id: string, body: Buffer): HttpAnswer {
  const connection = gateway.connection(id);
  if (connection === undefined) return { status: 410, errorType: "GoneException" };
  if (method === "GET") return { status: 200, body: JSON.stringify(connectionDetails(connection)) };
  if (method === "DELETE") {
    connection.close({ code: 1000, reason: "Connection Closed Normally" });
    return { status: 204 };
  }
  return connection.send(body.toString("utf8"))
    ? { status: 200 }
    : failure(429, "LimitExceededException", "Too many requests");
}

function connectionDetails({
  connected: { opening, connectedAt },
  lastActiveAt,
}: NonNullable<ReturnType<Gateway["connection"]>>) {
  const userAgent = headerValues(opening, "user-agent").at(-1);
  return {
    connectedAt: new Date(connectedAt).toISOString(),
    identity: { sourceIp: opening.sourceIp, ...(userAgent !== undefined && { userAgent }) },
    lastActiveAt: new Date(lastActiveAt).toISOString(),
  };
}

/** The body of a request; undefined if it is larger than a message may be. The rest of such a body is discarded. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= messageLimit) chunks.push(chunk);
  }
  return size <= messageLimit ? Buffer.concat(chunks) : undefined;
}
