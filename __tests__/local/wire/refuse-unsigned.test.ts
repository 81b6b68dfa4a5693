import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import type WebSocket from "ws";
import { aws } from "../../../lib";
import type { LocalRun } from "../../../lib/local/local-run";
import { ask, connected, endProjects, next, started } from "./started";

const sources = {
  "src/push.ts": `
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from ${JSON.stringify(require.resolve("@aws-sdk/client-apigatewaymanagementapi"))};
export const handler = async ({ requestContext: { domainName, stage, connectionId } }: any) => {
  const client = new ApiGatewayManagementApiClient({ endpoint: "https://" + domainName + "/" + stage });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: "from the handler" }));
  return { statusCode: 200 };
};`,
};

const credentials = { accessKeyId: "AKIALOCAL", secretAccessKey: "secret" };
const before = { ...process.env };
let run: LocalRun;
let socket: WebSocket;

jest.setTimeout(60_000);

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  delete process.env.AWS_SESSION_TOKEN;
  run = await started(
    sources,
    (stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
      api.route("$default", { handler: "src/push.handler", link: [api] });
    },
    { unsigned: "refuse" },
  );
  socket = await connected(run);
});
afterAll(async () => {
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  await endProjects();
});

interface Signing {
  readonly by?: typeof credentials;
  readonly region?: string;
  readonly alter?: (sent: { body?: unknown; path: string; headers: Record<string, string> }) => void;
}

/** Sends a message with the SDK. Resolves to "delivered", or to the name of the error. `alter` runs after signing. */
async function post(data: string, { by = credentials, region = "eu-west-1", alter }: Signing = {}): Promise<string> {
  const client = new ApiGatewayManagementApiClient({
    ...{ endpoint: run.managementEndpoint, region, credentials: by },
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(run.certificate) }) },
  });
  if (alter)
    client.middlewareStack.add(
      (send) => (args) => {
        alter(args.request as never);
        return send(args);
      },
      { step: "finalizeRequest", priority: "low" },
    );
  const [{ connectionId = "" } = {}] = run.connections();
  return client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: data })).then(
    () => "delivered",
    ({ name }) => name,
  );
}

describe("with --refuse-unsigned", () => {
  it("a request that the credentials of this run sign is answered", async () => {
    const [heard, outcome] = await Promise.all([next(socket), post("x")]);
    expect([heard, outcome]).toEqual(["x", "delivered"]);
  });

  it("a handler sends as on AWS", async () => {
    expect(await ask(socket, "push")).toBe("from the handler");
  });

  it.each<[string, Signing]>([
    ["by an unknown key", { by: { ...credentials, accessKeyId: "AKIAOTHER" } }],
    ["with a wrong secret", { by: { ...credentials, secretAccessKey: "guessed" } }],
    ["for another region", { region: "us-east-1" }],
    ["for another body", { alter: (sent) => Object.assign(sent, { body: Buffer.from("y") }) }],
    ["for another path", { alter: (sent) => Object.assign(sent, { path: sent.path.replace("%3D", "%3d") }) }],
    [
      "for another body, whose hash is added",
      {
        alter: (sent) => {
          sent.body = Buffer.from("z");
          sent.headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD";
        },
      },
    ],
    ["not at all", { alter: ({ headers }) => delete headers.authorization }],
  ])("a request that is signed %s is refused", async (_, signing) => {
    let heard = 0;
    socket.on("message", () => {
      heard += 1;
    });
    expect(await post("x", signing)).toBe("ForbiddenException");
    socket.ping();
    await once(socket, "pong");
    expect(heard).toBe(0);
  });
});
