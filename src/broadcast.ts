import type { WebSocketMessageEvent } from "cdktf-apigateway-websocket/runtime";
import { everyone } from "./connections";
import { deliver } from "./delivery";
import { reply, texts } from "./messages";

/** Number of messages in flight: half of the SDK's default limit of sockets. */
const atOnce = 25;

/** Sends a text to all connections, including the sender's. */
export const handler = async ({ body, requestContext: { connectionId } }: WebSocketMessageEvent) => {
  const message = texts(body, ["text"]);
  if ("problem" in message) return reply({ type: "error", error: message.problem });

  const sent = await deliverToAll({ type: "message", from: connectionId, text: message.text });
  return reply({ type: "sent", ...sent });
};

async function deliverToAll(message: object) {
  const count = { delivered: 0, gone: 0, failed: 0 };
  const ids = everyone();
  const work = async () => {
    for await (const id of ids) count[await outcome(id, message)] += 1;
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return count;
}

// A failure for one connection must not prevent delivery to the others.
async function outcome(connectionId: string, message: object): Promise<"delivered" | "gone" | "failed"> {
  try {
    return (await deliver(connectionId, message)) ? "delivered" : "gone";
  } catch (error) {
    console.error(`Could not send to ${connectionId}:`, error);
    return "failed";
  }
}
