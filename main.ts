import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, S3Backend, TerraformOutput, TerraformStack } from "cdktf";
import { type ApiGatewayWebSocketArgs, aws } from "cdktf-apigateway-websocket";
import type { Construct } from "constructs";

// The library rejects other values of the environment variable.
type AccountSetting = ApiGatewayWebSocketArgs["account"];

/** The environment variables of the chat, such as in `STAGE=prod npm run synth`. */
export interface Environment {
  /** Part of every name, so that one account can contain several stages. Default: "dev". */
  readonly STAGE?: string;
  readonly AWS_REGION?: string;
  /** S3 bucket for Terraform's state, in the same region. Default: a local file. */
  readonly STATE_BUCKET?: string;
  /** "existing" for every stage except the first in an account and region, because these share one role for logs. */
  readonly ACCOUNT?: string;
}

/** A chat: clients send messages to one another, or to everyone who is connected. */
export class ChatStack extends TerraformStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, `chat-${stageOf(environment)}`);
    const region = environment.AWS_REGION || "us-east-1";
    this.keepState(region, environment.STATE_BUCKET);
    new AwsProvider(this, "aws", { region });
    new ArchiveProvider(this, "archive");

    const table = this.createTable();
    const api = this.createApi(table, environment.ACCOUNT as AccountSetting);

    new TerraformOutput(this, "url", { value: api.url });
    new TerraformOutput(this, "managementEndpoint", { value: api.managementEndpoint });
  }

  private createTable(): DynamodbTable {
    return new DynamodbTable(this, "Connections", {
      name: `${this.node.id}-connections`,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "connectionId",
      attribute: [{ name: "connectionId", type: "S" }],
      ttl: { attributeName: "expiresAt", enabled: true },
    });
  }

  private createApi(table: DynamodbTable, account: AccountSetting): aws.ApiGatewayWebSocket {
    const api = new aws.ApiGatewayWebSocket(this, "Chat", { account });
    // Handlers read the linked table as `Resource.Connections`, and may use no other actions than these.
    const onTable = (...actions: string[]) => aws.link(table, { actions });

    api.route("$connect", { handler: "src/connect.handler", link: [onTable("dynamodb:PutItem")] });
    api.route("$disconnect", { handler: "src/disconnect.handler", link: [onTable("dynamodb:DeleteItem")] });
    api.route("$default", "src/default.handler", { reply: true });
    api.route(
      "sendMessage",
      { handler: "src/sendMessage.handler", link: [api, onTable("dynamodb:DeleteItem")] },
      { reply: true },
    );
    api.route(
      "broadcast",
      { handler: "src/broadcast.handler", link: [api, onTable("dynamodb:Scan", "dynamodb:DeleteItem")] },
      { reply: true },
    );
    return api;
  }

  private keepState(region: string, bucket: string | undefined): void {
    if (bucket) {
      new S3Backend(this, { bucket, key: `${this.node.id}.tfstate`, region, encrypt: true });
      // Locks the state against concurrent deployments. Requires Terraform 1.10; S3Backend has no property for it.
      this.addOverride("terraform.backend.s3.use_lockfile", true);
    } else {
      // Terraform runs in cdktf.out/stacks/<stack>. The state is outside of cdktf.out, which a synthesis overwrites.
      new LocalBackend(this, { path: `../../../terraform.${this.node.id}.tfstate` });
    }
  }
}

function stageOf({ STAGE = "dev" }: Environment): string {
  if (/^[A-Za-z0-9-]{1,32}$/.test(STAGE)) return STAGE;
  throw new Error(`"STAGE" must be 1 to 32 letters, digits and "-"; got ${JSON.stringify(STAGE)}. Use STAGE=prod.`);
}

if (require.main === module) {
  // Handlers read these as `Resource.App`.
  const app = new App({ context: { app: "chat", stage: stageOf(process.env) } });
  new ChatStack(app, process.env);
  app.synth();
}
