import type { WebSocketMessageEvent } from "cdktf-apigateway-websocket/runtime";
import { parse, reply } from "./messages";

const understood = [
  { action: "sendMessage", to: "<connectionId>", text: "…" },
  { action: "broadcast", text: "…" },
];

/** Answers every message without a matching route with the supported messages and the client's own id. */
export const handler = async ({ body, requestContext: { connectionId } }: WebSocketMessageEvent) => {
  const error = parse(body)
    ? `"action" has to be ${understood.map(({ action }) => `"${action}"`).join(" or ")}.`
    : "A message has to be a JSON object.";
  return reply({ type: "error", error, understood, connectionId });
};
