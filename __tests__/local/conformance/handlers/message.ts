import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";

interface Message {
  readonly do?: "fail" | "wait" | "answer" | "size" | "post" | "get" | "delete" | "exit";
  readonly answer?: unknown;
  readonly milliseconds?: number;
  /** Path after the host. Default: the stage. */
  readonly path?: string;
}

interface MessageEvent {
  readonly body?: string;
  readonly requestContext: { readonly domainName: string; readonly stage: string; readonly connectionId: string };
}

/** Does what the message says. Without an instruction, returns the event. */
export const handler = async (event: MessageEvent) => {
  const message = parsed(event.body);
  if (message.do === "fail") throw new Error("As it was asked to.");
  if (message.do === "exit") process.exit(1);
  if (message.do === "wait") await new Promise((resolve) => setTimeout(resolve, message.milliseconds));
  if (message.do === "answer") return message.answer;
  if (message.do === "size") return { statusCode: 200, body: String(event.body?.length) };
  if (message.do === "post" || message.do === "get" || message.do === "delete") return managed(event, message);
  return { statusCode: 200, body: JSON.stringify(event) };
};

function parsed(body = ""): Message {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}

const commands = {
  post: (ConnectionId: string) => new PostToConnectionCommand({ ConnectionId, Data: "posted" }),
  get: (ConnectionId: string) => new GetConnectionCommand({ ConnectionId }),
  delete: (ConnectionId: string) => new DeleteConnectionCommand({ ConnectionId }),
};

async function managed({ requestContext }: MessageEvent, message: Message) {
  const { domainName, stage, connectionId } = requestContext;
  const client = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${message.path ?? stage}` });
  const command = commands[message.do as keyof typeof commands](connectionId);
  try {
    await client.send(command as PostToConnectionCommand);
    return { statusCode: 200, body: "done" };
  } catch (error) {
    return { statusCode: 200, body: `${(error as Error).name}: ${(error as Error).message}` };
  }
}
