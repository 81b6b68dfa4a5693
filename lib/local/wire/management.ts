import type { IncomingMessage, ServerResponse } from "node:http";
import type { FunctionInvoker } from "../functions/invocation";
import { isAllowed } from "../iam/policy-evaluation";
import type { Gateway } from "./gateway";
import { failure, type HttpAnswer, sendAnswer } from "./http-answer";
import { isConnectionId } from "./ids";
import { openingRequest } from "./request";
import type { SignatureCheck } from "./signature";
import { decodePart } from "./site";
import { type Faults, messageLimit, type Observer } from "./wire-options";

/** The services that the management API uses. */
export interface ManagementParts {
  readonly functions: FunctionInvoker;
  readonly faults: Faults;
  readonly observer: Pick<Observer, "log">;
  readonly signatures: SignatureCheck;
  readonly unsigned: "allow" | "refuse";
}

/** The management API (`@connections`), by which functions send messages to clients. */
export class Management {
  constructor(private readonly parts: ManagementParts) {}

  /** Answers a request about a connection. `encodedId` is the last part of the path, still URL-encoded. */
  public async answer(
    gateway: Gateway,
    encodedId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await bodyOf(request);
    const id = decodePart(encodedId);
    const action = `${request.method} @connections`;
    const size = body?.length ?? 0;
    const call = this.parts.observer.log.begin({
      ...{ api: gateway.api.path, action },
      ...(id !== undefined && { connectionId: id }),
      ...(size > 0 && { size }),
    });
    const answer = await this.decide(gateway, id, request, body);
    sendAnswer(response, answer);
    call.end(answer.why === undefined ? { status: answer.status } : { status: answer.status, why: answer.why });
  }

  private async decide(
    gateway: Gateway,
    id: string | undefined,
    request: IncomingMessage,
    body: Buffer | undefined,
  ): Promise<HttpAnswer> {
    const { method = "GET" } = request;
    if (!["POST", "GET", "DELETE"].includes(method))
      return failure(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    // The signature of a longer body can't be verified, because it was discarded.
    if (body === undefined) return failure(413, "PayloadTooLargeException", "Message too long");
    const why =
      (await this.signatureProblem(gateway, method, request, body)) ??
      this.permissionProblem(gateway, method, id ?? "", request);
    if (why !== undefined) return { ...failure(403, "ForbiddenException", "Forbidden"), why };
    if (id === undefined || !isConnectionId(id))
      return failure(400, "BadRequestException", `Invalid connectionId: ${id ?? ""}`);
    if (Math.random() < this.parts.faults.throttle) return failure(429, "LimitExceededException", "Too many requests");
    return act(gateway, method, id, body);
  }

  private async signatureProblem(
    { api }: Gateway,
    method: string,
    request: IncomingMessage,
    body: Buffer,
  ): Promise<string | undefined> {
    if (this.parts.unsigned === "allow") return undefined;
    const signed = { method, request: openingRequest(request), body, region: api.region };
    return this.parts.signatures.problem(signed, [...this.parts.functions.credentials.values()]);
  }

  private permissionProblem({ api }: Gateway, method: string, id: string, request: IncomingMessage) {
    const { query } = openingRequest(request);
    const credential = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? "")?.[1];
    const key = (credential ?? query.get("X-Amz-Credential"))?.split("/")[0];
    const caller = key === undefined ? undefined : this.parts.functions.credentials.get(key)?.function;
    if (caller?.permissions === undefined) return undefined;
    const action = "execute-api:ManageConnections";
    const resource = `${api.executionArn}/${api.stageName}/${method}/@connections/${id}`;
    return isAllowed(caller.permissions, { action, resource, api })
      ? undefined
      : `${caller.path}: its role does not allow ${action} on ${resource}`;
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
  return {
    connectedAt: new Date(connectedAt).toISOString(),
    identity: opening.identity,
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
