import type { APIGatewayProxyWebsocketHandlerV2 } from "aws-lambda";
import { deliver } from "./delivery";
import { reply, texts } from "./messages";

/** Sends a text to one other connection. */
export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ body, requestContext: { connectionId } }) => {
  const message = texts(body, ["to", "text"]);
  if ("problem" in message) return reply({ type: "error", error: message.problem });

  const { to, text } = message;
  const delivered = await deliver(to, { type: "message", from: connectionId, text });
  return reply(delivered ? { type: "sent", to } : { type: "error", error: `"${to}" is not connected.` });
};
