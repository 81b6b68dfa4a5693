import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsLambdaFunction } from "@cdktf/provider-aws/lib/data-aws-lambda-function";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { TerraformStack } from "cdktf";
import { aws } from "cdktf-apigateway-websocket";
import { itLives, region } from "./life";

const notes = ["no-connections-policy", "open-connect"];

/** A function as users make it without this library. */
function lambda(stack: TerraformStack, id: string, code: aws.Function): LambdaFunction {
  return new LambdaFunction(stack, id, {
    functionName: id,
    role: code.nodes.function.role,
    runtime: "nodejs24.x",
    handler: "index.handler",
    filename: code.nodes.archive.outputPath,
    sourceCodeHash: code.nodes.archive.outputBase64Sha256,
    publish: true,
    loggingConfig: { logFormat: "Text", logGroup: code.nodes.logGroup?.name },
  });
}

const counted = (changes: readonly string[], type: string) =>
  changes.filter((line) => line.includes(` ${type}.`)).length;

describe("a handler", () => {
  itLives("is a path, a function's arguments, or a directory that is ready", { notes }, (life) => {
    const changes = life.apply((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Api", {
        transform: {
          route: {
            handler: (args) => {
              args.memory = "256 MB";
            },
          },
        },
      });
      api.route("$connect", "src/connect.handler");
      api.route("$disconnect", "src/connect.handler");
      api.route("$default", {
        handler: "src/default.handler",
        runtime: "nodejs22.x",
        timeout: "1 minute",
        storage: "1 GB",
        architecture: "arm64",
        name: "everything",
        description: "$${a} %%{b} 100 %",
        environment: { TEMPLATE: "$${a}", EMPTY: "", QUOTED: '"\\n"' },
        nodejs: { minify: false, sourcemap: true, format: "cjs", esbuild: { define: { VERSION: '"1"' } } },
      });
      api.route("ready", { handler: "index.handler", bundle: "ready" }, { reply: true });
      api.route("python", {
        handler: "index.handler",
        bundle: "ready",
        runtime: "nodejs20.x",
      });
    });

    expect(counted(changes, "aws_lambda_function")).toBe(5);
  });

  itLives("is split into several files, or a program, with what the transform of the API adds", { notes }, (life) => {
    life.write("src/late.ts", "export const late = () => 'later';\n");
    life.write("src/page.html", "<p>page</p>");
    life.write("ready/bootstrap", "#!/bin/sh\n");
    life.write(
      "src/split.ts",
      'import page from "./page.html";\nexport const handler = async () => ({ statusCode: 200, body: page + (await import("./late")).late() });\n',
    );
    const changes = life.apply((stack) => {
      const handler = { environment: { LOG_LEVEL: "warn" }, tags: { team: "chat" }, dev: false } as const;
      const api = new aws.ApiGatewayWebSocket(stack, "Api", { transform: { route: { handler } } });
      api.route("$connect", { handler: "bootstrap", bundle: "ready", runtime: "rust" });
      api.route("$default", {
        handler: "src/split.handler",
        environment: { NODE_OPTIONS: "--no-warnings" },
        tags: { team: "web" },
        nodejs: { splitting: true, sourcemap: true, banner: "globalThis.started = 1;", loader: { ".html": "text" } },
      });
    });
    expect(counted(changes, "aws_lambda_function")).toBe(2);
  });

  const unmanaged = [...notes, "function-cannot-log", "log-group-unmanaged"];

  itLives("logs as it is told", { notes: unmanaged }, (life) => {
    const changes = life.apply((stack) => {
      const group = new CloudwatchLogGroup(stack, "Log", { name: "/shop/all", retentionInDays: 1 });
      const api = new aws.ApiGatewayWebSocket(stack, "Api");
      api.route("$connect", { handler: "src/connect.handler", logging: false });
      api.route("$disconnect", { handler: "src/connect.handler", logging: { logGroup: group.name } });
      api.route("$default", { handler: "src/default.handler", logging: { logGroup: "/shop/all", format: "json" } });
      api.route("forever", { handler: "src/chat.handler", logging: { retention: "forever", format: "text" } });
      api.route("brief", { handler: "src/chat.handler", logging: { retention: "1 day", format: "json" } });
      api.route("moved", {
        handler: "src/chat.handler",
        transform: {
          logGroup: { name: "/shop/moved" },
          function: { loggingConfig: { logFormat: "Text", logGroup: "/shop/all" } },
        },
      });
    });

    expect(counted(changes, "aws_cloudwatch_log_group")).toBe(5);
  });

  const old = { function_name: "old" };
  const elsewhere = { function_name: "elsewhere" };
  const seed = [
    { type: "aws_lambda_function", region, attrs: old, hidden: { versions: ["1"] } },
    { type: "aws_lambda_alias", region, attrs: { ...old, name: "live", function_version: "1" } },
    { type: "aws_lambda_function", region: "us-east-1", attrs: elsewhere, hidden: { versions: ["1"] } },
    { type: "aws_lambda_alias", region: "us-east-1", attrs: { ...elsewhere, name: "live", function_version: "1" } },
  ];

  itLives(
    "is the ARN of what is there, in any region, with an alias, a version or neither",
    { notes, seed },
    (life) => {
      const changes = life.apply((stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "Api");
        const arn = (where: string, name: string) => `arn:aws:lambda:${where}:123456789012:function:${name}`;
        api.route("$connect", arn(region, "old"));
        api.route("$disconnect", arn(region, "old"));
        api.route("$default", arn(region, "old:live"));
        api.route("version", arn(region, "old:1"));
        api.route("elsewhere", arn("us-east-1", "elsewhere"));
        api.route("elsewhere live", arn("us-east-1", "elsewhere:live"));
      });

      expect(counted(changes, "aws_lambda_permission")).toBe(5);
      expect(counted(changes, "aws_apigatewayv2_integration")).toBe(5);
    },
  );

  itLives("is a function, or its ARN that only Terraform knows", { notes }, (life) => {
    const changes = life.apply((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Api");
      const made = new aws.Function(stack, "Made", { handler: "src/default.handler" });
      const raw = lambda(stack, "raw", made);
      const unknown = lambda(stack, "unknown", made);
      const aliased = lambda(stack, "aliased", made);
      const alias = new LambdaAlias(stack, "Alias", {
        name: "live",
        functionName: aliased.functionName,
        functionVersion: aliased.version,
      });
      const read = lambda(stack, "read", made);
      const data = new DataAwsLambdaFunction(stack, "Data", { functionName: read.functionName });
      const again = new DataAwsLambdaFunction(stack, "Again", {
        functionName: aliased.functionName,
        qualifier: alias.name,
      });
      api.route("$connect", made);
      api.route("$disconnect", made.arn);
      api.route("$default", raw);
      api.route("unknown", unknown.arn);
      api.route("alias", alias.arn);
      api.route("version", aliased.qualifiedArn);
      api.route("data", data.arn);
      api.route("data qualified", again.qualifiedArn);
    });

    expect(counted(changes, "aws_lambda_permission")).toBe(7);
  });
});
