import type { CdkName } from "./consumer";
import { entryOf } from "./programs";

const title = { cdktf: "CDKTF", cdktn: "CDK Terrain" };
const syntheses = ["app.synth()", "Testing.synth(stack)", "Testing.synth(stack, true)"] as const;

/** What an app is made of. Each part may belong to the other Terraform CDK than the library. */
const parts = ["stack", "aws", "archive", "option", "handler"] as const;

/**
 * A script that builds an app for each part, in which that part is of `other`, and prints the error of each synthesis
 * with the files that were written.
 */
export function mixedKinds(own: CdkName, other: CdkName): string {
  const apps = parts.flatMap((part) => syntheses.map((synth) => `() => { ${app(own, other, part)}\n${synth} }`));
  return `const fs = require("node:fs");
    const { aws } = require("${entryOf(own)}");
    const results = [${apps.join(",\n")}].map((run) => {
      fs.rmSync("mixed.out", { recursive: true, force: true });
      try {
        run();
        return "accepted";
      } catch ({ name, message }) {
        const written = fs.readdirSync("mixed.out", { recursive: true }).filter((path) => path.endsWith(".json"));
        return [name, message, ...written];
      }
    });
    console.log(JSON.stringify(results));`;
}

function app(own: CdkName, other: CdkName, part: (typeof parts)[number]): string {
  // A stack of the other kind has providers of its kind.
  const of = (...names: readonly string[]) => (names.includes(part) ? other : own);
  return `const { App, TerraformStack, Testing } = require("${of("stack")}");
    const { AwsProvider } = require("@${of("aws", "stack")}/provider-aws/lib/provider");
    const { ArchiveProvider } = require("@${of("archive", "stack")}/provider-archive/lib/provider");
    const { AwsProvider: Ireland } = require("@${of("option", "stack")}/provider-aws/lib/provider");
    const { LambdaFunction } = require("@${of("handler", "stack")}/provider-aws/lib/lambda-function");
    const app = new App({ outdir: "mixed.out" });
    const stack = new TerraformStack(app, "mixed-dev");
    new AwsProvider(stack, "aws", { region: "eu-west-1" });
    new ArchiveProvider(stack, "archive");
    const provider = new Ireland(stack, "ireland", { alias: "ireland", region: "eu-west-1" });
    const given = new LambdaFunction(stack, "Given", { functionName: "f", role: "arn:aws:iam::123456789012:role/r" });
    new aws.ApiGatewayWebSocket(stack, "Api", {}, { provider }).route("$default", given);`;
}

/** What the script prints: one error for each app, which names the import to change. */
export function mixedKindsRejected(own: CdkName, other: CdkName): unknown {
  const aws = `Import "@${own}/provider-aws" instead of "@${other}/provider-aws".`;
  const archive = `Import "@${own}/provider-archive" instead of "@${other}/provider-archive".`;
  const begins = {
    stack: `"scope" has to belong to ${title[own]}; got the TerraformStack "mixed-dev" of "${other}". Import "${entryOf(other)}" instead of "${entryOf(own)}".`,
    aws: `"scope" of the AwsProvider "aws" of "@${other}/provider-aws" is a stack of ${title[own]}. ${aws}`,
    archive: `"scope" of the ArchiveProvider "archive" of "@${other}/provider-archive" is a stack of ${title[own]}. ${archive}`,
    option: `"provider" has to belong to ${title[own]}; got the AwsProvider "ireland" of "@${other}/provider-aws". ${aws}`,
    handler: `"handler" has to belong to ${title[own]}; got the LambdaFunction "Given" of "@${other}/provider-aws". ${aws}`,
  };
  const error = (message: string) => ["ValidationError", expect.stringContaining(message)];
  return parts.flatMap((part) => syntheses.map(() => error(begins[part])));
}
