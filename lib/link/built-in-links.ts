import { Fn, TerraformElement } from "cdktf";
import type { IConstruct } from "constructs";
import { keyPermission } from "./kms-key";
import type { PermissionArgs } from "./permission";

/** The attributes of a resource or data source of the provider, by their names in its class. */
type Attributes = Readonly<Record<string, unknown>>;

/** Actions of the data plane, and the ARNs that they apply to. */
interface Right {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

interface BuiltInLink {
  /** SST's name of the component, or Terraform's where SST has none. */
  readonly type: string;
  /** The service in the names of its actions. */
  readonly service: string;
  readonly properties: (resource: Attributes) => Readonly<Record<string, unknown>>;
  readonly rights: (resource: Attributes) => readonly Right[];
  /** The argument that names a KMS key, as the user gave it. */
  readonly key?: (resource: Attributes) => unknown;
  /** The actions for which AWS encrypts data with that key. */
  readonly writes?: RegExp;
}

const arnOf = ({ arn }: Attributes) => arn as string;
const below = (resource: Attributes, path: string) => `${arnOf(resource)}/${path}`;
const on = (resource: Attributes, ...actions: string[]): readonly Right[] => [
  { actions, resources: [arnOf(resource)] },
];
const named = ({ name }: Attributes) => ({ name });
const namedWithArn = ({ name, arn }: Attributes) => ({ name, arn });

// By the type in Terraform, so that no binding is loaded for them.
const builtInLinks: Readonly<Record<string, BuiltInLink>> = {
  aws_dynamodb_table: {
    type: "sst.aws.Dynamo",
    service: "dynamodb",
    properties: named,
    rights: tableRights,
    key: ({ serverSideEncryptionInput }) => member(serverSideEncryptionInput, "kmsKeyArn"),
    writes: /^dynamodb:(Put|Update|Delete|BatchWrite)/,
  },
  aws_s3_bucket: {
    type: "sst.aws.Bucket",
    service: "s3",
    properties: ({ bucket }) => ({ name: bucket }),
    rights: (bucket) => [
      {
        actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
        resources: [below(bucket, "*")],
      },
      ...on(bucket, "s3:ListBucket"),
    ],
    key: ({ serverSideEncryptionConfigurationInput: encryption }) =>
      member(member(member(encryption, "rule"), "applyServerSideEncryptionByDefault"), "kmsMasterKeyId"),
    writes: /^s3:Put/,
  },
  aws_sqs_queue: {
    type: "sst.aws.Queue",
    service: "sqs",
    properties: ({ url }) => ({ url }),
    rights: (queue) =>
      on(
        queue,
        "sqs:SendMessage",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
      ),
    key: ({ kmsMasterKeyIdInput }) => kmsMasterKeyIdInput,
    writes: /^sqs:Send/,
  },
  aws_sns_topic: {
    type: "sst.aws.SnsTopic",
    service: "sns",
    properties: ({ arn }) => ({ arn }),
    rights: (topic) => on(topic, "sns:Publish"),
    key: ({ kmsMasterKeyIdInput }) => kmsMasterKeyIdInput,
    writes: /^sns:Publish/,
  },
  aws_cloudwatch_event_bus: {
    type: "sst.aws.Bus",
    service: "events",
    properties: namedWithArn,
    rights: (bus) => on(bus, "events:PutEvents"),
    key: ({ kmsKeyIdentifierInput }) => kmsKeyIdentifierInput,
    writes: /^events:Put/,
  },
  aws_sfn_state_machine: {
    type: "sst.aws.StepFunctions",
    service: "states",
    properties: ({ arn }) => ({ arn }),
    rights: machineRights,
    key: ({ encryptionConfigurationInput }) => member(encryptionConfigurationInput, "kmsKeyId"),
    writes: /^states:Start/,
  },
  aws_kinesis_stream: {
    type: "sst.aws.KinesisStream",
    service: "kinesis",
    properties: named,
    rights: (stream) =>
      on(
        stream,
        "kinesis:PutRecord",
        "kinesis:PutRecords",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:DescribeStreamSummary",
        "kinesis:ListShards",
      ),
    key: ({ kmsKeyIdInput }) => kmsKeyIdInput,
    writes: /^kinesis:Put/,
  },
  aws_cognito_user_pool: {
    type: "sst.aws.CognitoUserPool",
    service: "cognito-idp",
    properties: ({ id }) => ({ id }),
    rights: () => [],
  },
  aws_cognito_user_pool_client: {
    type: "sst.aws.CognitoUserPoolClient",
    service: "cognito-idp",
    properties: ({ id, clientSecret }) => ({ id, secret: clientSecret }),
    rights: () => [],
  },
  aws_secretsmanager_secret: {
    type: "aws_secretsmanager_secret",
    service: "secretsmanager",
    properties: namedWithArn,
    rights: (secret) => on(secret, "secretsmanager:GetSecretValue"),
    key: ({ kmsKeyIdInput }) => kmsKeyIdInput,
  },
  aws_ssm_parameter: {
    type: "aws_ssm_parameter",
    service: "ssm",
    properties: namedWithArn,
    rights: (parameter) => on(parameter, "ssm:GetParameter"),
    key: ({ keyIdInput }) => keyIdInput,
  },
};

function tableRights(table: Attributes): readonly Right[] {
  const data = [
    "dynamodb:GetItem",
    "dynamodb:BatchGetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
  ];
  const stream = ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"];
  const hasStream = table.streamEnabledInput !== undefined && table.streamEnabledInput !== false;
  return [
    { actions: data, resources: [arnOf(table), below(table, "index/*")] },
    ...(hasStream ? [{ actions: stream, resources: [below(table, "stream/*")] }] : []),
  ];
}

// The ARN of an execution is that of its state machine with another resource type, and its own name at the end.
function machineRights(machine: Attributes): readonly Right[] {
  const executions = `${Fn.replace(arnOf(machine), ":stateMachine:", ":execution:")}:*`;
  return [
    ...on(machine, "states:StartExecution"),
    { actions: ["states:DescribeExecution", "states:StopExecution"], resources: [executions] },
  ];
}

function member(value: unknown, name: string): unknown {
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === "object" && one !== null ? (one as Attributes)[name] : undefined;
}

/** The link of a resource or data source of the provider. */
export interface ResourceDefinition {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The service in the names of its actions, such as `"dynamodb"`. */
  readonly service: string;
  /** Returns its permissions: those that are built in, or the given actions on all of their ARNs. */
  readonly include: (actions?: readonly string[]) => readonly PermissionArgs[];
}

/** Returns the link that is built in for a resource or data source of the provider, if any. */
export function builtInDefinition(construct: IConstruct): ResourceDefinition | undefined {
  const { terraformResourceType: type } = construct as { readonly terraformResourceType?: string };
  const link =
    TerraformElement.isTerraformElement(construct) && Object.hasOwn(builtInLinks, type ?? "")
      ? builtInLinks[type ?? ""]
      : undefined;
  if (link === undefined) return undefined;
  return {
    type: link.type,
    service: link.service,
    properties: link.properties(attributesOf(construct)),
    include: (actions) => permissionsOf(link, construct, actions),
  };
}

function attributesOf(construct: IConstruct): Attributes {
  return construct as unknown as Attributes;
}

function permissionsOf(link: BuiltInLink, construct: IConstruct, actions?: readonly string[]): PermissionArgs[] {
  const resource = attributesOf(construct);
  const rights = link.rights(resource);
  if (actions?.length === 0 || rights.length === 0) return [];
  const granted =
    actions === undefined ? rights : [{ actions, resources: rights.flatMap(({ resources }) => resources) }];
  const used = granted.flatMap((right) => right.actions);
  const writes = used.some((action) => action.includes("*") || link.writes?.test(action));
  const key = keyPermission(link.key?.(resource), { construct, arn: arnOf(resource) }, writes);
  return key === undefined ? [...granted] : [...granted, key];
}
