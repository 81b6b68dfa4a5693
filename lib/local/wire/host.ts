import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { RunLog } from "../log/run-log";
import { type AllowedCallers, callerProblem } from "./caller-check";
import type { LocalCertificate } from "./certificate";
import { failure, sendAnswer } from "./http-answer";
import { Listener } from "./listener";
import type { Management } from "./management";
import { inOneLine } from "./one-line";
import { upgradeRefusal } from "./opening";
import { refuseUpgrade } from "./refuse-upgrade";
import { connectionIn, decodePart, type Site } from "./site";

/** What a host serves. */
export interface Served {
  readonly site: Site;
  readonly management: Management;
  readonly callers: AllowedCallers;
  readonly log: RunLog;
  /** The name of the API or domain in the log. */
  readonly name: string;
  /** Why nothing is served here. */
  readonly unavailable?: string;
}

const urlLimit = 4096;

// The WebSocket library has the same rule, but checks it only after $connect has accepted the client.
function areTokens(list: string | undefined): boolean {
  const names = list?.split(",").map((name) => name.trim()) ?? [];
  return names.every((name) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name)) && new Set(names).size === names.length;
}

/** The port of an API or a domain. It listens before `serve` is called, because the served URLs contain the port. */
export class Host {
  private readonly listener: Listener;
  private served: Served | undefined;
  private authority = "";

  constructor(certificate: LocalCertificate) {
    this.listener = new Listener(
      {
        request: (request, response) => void this.answer(request, response),
        upgrade: (request, socket, head) => this.upgrade(request, socket, head),
      },
      certificate,
    );
  }

  /** Starts to listen, and resolves to the port. */
  public listen(port: number, address: string): Promise<number> {
    return this.listener.listen(port, address);
  }

  public serve(served: Served, authority: string): void {
    this.served = served;
    this.authority = authority;
  }

  public close(): Promise<void> {
    return this.listener.close();
  }

  /** Accepts no further clients. Closes after some time, in which the others receive the last frames. */
  public retire(): Promise<void> {
    return this.listener.retire();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const caller = this.callerProblem(request);
    if (caller !== undefined) {
      this.refused(`${request.method}`, 403, caller);
      request.resume();
      sendAnswer(response, failure(403, "ForbiddenException", "Forbidden"));
      return;
    }
    const destination = this.served?.site(requestPath(request));
    const id = destination && connectionIn(destination.rest);
    if (destination && id !== undefined && this.served) {
      await this.served.management.answer(destination.gateway, id, request, response).catch(() => request.destroy());
      return;
    }
    request.resume();
    const answer =
      destination && destination.rest.length > 0
        ? failure(404, "NotFoundException", noMethodMessage(destination.rest, request))
        : failure(403, "ForbiddenException", "Forbidden");
    sendAnswer(response, answer);
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const problem = this.problem(request);
    const destination = problem ? undefined : this.served?.site(requestPath(request));
    if (destination === undefined || destination.rest.length > 0) {
      const path = JSON.stringify(inOneLine(requestPath(request)));
      const refusal = problem ?? upgradeRefusal(403, `no stage has the path ${path}`);
      this.refused("CONNECT", refusal.status, refusal.why);
      refuseUpgrade(socket, refusal);
    } else destination.gateway.upgrade(request, socket, head, this.authority).catch(() => socket.destroy());
  }

  private problem(request: IncomingMessage): ReturnType<typeof upgradeRefusal> | undefined {
    const caller = this.callerProblem(request);
    if (caller !== undefined) return upgradeRefusal(403, caller);
    if (this.served?.unavailable !== undefined) return upgradeRefusal(500, this.served.unavailable);
    const { upgrade } = request.headers;
    const key = request.headers["sec-websocket-key"];
    if ((request.url ?? "").length > urlLimit) return upgradeRefusal(414, "the URL is too long");
    if (request.method !== "GET" || upgrade?.toLowerCase() !== "websocket" || !/^[+/0-9A-Za-z]{22}==$/.test(key ?? ""))
      return upgradeRefusal(400, "the request is not a WebSocket handshake");
    if (request.headers["sec-websocket-version"] !== "13")
      return upgradeRefusal(400, "the WebSocket version is not 13");
    if (!areTokens(request.headers["sec-websocket-protocol"]))
      return upgradeRefusal(400, "a subprotocol is not a valid token");
    return undefined;
  }

  private callerProblem({ headers }: IncomingMessage): string | undefined {
    const problem = this.served && callerProblem(headers, this.served.callers);
    if (problem === undefined) return undefined;
    return problem.option === undefined ? problem.why : `${problem.why}; pass ${problem.option} to allow it`;
  }

  private refused(action: string, status: number, why: string): void {
    this.served?.log.begin({ api: this.served.name, action }).end({ status, why });
  }
}

// AWS's answer to a path with further parts, such as a stage after a custom domain.
function noMethodMessage(rest: readonly string[], { method }: IncomingMessage): string {
  return `No method found matching route ${rest.map((part) => decodePart(part) ?? part).join("/")} for http method ${method}.`;
}

function requestPath({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "/";
}
