// Calls the handler of a folder as a local run does, and prints the outcome as JSON. The current directory is the
// project, and this program runs with the Node.js that the function runs with.
require("sucrase/register");
const { CodeStore } = require("../../lib/local/code-store");
const { FunctionPool } = require("../../lib/local/functions/function-pool");

async function main(folder) {
  const store = new CodeStore();
  const fn = {
    ...{ stack: "packages", address: "aws_lambda_function.Row", path: "packages/Row", name: "row" },
    ...{ arn: "arn:aws:lambda:eu-west-1:000000000000:function:row", region: "eu-west-1", account: "000000000000" },
    ...{ handler: "index.handler", runtime: "nodejs24.x", architecture: "x86_64", environment: {} },
    ...{ memoryMb: 1024, timeoutSeconds: 300, managementEndpoint: "https://localhost:4000/dev" },
    folder: store.keepFolder(folder),
  };
  const pool = new FunctionPool([fn], { print: () => undefined, warn: () => undefined });
  const outcome = await pool.invoke(fn, {});
  await pool.close();
  store.dispose();
  console.log(JSON.stringify(outcome));
}

void main(process.argv[2]);
