import { CloudwatchEventBus } from "@cdktf/provider-aws/lib/cloudwatch-event-bus";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { DataAwsCloudwatchEventBus } from "@cdktf/provider-aws/lib/data-aws-cloudwatch-event-bus";
import { DataAwsCognitoUserPool } from "@cdktf/provider-aws/lib/data-aws-cognito-user-pool";
import { DataAwsCognitoUserPoolClient } from "@cdktf/provider-aws/lib/data-aws-cognito-user-pool-client";
import { DataAwsDynamodbTable } from "@cdktf/provider-aws/lib/data-aws-dynamodb-table";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsKinesisStream } from "@cdktf/provider-aws/lib/data-aws-kinesis-stream";
import { DataAwsS3Bucket } from "@cdktf/provider-aws/lib/data-aws-s3-bucket";
import { DataAwsSecretsmanagerSecret } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret";
import { DataAwsSfnStateMachine } from "@cdktf/provider-aws/lib/data-aws-sfn-state-machine";
import { DataAwsSnsTopic } from "@cdktf/provider-aws/lib/data-aws-sns-topic";
import { DataAwsSqsQueue } from "@cdktf/provider-aws/lib/data-aws-sqs-queue";
import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { TerraformStack } from "cdktf";
import { aws, type Link, Linkable } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { type Synthesized, synth } from "../support/synth";
import { refused } from "../support/ways";
import { applied, place } from "./applied";
import { decide } from "./iam";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";

const table = (stack: TerraformStack, more: Partial<ConstructorParameters<typeof DynamodbTable>[2]> = {}) =>
  new DynamodbTable(stack, "Votes", {
    name: "votes",
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attribute: [{ name: "id", type: "S" }],
    ...more,
  });

/** The ARN that the tests invent for a resource. */
const arns: Readonly<Record<string, string>> = {
  aws_dynamodb_table: `arn:aws:dynamodb:${place}:table/votes`,
  aws_s3_bucket: "arn:aws:s3:::votes",
  aws_sqs_queue: `arn:aws:sqs:${place}:votes`,
  aws_sns_topic: `arn:aws:sns:${place}:votes`,
  aws_cloudwatch_event_bus: `arn:aws:events:${place}:event-bus/votes`,
  aws_sfn_state_machine: `arn:aws:states:${place}:stateMachine:votes`,
  aws_kinesis_stream: `arn:aws:kinesis:${place}:stream/votes`,
  aws_secretsmanager_secret: `arn:aws:secretsmanager:${place}:secret:votes-a1b2c3`,
  aws_ssm_parameter: `arn:aws:ssm:${place}:parameter/votes`,
  aws_kms_key: `arn:aws:kms:${place}:key/own`,
  aws_cloudwatch_log_group: `arn:aws:logs:${place}:log-group:log`,
};

function known(address: string): unknown {
  const [type = "", , attribute] = address.replace(/^data\./, "").split(".");
  if (attribute === "arn" || attribute === "target_key_arn") return arns[attribute === "arn" ? type : "aws_kms_key"];
  return attribute;
}

function linked(build: (stack: TerraformStack) => Link) {
  return applied(synthesized(build), "Fn", known);
}

function synthesized(build: (stack: TerraformStack) => Link): Synthesized {
  return synth((stack) => new aws.Function(stack, "Fn", { handler, logging: false, link: [build(stack)] }));
}

interface Row {
  readonly make: (stack: TerraformStack) => Link;
  readonly resource: object;
  /** Requests, each as an action and a resource. */
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
}

const below = (type: string, path: string) => `${arns[type]}${path}`;

