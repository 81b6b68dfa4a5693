import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";

interface ConnectEvent {
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: { readonly domainName: string; readonly stage: string; readonly connectionId: string };
}

/** Does what the query says. Without a query, accepts the client. */
export const handler = async ({ queryStringParameters: asked = {}, requestContext }: ConnectEvent) => {
  if (asked.fail) throw new Error("As it was asked to.");
  if (asked.wait) await new Promise((resolve) => setTimeout(resolve, Number(asked.wait)));
  if (asked.answer) return JSON.parse(asked.answer);
  if (asked.post) return { statusCode: (await posted(requestContext)) === "GoneException" ? 410 : 500 };
  return { statusCode: 200 };
};

async function posted({ domainName, stage, connectionId }: ConnectEvent["requestContext"]): Promise<string> {
  const client = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  try {
    await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: "too early" }));
    return "sent";
  } catch (error) {
    return (error as Error).name;
  }
}
