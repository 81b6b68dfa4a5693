import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { TerraformStack } from "cdktf";
import { aws, type EncryptionKey } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { given, refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";

type Use = (stack: TerraformStack, key: EncryptionKey) => void;

/** The arguments that take a key. */
const uses: Readonly<Record<string, Use>> = {
  kmsKey: (stack, kmsKey) => new aws.Function(stack, "Fn", { handler, kmsKey }),
  "logging.kmsKey": (stack, kmsKey) => new aws.Function(stack, "Fn", { handler, logging: { kmsKey } }),
  "accessLog.kmsKey": (stack, kmsKey) =>
    new aws.ApiGatewayWebSocket(stack, "MyApi", { accessLog: { kmsKey } }).route("$default", given),
};

const keys: readonly (readonly [string, (stack: TerraformStack) => EncryptionKey, string])[] = [
  ["an ARN", () => arn, arn],
  ["the provider's resource", (stack) => new KmsKey(stack, "Key"), "${aws_kms_key.Key.arn}"],
  ["a reference", () => "${var.key}", "${var.key}"],
];

describe("kmsKey of a function", () => {
  it.each(keys)("encrypts its variables, with the right to decrypt: %s", (_, key, expected) => {
    const made = synth((stack) => uses.kmsKey?.(stack, key(stack)));
    expect(made.one(LambdaFunction).kms_key_arn).toBe(expected);
    expect(made.data(DataAwsIamPolicyDocument, "Fn_CreationPolicyDocument").statement).toEqual([
      { effect: "Allow", actions: ["kms:Decrypt"], resources: [expected] },
    ]);
    expect(made.one(LambdaFunction).depends_on).toEqual([expect.stringContaining("_CreationPolicy_")]);
  });
});

describe.each(["logging.kmsKey", "accessLog.kmsKey"])("%s", (argument) => {
  it.each(keys)("encrypts the log group: %s", (_, key, expected) => {
    const made = synth((stack) => uses[argument]?.(stack, key(stack)));
    expect(made.one(CloudwatchLogGroup).kms_key_id).toBe(expected);
    expect(made.all(IamRolePolicy).map(({ name }) => name)).not.toContain("creation");
  });
});

it.each([
  ["logging", { handler, logging: { kmsKey: arn, logGroup: "/chat" } }],
  ["logging", { handler, logging: { kmsKey: arn, logGroup: "/chat", format: "json" } }],
])("%s rejects a key for a log group that exists", (_, args) => {
  expect(refused((stack) => new aws.Function(stack, "Fn", args as never)).message).toContain(
    `"logging.kmsKey" can't be set together with "logging.logGroup"; got "${arn}" and "/chat".`,
  );
});

describe.each(Object.keys(uses))("%s", (argument) => {
  const refusal = (key: unknown) => refused((stack) => uses[argument]?.(stack, key as string)).message;

  it.each([["11111111-2222-3333-4444-555555555555"], ["alias/chat"], [arn.replace(/key.*/, "alias/chat")]])(
    "rejects %s, which AWS rejects",
    (key) => {
      expect(refusal(key)).toContain(
        `"${argument}" takes the ARN of a key, because AWS accepts no alias and no id; got "${key}".`,
      );
    },
  );

  it("rejects an alias, and names its key", () => {
    const { message } = refused((stack) =>
      uses[argument]?.(stack, new KmsAlias(stack, "Alias", { targetKeyId: "a" }) as never),
    );
    expect(message).toContain(
      `"${argument}" takes a key, because AWS accepts no alias; got the KmsAlias "Alias". Write the alias's targetKeyArn.`,
    );
  });

  it.each([[""], [true], [{}], [null]])("rejects %j", (key) => {
    expect(refusal(key)).toContain(`"${argument}" takes the ARN of an aws_kms_key, or the resource itself; got `);
  });
});
