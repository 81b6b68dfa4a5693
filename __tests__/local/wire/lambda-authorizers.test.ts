import { aws } from "cdktf-apigateway-websocket";
import type { Files } from "../../support/project";
import { connect, endAll, endProjects, started } from "./started";

jest.setTimeout(120_000);

afterEach(endAll);
afterAll(endProjects);

const files: Files = {
  "src/connect.ts": "export const handler = async () => ({ statusCode: 200 });\n",
  "src/authorizer.ts": `
    const tokenOf = (event: any) => event.identitySource?.[0] ?? event.queryStringParameters.token;
    const shapeOf = (event: any) => (event.version === "2.0" ? "2.0" : "1.0");

    export const simple = async (event: any) => ({
      isAuthorized: tokenOf(event) === "right",
      context: { shape: shapeOf(event) },
    });

    export const policy = async (event: any) => ({
      principalId: "somebody",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Action: "execute-api:Invoke",
            Effect: tokenOf(event) === "right" ? "Allow" : "Deny",
            Resource: event.routeArn ?? event.methodArn,
          },
        ],
      },
      context: { shape: shapeOf(event) },
    });
  `,
};

describe("a Lambda authorizer", () => {
  it.each([
    ["1.0", "simple"],
    ["1.0", "iam"],
    ["2.0", "simple"],
    ["2.0", "iam"],
  ] as const)(
    "with payload %s and response %s authorizes clients, and passes its context to the routes",
    async (payload, response) => {
      const run = await started(files, (stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "Chat");
        const { id } = api.addAuthorizer("users", {
          lambda: {
            function: `src/authorizer.${response === "simple" ? "simple" : "policy"}`,
            identitySources: ["route.request.querystring.token"],
            payload,
            response,
          },
        });
        api.route("$connect", "src/connect.handler", { auth: { lambda: id } });
      });
      expect(await connect(run)).toBe(401);
      expect(await connect(run, "?token=wrong")).toBe(403);
      expect(typeof (await connect(run, "?token=right"))).toBe("object");
      expect(run.events().map(({ event }) => event.requestContext.authorizer.shape)).toEqual([payload]);
    },
  );
});

describe("a thousand clients at once", () => {
  it("are all accepted by the function of $connect, with few processes", async () => {
    const run = await started(files, (stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Chat");
      api.route("$connect", "src/connect.handler");
    });
    // Without TLS: a busy machine does not complete a thousand handshakes within the time limit for requests.
    const url = run.url.replace("wss:", "ws:");
    const answers = await Promise.all(Array.from({ length: 1000 }, () => connect(run, "", { url })));
    expect(answers.filter((answer) => typeof answer === "number")).toEqual([]);
    expect(run.connections()).toHaveLength(1000);
  });
});