const rows: Readonly<Record<string, Row>> = {
  "a DynamoDB table": {
    make: (stack) => table(stack),
    resource: { name: "name", type: "sst.aws.Dynamo" },
    allowed: [
      ...["GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem"].map(
        (action) => `dynamodb:${action} ${arns.aws_dynamodb_table}`,
      ),
      ...["BatchWriteItem", "ConditionCheckItem", "DescribeTable"].map(
        (action) => `dynamodb:${action} ${arns.aws_dynamodb_table}`,
      ),
      `dynamodb:Query ${below("aws_dynamodb_table", "/index/byName")}`,
    ],
    denied: [
      `dynamodb:DeleteTable ${arns.aws_dynamodb_table}`,
      `dynamodb:GetItem ${below("aws_dynamodb_table", "2")}`,
      `dynamodb:GetRecords ${below("aws_dynamodb_table", "/stream/2026")}`,
      `kms:Decrypt ${arns.aws_kms_key}`,
    ],
  },
  "a DynamoDB table with a stream": {
    make: (stack) => table(stack, { streamEnabled: true, streamViewType: "NEW_IMAGE" }),
    resource: { name: "name", type: "sst.aws.Dynamo" },
    allowed: ["DescribeStream", "GetShardIterator", "GetRecords"].map(
      (action) => `dynamodb:${action} ${below("aws_dynamodb_table", "/stream/2026")}`,
    ),
    denied: [
      `dynamodb:PutItem ${below("aws_dynamodb_table", "/stream/2026")}`,
      `dynamodb:ListStreams ${arns.aws_dynamodb_table}`,
    ],
  },
  "a table that is elsewhere": {
    make: (stack) => new DataAwsDynamodbTable(stack, "Votes", { name: "votes" }),
    resource: { name: "name", type: "sst.aws.Dynamo" },
    allowed: [`dynamodb:PutItem ${arns.aws_dynamodb_table}`],
    denied: [`dynamodb:DeleteTable ${arns.aws_dynamodb_table}`],
  },
  "an S3 bucket": {
    make: (stack) => new S3Bucket(stack, "Votes"),
    resource: { name: "bucket", type: "sst.aws.Bucket" },
    allowed: [
      ...["GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload"].map(
        (action) => `s3:${action} ${below("aws_s3_bucket", "/a/b.txt")}`,
      ),
      `s3:ListBucket ${arns.aws_s3_bucket}`,
    ],
    denied: [
      `s3:DeleteBucket ${arns.aws_s3_bucket}`,
      `s3:PutObjectAcl ${below("aws_s3_bucket", "/a")}`,
      `s3:GetObject ${below("aws_s3_bucket", "2/a")}`,
    ],
  },
  "an SQS queue": {
    make: (stack) => new SqsQueue(stack, "Votes", {}),
    resource: { url: "url", type: "sst.aws.Queue" },
    allowed: ["SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes"].map(
      (action) => `sqs:${action} ${arns.aws_sqs_queue}`,
    ),
    denied: [`sqs:PurgeQueue ${arns.aws_sqs_queue}`, `sqs:SendMessage ${below("aws_sqs_queue", "2")}`],
  },
  "an SNS topic": {
    make: (stack) => new SnsTopic(stack, "Votes", {}),
    resource: { arn: arns.aws_sns_topic, type: "sst.aws.SnsTopic" },
    allowed: [`sns:Publish ${arns.aws_sns_topic}`],
    denied: [`sns:Subscribe ${arns.aws_sns_topic}`],
  },
  "an EventBridge bus": {
    make: (stack) => new CloudwatchEventBus(stack, "Votes", { name: "votes" }),
    resource: { name: "name", arn: arns.aws_cloudwatch_event_bus, type: "sst.aws.Bus" },
    allowed: [`events:PutEvents ${arns.aws_cloudwatch_event_bus}`],
    denied: [`events:PutRule ${arns.aws_cloudwatch_event_bus}`],
  },
  "a state machine": {
    make: (stack) => new SfnStateMachine(stack, "Votes", { definition: "{}", roleArn: "role" }),
    resource: { arn: arns.aws_sfn_state_machine, type: "sst.aws.StepFunctions" },
    allowed: [
      `states:StartExecution ${arns.aws_sfn_state_machine}`,
      `states:DescribeExecution arn:aws:states:${place}:execution:votes:one`,
      `states:StopExecution arn:aws:states:${place}:execution:votes:one`,
    ],
    denied: [
      `states:SendTaskSuccess ${arns.aws_sfn_state_machine}`,
      `states:StopExecution arn:aws:states:${place}:execution:votes2:one`,
    ],
  },
  "a Kinesis stream": {
    make: (stack) => new KinesisStream(stack, "Votes", { name: "votes" }),
    resource: { name: "name", type: "sst.aws.KinesisStream" },
    allowed: ["PutRecord", "PutRecords", "GetRecords", "GetShardIterator", "DescribeStreamSummary", "ListShards"].map(
      (action) => `kinesis:${action} ${arns.aws_kinesis_stream}`,
    ),
    denied: [`kinesis:DeleteStream ${arns.aws_kinesis_stream}`],
  },
  "a Cognito user pool": {
    make: (stack) => new CognitoUserPool(stack, "Votes", { name: "votes" }),
    resource: { id: "id", type: "sst.aws.CognitoUserPool" },
    allowed: [],
    denied: ["cognito-idp:AdminGetUser *"],
  },
  "a client of a user pool": {
    make: (stack) => new CognitoUserPoolClient(stack, "Votes", { name: "votes", userPoolId: "pool" }),
    resource: { id: "id", secret: "client_secret", type: "sst.aws.CognitoUserPoolClient" },
    allowed: [],
    denied: ["cognito-idp:AdminGetUser *"],
  },
  "a secret": {
    make: (stack) => new SecretsmanagerSecret(stack, "Votes", {}),
    resource: { name: "name", arn: arns.aws_secretsmanager_secret, type: "aws_secretsmanager_secret" },
    allowed: [`secretsmanager:GetSecretValue ${arns.aws_secretsmanager_secret}`],
    denied: [`secretsmanager:PutSecretValue ${arns.aws_secretsmanager_secret}`],
  },
  "an SSM parameter": {
    make: (stack) => new SsmParameter(stack, "Votes", { name: "/votes", type: "String" }),
    resource: { name: "name", arn: arns.aws_ssm_parameter, type: "aws_ssm_parameter" },
    allowed: [`ssm:GetParameter ${arns.aws_ssm_parameter}`],
    denied: [`ssm:PutParameter ${arns.aws_ssm_parameter}`],
  },
};

