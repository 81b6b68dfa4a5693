// The library with CDK Terrain: `node library-cdktn.js <routes> <outdir>`.
const { ArchiveProvider } = require("@cdktn/provider-archive/lib/provider");
const { AwsProvider } = require("@cdktn/provider-aws/lib/provider");
const { App, LocalBackend, TerraformStack } = require("cdktn");
const { aws } = require("cdktf-apigateway-websocket/cdktn");

function synthesize(size, outdir) {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  new ArchiveProvider(stack, "archive");

  const api = new aws.ApiGatewayWebSocket(stack, "Api");
  for (let index = 0; index < size; index++) api.route(`route${index}`, `src/handler${index}.handler`);
  app.synth();
}

if (require.main === module) {
  const [size, outdir] = process.argv.slice(2);
  synthesize(Number(size), outdir);
}
