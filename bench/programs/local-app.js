// The app of the comparison of local runs: `node local-app.js`. It has an echo, and a `$disconnect`
// that prints.
const { ArchiveProvider } = require("@cdktf/provider-archive/lib/provider");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { App, TerraformStack } = require("cdktf");
const { aws } = require("cdktf-apigateway-websocket");

const app = new App({ outdir: "cdktf.out" });
const stack = new TerraformStack(app, "bench");
new AwsProvider(stack, "aws", { region: "us-east-1" });
new ArchiveProvider(stack, "archive");
const api = new aws.ApiGatewayWebSocket(stack, "Chat");
api.route("$default", "src/chat.echo", { reply: true });
api.route("$disconnect", "src/chat.gone");
app.synth();