describe("a link to", () => {
  it.each(Object.entries(rows))("%s passes its properties, and allows its data plane only", (_, row) => {
    const { environment, policies } = linked(row.make);
    expect(JSON.parse(environment.SST_RESOURCE_Votes ?? "")).toEqual(row.resource);
    const decided = (request: string) => {
      const [action = "", resource = ""] = request.split(" ");
      return decide(policies, { action, resource });
    };
    expect(row.allowed.filter((request) => decided(request) !== "allowed")).toEqual([]);
    expect(row.denied.filter((request) => decided(request) === "allowed")).toEqual([]);
  });

  it("a table adds no more than one would have written by hand", () => {
    const byLink = synthesized((stack) => table(stack));
    const byHand = synth((stack) => {
      const { arn, nameInput: name } = table(stack);
      const actions = ["GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem"];
      const more = ["BatchWriteItem", "ConditionCheckItem", "DescribeTable"];
      new aws.Function(stack, "Fn", {
        handler,
        logging: false,
        environment: { SST_RESOURCE_Votes: JSON.stringify({ name, type: "sst.aws.Dynamo" }) },
        permissions: [
          { actions: [...actions, ...more].map((action) => `dynamodb:${action}`), resources: [arn, `${arn}/index/*`] },
        ],
      });
    });
    const withoutName = ({ json }: Synthesized) =>
      JSON.parse(JSON.stringify(json, (key, value) => (key === "SST_RESOURCE_Votes" ? "its name" : value)));
    expect(withoutName(byLink)).toEqual(withoutName(byHand));
  });

  it.each<[string, (stack: TerraformStack) => Link, readonly string[]]>([
    ["bucket", (stack) => new DataAwsS3Bucket(stack, "Votes", { bucket: "votes" }), ["name"]],
    ["queue", (stack) => new DataAwsSqsQueue(stack, "Votes", { name: "votes" }), ["url"]],
    ["topic", (stack) => new DataAwsSnsTopic(stack, "Votes", { name: "votes" }), ["arn"]],
    ["bus", (stack) => new DataAwsCloudwatchEventBus(stack, "Votes", { name: "votes" }), ["name", "arn"]],
    ["state machine", (stack) => new DataAwsSfnStateMachine(stack, "Votes", { name: "votes" }), ["arn"]],
    ["stream", (stack) => new DataAwsKinesisStream(stack, "Votes", { name: "votes" }), ["name"]],
    ["user pool", (stack) => new DataAwsCognitoUserPool(stack, "Votes", { userPoolId: "votes" }), ["id"]],
    [
      "client of a user pool",
      (stack) => new DataAwsCognitoUserPoolClient(stack, "Votes", { userPoolId: "votes", clientId: "client" }),
      ["id", "secret"],
    ],
    ["secret", (stack) => new DataAwsSecretsmanagerSecret(stack, "Votes", { name: "votes" }), ["name", "arn"]],
    ["parameter", (stack) => new DataAwsSsmParameter(stack, "Votes", { name: "/votes" }), ["name", "arn"]],
  ])("a data source of a %s passes the same properties as the resource", (_, make, names) => {
    const { SST_RESOURCE_Votes: variable = "" } = linked(make).environment;
    expect(Object.keys(JSON.parse(variable))).toEqual([...names, "type"]);
  });
});

