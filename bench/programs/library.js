// The library: `node library.js <routes> <outdir>`.
const { ArchiveProvider } = require("@cdktf/provider-archive/lib/provider");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { App, LocalBackend, TerraformStack } = require("cdktf");
const { aws } = require("cdktf-apigateway-websocket");

function synthesize(size, outdir, addRoutes = () => {}) {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  new ArchiveProvider(stack, "archive");

  const api = new aws.ApiGatewayWebSocket(stack, "Api");
  for (let index = 0; index < size; index++) api.route(`route${index}`, `src/handler${index}.handler`);
  addRoutes(api);
  app.synth();
}

module.exports = { synthesize };

if (require.main === module) {
  const [size, outdir] = process.argv.slice(2);
  synthesize(Number(size), outdir);
}
