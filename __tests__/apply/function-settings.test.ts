import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LambdaCodeSigningConfig } from "@cdktf/provider-aws/lib/lambda-code-signing-config";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SignerSigningProfile } from "@cdktf/provider-aws/lib/signer-signing-profile";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { TerraformStack } from "cdktf";
import { aws, type FunctionSettings } from "cdktf-apigateway-websocket";
import { itLives, region } from "./life";

// The rights for network interfaces and for traces take no resource.
const notes = ["wildcard-resource"];
const account = "123456789012";

// One resource at a time, so that a missing dependency fails every time, in both directions.
const parallelism = { TF_CLI_ARGS_apply: "-parallelism=1", TF_CLI_ARGS_destroy: "-parallelism=1" };
beforeAll(() => void Object.assign(process.env, parallelism));
afterAll(() => {
  for (const name of Object.keys(parallelism)) delete process.env[name];
});

function network(stack: TerraformStack) {
  const { id: vpcId } = new Vpc(stack, "Vpc", { cidrBlock: "10.0.0.0/16" });
  const subnet = new Subnet(stack, "Subnet", { vpcId, cidrBlock: "10.0.1.0/24", availabilityZone: `${region}a` });
  return { privateSubnets: [subnet], securityGroups: [new SecurityGroup(stack, "Group", { vpcId })] };
}

/** A file system that admits only clients with the right to mount it, in the zone of a subnet. */
function files(stack: TerraformStack, { privateSubnets, securityGroups }: ReturnType<typeof network>) {
  const { id: fileSystemId } = new EfsFileSystem(stack, "Files", { encrypted: true });
  const encrypted = { Bool: { "aws:SecureTransport": "false" } };
  const denied = { Effect: "Deny", Principal: { AWS: "*" }, Action: "*", Condition: encrypted };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [denied] });
  new EfsFileSystemPolicy(stack, "FilesPolicy", { fileSystemId, policy });
  const place = { subnetId: privateSubnets[0]?.id ?? "", securityGroups: securityGroups.map(({ id }) => id) };
  const target = new EfsMountTarget(stack, "Target", { fileSystemId, ...place });
  return { efs: new EfsAccessPoint(stack, "Point", { fileSystemId }), target };
}

/** A key that CloudWatch Logs may use for the log groups of the account. */
function logKey(stack: TerraformStack): KmsKey {
  const owner = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  const logs = {
    Effect: "Allow",
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*` } },
  };
  return new KmsKey(stack, "Key", { policy: JSON.stringify({ Version: "2012-10-17", Statement: [owner, logs] }) });
}

function signing(stack: TerraformStack): LambdaCodeSigningConfig {
  const { versionArn } = new SignerSigningProfile(stack, "Profile", {
    platformId: "AWSLambda-SHA384-ECDSA",
    name: "chat",
  });
  return new LambdaCodeSigningConfig(stack, "Signing", {
    allowedPublishers: { signingProfileVersionArns: [versionArn] },
    policies: { untrustedArtifactOnDeployment: "Warn" },
  });
}

/** A layer that AWS publishes for every account. */
const layer = "arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:38";

describe("a function with everything that Lambda checks when it creates one", () => {
  itLives(
    "waits for it, and goes before it, in all places that take a function",
    { notes: ["no-connections-policy", ...notes] },
    (life) => {
      life.apply((stack) => {
        const vpc = network(stack);
        const { efs, target } = files(stack, vpc);
        const key = logKey(stack);
        const queue = new SqsQueue(stack, "Failed", { name: "failed" });
        const topic = new SnsTopic(stack, "Rejected", { name: "rejected" });
        const settings: FunctionSettings = {
          ...{ vpc, volume: { efs }, deadLetter: queue, tracing: "active", codeSigning: signing(stack) },
          ...{ kmsKey: key, logging: { kmsKey: key }, retries: 0, layers: [layer] },
          permissions: [{ actions: ["sns:Publish"], resources: [topic.arn] }],
          transform: { eventInvokeConfig: { destinationConfig: { onFailure: { destination: topic.arn } } } },
        };
        const options = { dependsOn: [target] };
        const handler = "src/chat.handler";
        const api = new aws.ApiGatewayWebSocket(
          stack,
          "Api",
          { accessLog: { kmsKey: key }, transform: { route: { handler: { ...settings, deadLetter: topic.arn } } } },
          options,
        );
        const users = api.addAuthorizer("users", { lambda: { function: { handler, ...settings } } });
        api.route("$connect", "src/connect.handler", { auth: { lambda: users.id } });
        api.route("$default", { handler, ...settings });
        api.route("shared", new aws.Function(stack, "Shared", { handler, ...settings }, options));
      });
    },
  );
});

describe("a change of a function's settings", () => {
  const fn = (settings: FunctionSettings) => (stack: TerraformStack) => {
    const key = new KmsKey(stack, "Key");
    const queue = new SqsQueue(stack, "Failed", { name: "failed" });
    const used = { ...(settings.kmsKey && { kmsKey: key }), ...(settings.deadLetter && { deadLetter: queue }) };
    new aws.Function(stack, "Fn", { handler: "src/chat.handler", ...settings, ...used });
  };

  itLives("updates the function, and replaces nothing", { notes }, (life) => {
    const created = ["create aws_iam_role_policy.Fn_CreationPolicy", "update aws_lambda_function.Fn_Function"];
    const changed = ["update aws_iam_role_policy.Fn_CreationPolicy", "update aws_lambda_function.Fn_Function"];
    const removed = ["destroy aws_iam_role_policy.Fn_CreationPolicy", "update aws_lambda_function.Fn_Function"];

    life.apply(fn({}), { notes: [] });
    expect(life.apply(fn({ tracing: "active" }))).toEqual(created);
    expect(life.apply(fn({ tracing: "pass-through" }))).toEqual(["update aws_lambda_function.Fn_Function"]);
    expect(life.apply(fn({ tracing: "active", deadLetter: "x" }))).toEqual(changed);
    expect(life.apply(fn({ tracing: "active", deadLetter: "x", kmsKey: "x" }))).toEqual(changed);
    expect(life.apply(fn({ tracing: "active" }))).toEqual(changed);
    expect(life.apply(fn({}), { notes: [] })).toEqual(removed);
  });

  itLives("creates, updates and destroys the configuration of its retries", { notes: [] }, (life) => {
    const config = "aws_lambda_function_event_invoke_config.Fn_EventInvokeConfig";
    life.apply(fn({}));
    expect(life.apply(fn({ retries: 0 }))).toEqual([`create ${config}`]);
    expect(life.apply(fn({ retries: 1 }))).toEqual([`update ${config}`]);
    expect(life.apply(fn({}))).toEqual([`destroy ${config}`]);
  });

  itLives("moves its retries to each version", { notes: [] }, (life) => {
    const config = "aws_lambda_function_event_invoke_config.Fn_EventInvokeConfig";
    life.apply(fn({ versioning: true, retries: 0 }));
    expect(life.apply(fn({ versioning: true, retries: 0, memory: "256 MB" }))).toEqual([
      `replace, old one first: ${config}`,
      "update aws_lambda_function.Fn_Function",
    ]);
  });
});