describe("the key of a linked resource", () => {
  const kms = (build: (stack: TerraformStack) => Link, action = "kms:Decrypt", context = {}) =>
    decide(linked(build).policies, { action, resource: arns.aws_kms_key as string, context });
  const key = (stack: TerraformStack) => new KmsKey(stack, "Key", {});

  it.each<[string, (stack: TerraformStack) => Link]>([
    ["its ARN", (stack) => new SqsQueue(stack, "Votes", { kmsMasterKeyId: key(stack).arn })],
    ["its id", (stack) => new SqsQueue(stack, "Votes", { kmsMasterKeyId: key(stack).keyId })],
    ["a literal id", (stack) => new SqsQueue(stack, "Votes", { kmsMasterKeyId: "own" })],
    ["a literal ARN", (stack) => new SqsQueue(stack, "Votes", { kmsMasterKeyId: arns.aws_kms_key })],
    [
      "an alias of the app",
      (stack) => {
        const alias = new KmsAlias(stack, "Alias", { name: "alias/own", targetKeyId: key(stack).id });
        return new SqsQueue(stack, "Votes", { kmsMasterKeyId: alias.name });
      },
    ],
    [
      "the block of a table",
      (stack) => table(stack, { serverSideEncryption: { enabled: true, kmsKeyArn: key(stack).arn } }),
    ],
  ])("may be used where it is given by %s", (_, make) => {
    expect(kms(make)).toBe("allowed");
    expect(kms(make, "kms:GenerateDataKey")).toBe("allowed");
    expect(kms(make, "kms:ScheduleKeyDeletion")).toBe("not allowed");
  });

  it("may be used only through its alias where that is a text", () => {
    const { statement } = synthesized((stack) => new SqsQueue(stack, "Votes", { kmsMasterKeyId: "alias/own" })).data(
      DataAwsIamPolicyDocument,
      "Fn_PolicyDocument",
    );
    expect(statement).toContainEqual(
      expect.objectContaining({
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        condition: [{ test: "ForAnyValue:StringEquals", variable: "kms:ResourceAliases", values: ["alias/own"] }],
      }),
    );
  });

  it("makes no data keys for what is only read", () => {
    const secret = (stack: TerraformStack) => new SecretsmanagerSecret(stack, "Votes", { kmsKeyId: key(stack).arn });
    expect(kms(secret)).toBe("allowed");
    expect(kms(secret, "kms:GenerateDataKey")).toBe("not allowed");
  });

  it.each([["alias/aws/sqs"], [undefined]])("needs no right where AWS manages it: %s", (kmsMasterKeyId) => {
    expect(kms((stack) => new SqsQueue(stack, "Votes", { kmsMasterKeyId }))).toBe("not allowed");
  });
});

