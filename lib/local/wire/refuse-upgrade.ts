import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { requestId } from "./ids";

const errorTypes: Readonly<Record<number, string>> = {
  400: "BadRequestException",
  401: "UnauthorizedException",
  403: "ForbiddenException",
  429: "LimitExceededException",
  500: "InternalServerErrorException",
  502: "InternalServerErrorException",
};

/** Answers an upgrade request with an HTTP status. */
export function refuseUpgrade(
  socket: Duplex,
  { status, body }: { readonly status: number; readonly body: string },
): void {
  if (socket.destroyed) return;
  // Discards what the client still sends. Otherwise the socket would never report its end.
  socket.resume().once("finish", () => socket.destroy());
  const type = errorTypes[status];
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}`,
      "Content-Type: application/json",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Connection: close",
      `x-amzn-RequestId: ${requestId()}`,
      ...(type === undefined ? [] : [`x-amzn-ErrorType: ${type}`]),
      "",
      body,
    ].join("\r\n"),
  );
}
