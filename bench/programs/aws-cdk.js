// The same API with AWS CDK: `node aws-cdk.js <routes> <outdir>`, in the folder of the project.
const { App, Stack } = require("aws-cdk-lib");
const { WebSocketApi, WebSocketStage } = require("aws-cdk-lib/aws-apigatewayv2");
const { WebSocketLambdaIntegration } = require("aws-cdk-lib/aws-apigatewayv2-integrations");
const { Runtime } = require("aws-cdk-lib/aws-lambda");
const { NodejsFunction, OutputFormat } = require("aws-cdk-lib/aws-lambda-nodejs");

const [size, outdir] = process.argv.slice(2);
// From 100 routes on, the stack exceeds CloudFormation's limit of 500 resources and could not be deployed.
const app = new App({ outdir, context: { "@aws-cdk/core:stackResourceLimit": 0 } });
const stack = new Stack(app, "bench");
const api = new WebSocketApi(stack, "Api");
new WebSocketStage(stack, "Stage", { webSocketApi: api, stageName: "default", autoDeploy: true });

for (let index = 0; index < Number(size); index++) {
  const fn = new NodejsFunction(stack, `Handler${index}`, {
    entry: `${process.cwd()}/src/handler${index}.ts`,
    depsLockFilePath: `${process.cwd()}/package-lock.json`,
    runtime: Runtime.NODEJS_24_X,
    bundling: {
      forceDockerBundling: false,
      bundleAwsSDK: true,
      format: OutputFormat.ESM,
      mainFields: ["module", "main"],
      minify: true,
      keepNames: true,
    },
  });
  api.addRoute(`route${index}`, { integration: new WebSocketLambdaIntegration(`Integration${index}`, fn) });
}
app.synth();
