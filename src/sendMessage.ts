import type { WebSocketMessageEvent } from "cdktf-apigateway-websocket/runtime";
import { deliver } from "./delivery";
import { reply, texts } from "./messages";

/** Sends a text to one other connection. */
export const handler = async ({ body, requestContext: { connectionId } }: WebSocketMessageEvent) => {
  const message = texts(body, ["to", "text"]);
  if ("problem" in message) return reply({ type: "error", error: message.problem });

  const { to, text } = message;
  const delivered = await deliver(to, { type: "message", from: connectionId, text });
  return reply(delivered ? { type: "sent", to } : { type: "error", error: `"${to}" is not connected.` });
};