describe("aws.link", () => {
  it("gives a link another name", () => {
    const { environment } = linked((stack) => aws.link(table(stack), { name: "Polls" }));
    expect(Object.keys(environment)).toEqual(["SST_RESOURCE_App", "SST_RESOURCE_Polls"]);
  });

  it("narrows the rights to its actions, on all ARNs of the resource", () => {
    const { policies } = linked((stack) => aws.link(table(stack), { actions: ["dynamodb:Query"] }));
    const allowed = (action: string, path = "") =>
      decide(policies, { action, resource: below("aws_dynamodb_table", path) }) === "allowed";
    expect([allowed("dynamodb:Query"), allowed("dynamodb:Query", "/index/a")]).toEqual([true, true]);
    expect(allowed("dynamodb:GetItem")).toBe(false);
  });

  it("brings the properties alone without actions", () => {
    const { environment, policies } = linked((stack) => aws.link(table(stack), { actions: [] }));
    expect(environment.SST_RESOURCE_Votes).toBeDefined();
    expect(policies).toEqual([]);
  });

  const message = (build: (stack: TerraformStack) => readonly Link[]) =>
    refused((stack) => new aws.Function(stack, "Fn", { handler, link: build(stack) })).message;

  it.each<[string, (stack: TerraformStack) => readonly Link[], string]>([
    [
      "an action of another service",
      (stack) => [aws.link(table(stack), { actions: ["s3:GetObject"] })],
      '"actions" takes actions of the resource\'s own service, "dynamodb:…"; got "s3:GetObject".',
    ],
    [
      "actions for what has no built-in link",
      (stack) => [aws.link(new Linkable(stack, "Limits", { properties: {} }), { actions: ["s3:GetObject"] })],
      '"actions" can be set only for a resource that has a built-in link',
    ],
    [
      "actions for what has no ARN in its built-in link",
      (stack) => [
        aws.link(new CognitoUserPool(stack, "Pool", { name: "p" }), { actions: ["cognito-idp:AdminGetUser"] }),
      ],
      '"actions" can\'t be set for a resource whose built-in link allows none; got ["cognito-idp:AdminGetUser"].',
    ],
    [
      "actions for a class that Linkable.wrap describes, also afterwards",
      (stack) => {
        class Jobs extends SqsQueue {}
        const narrowed = aws.link(new Jobs(stack, "Jobs", {}), { actions: ["sqs:SendMessage"] });
        Linkable.wrap(Jobs, (queue) => ({ properties: { queue: queue.url } }));
        return [narrowed];
      },
      '"actions" can be set only for a resource that has a built-in link',
    ],
    [
      "a name that is no text",
      (stack) => [aws.link(table(stack), { name: 5 as never })],
      '"name" of a link has to be a string; got 5.',
    ],
    ["a misspelt option", (stack) => [aws.link(table(stack), { action: [] } as object)], 'Did you mean "actions"?'],
    [
      "a resource that is linked plainly too",
      (stack) => {
        const votes = table(stack);
        return [votes, aws.link(votes, { actions: ["dynamodb:Query"] })];
      },
      '"link" contains a resource twice',
    ],
    [
      "two links of one name",
      (stack) => [table(stack), aws.link(new SqsQueue(stack, "Jobs", {}), { name: "Votes" })],
      'got "Votes" twice. Give one of them another name: aws.link(resource, { name: "Votes2" }).',
    ],
    [
      "the id of a resource that is no name, with a name for the link",
      (stack) => [new SqsQueue(stack, "my-jobs", {})],
      'got "my-jobs". Name the link: aws.link(resource, { name: "MyJobs" }).',
    ],
  ])("rejects %s", (_, build, text) => {
    expect(message(build)).toContain(text);
  });

  it("gives way to Linkable.wrap", () => {
    class Jobs extends SqsQueue {}
    Linkable.wrap(Jobs, (queue) => ({ properties: { queue: queue.url } }));
    const { environment, policies } = linked((stack) => new Jobs(stack, "Votes", {}));
    expect(JSON.parse(environment.SST_RESOURCE_Votes ?? "")).toMatchObject({ queue: "url" });
    expect(policies).toEqual([]);
  });
});
