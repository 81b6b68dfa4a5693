import type { APIGatewayProxyWebsocketHandlerV2 } from "aws-lambda";
import { parse, reply } from "./messages";

const understood = [
  { action: "sendMessage", to: "<connectionId>", text: "…" },
  { action: "broadcast", text: "…" },
];

/** Answers every message that fits no other route with what is understood, and tells clients their own id. */
export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ body, requestContext: { connectionId } }) => {
  const error = parse(body)
    ? `"action" has to be ${understood.map(({ action }) => `"${action}"`).join(" or ")}.`
    : "A message has to be a JSON object.";
  return reply({ type: "error", error, understood, connectionId });
};
