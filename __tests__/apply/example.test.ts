import { resolve } from "node:path";
import type { aws } from "cdktf-apigateway-websocket";
import { ChatStack } from "../../main";
import { itLives } from "./life";
import { ownFunction } from "./routes-table";

const project = resolve(__dirname, "../..");
const existing = { STAGE: "prod", ACCOUNT: "existing", STATE_BUCKET: "states" };

describe("the example", () => {
  itLives("lives in two stages, and takes another route", { project, notes: ["open-connect"] }, (life) => {
    const changes = life.applyApp((app) => {
      new ChatStack(app, {});
      new ChatStack(app, existing);
    });
    expect(changes.filter((line) => line.includes("aws_api_gateway_account."))).toEqual([
      "chat-dev: create aws_api_gateway_account.ApiGatewayAccount",
    ]);
    const endpoint = /^https:\/\/[a-z0-9]+\.execute-api\.us-east-1\.amazonaws\.com\/\$default$/;
    expect(Object.values(life.output("chat-dev"))).toContainEqual(expect.stringMatching(endpoint));

    const added = life.applyApp((app) => {
      new ChatStack(app, {});
      const api = new ChatStack(app, existing).node.findChild("Chat") as aws.ApiGatewayWebSocket;
      api.route("leave", "src/disconnect.handler");
    });
    expect(added).toEqual(ownFunction("create", "Routeleave", "Chat").map((line) => `chat-prod: ${line}`));
  });
});
