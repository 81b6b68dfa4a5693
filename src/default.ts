import type { APIGatewayProxyWebsocketHandlerV2 } from "aws-lambda";
import { parse, reply } from "./messages";

const understood = [
  { action: "sendMessage", to: "<connectionId>", text: "…" },
  { action: "broadcast", text: "…" },
];

/** Answers every message without a matching route with the supported messages and the client's own id. */
export const handler: APIGatewayProxyWebsocketHandlerV2 = async ({ body, requestContext: { connectionId } }) => {
  const error = parse(body)
    ? `"action" has to be ${understood.map(({ action }) => `"${action}"`).join(" or ")}.`
    : "A message has to be a JSON object.";
  return reply({ type: "error", error, understood, connectionId });
};
