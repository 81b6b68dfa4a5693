import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import * as library from "cdktf-apigateway-websocket";
import type { Construct } from "constructs";
import ts from "typescript";
import { itLives } from "../apply/life";
import type { Thing } from "../apply/terraform";
import { blocksIn } from "../examples/blocks";
import { moduleOf } from "../examples/program";
import { allSections, sectionsOf } from "./markdown";

const repository = join(__dirname, "../..");
const file = "docs/guide/from-sst.md";
const names = ["aws", ...Object.keys(library)];

// Terraform asks for what `sst.Secret` becomes.
process.env.TF_VAR_StripeKey = "none";

const cert = "arn:aws:acm:eu-west-1:112233445566:certificate/3a958790-8878-4cdc-a396-06d95064cf63";

const certificate: Thing = {
  type: "aws_acm_certificate",
  region: "eu-west-1",
  attrs: { arn: cert, domain_name: "example.com", validation_method: "DNS", status: "ISSUED" },
};

/** What the examples name and do not make. */
const seeds: Readonly<Record<string, readonly Thing[]>> = {
  "`domain.dns`": [{ type: "aws_route53_zone", attrs: { zone_id: "Z2FDTNDATAQYW2", name: "example.com" } }],
  "`domain.nameId`": [
    certificate,
    {
      type: "aws_apigatewayv2_domain_name",
      region: "eu-west-1",
      attrs: {
        domain_name: "example.com",
        domain_name_configuration: [
          { certificate_arn: cert, endpoint_type: "REGIONAL", security_policy: "TLS_1_2", ip_address_type: "ipv4" },
        ],
      },
    },
  ],
  "`route`: the ARN of an existing function": [
    { type: "aws_lambda_function", region: "us-east-1", attrs: { function_name: "my-function" } },
  ],
};

/** Whether an example names what exists once in an account or a stack: others can't live in the same stack. */
function hasOwnLife(title: string, code: string): boolean {
  return title in seeds || /domain: |Provider\(|new Secret\(/.test(code);
}

/** The pieces of stacks that the page shows, under the headings where they stand. */
const examples = allSections(sectionsOf(readFileSync(join(repository, file), "utf8")))
  .filter(({ level }) => level === 3)
  .flatMap(({ title, text }) => blocksIn(file, text).map((block) => ({ title, block })))
  .map(({ title, block }, index) => {
    const place = hasOwnLife(title, block.code) ? "stack" : "construct";
    return { title, place, ...moduleOf(block, index, repository, names, place) };
  })
  // Not every simulated AWS knows this data source; and without an adapter the record is made by hand, outside the example.
  .filter(({ kind, text }) => kind === "stack" && !text.includes("new DataAwsArn(") && !text.includes("dns: false"));

function exampleOf<Scope extends Construct>(text: string): new (scope: Scope, id?: string) => unknown {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const module = { exports: {} as { Example: new (scope: Scope, id?: string) => unknown } };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  new Function("require", "exports", outputText)(require, module.exports);
  return module.exports.Example;
}

/** What an audit says of an example that shows one thing and leaves others out. */
function notesOf(text: string): readonly string[] {
  if (!text.includes("new aws.ApiGatewayWebSocket(")) return [];
  const has = (key: string) => text.includes(`route("${key}"`);
  const connect = /iam: true|authorizer\.id|myAuthorizer\.id/i.test(text) ? [] : ["open-connect"];
  return [
    ...(has("$connect") ? connect : ["no-connect"]),
    ...(has("$default") ? [] : ["no-default"]),
    "no-connections-policy",
  ];
}

describe("the translation from SST", () => {
  for (const [index, { title, text }] of examples.filter(({ place }) => place === "stack").entries()) {
    const seed = seeds[title];
    const args = { project: repository, notes: notesOf(text), ...(seed && { seed }) };
    itLives(`${title} (${index + 1})`, args, (life) => {
      const Example = exampleOf<App>(text);
      life.applyApp((app) => void new Example(app));
    });
  }

  const together = examples.filter(({ place }) => place === "construct");
  const notes = [...new Set(together.flatMap(({ text }) => notesOf(text)))];
  itLives(`${together.length} examples live in one stack`, { project: repository, notes }, (life) => {
    life.apply((stack) => {
      for (const [index, { text }] of together.entries()) {
        const Example = exampleOf<Construct>(text);
        new Example(stack, `Example${index + 1}`);
      }
    });
  });
});
