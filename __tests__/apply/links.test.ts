import { CloudwatchEventBus } from "@cdktf/provider-aws/lib/cloudwatch-event-bus";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { TerraformOutput, type TerraformResource, type TerraformStack, TerraformVariable } from "cdktf";
import { aws, Linkable, linkStatements } from "cdktf-apigateway-websocket";
import { stageFiles } from "../../lib/bundle/stage";
import { bundleOne } from "../bundle/project";
import { decide, type Policy } from "../link/iam";
import { runHandler, userProject } from "../link/user-project";
import { project, removeProjects } from "../support/project";
import { createStack, itLives } from "./life";

const notes = ["no-connect"];
const handler = "src/read.handler";

/** A project with a handler that gives all it is linked to, as SST's own SDK reads it. */
const users = userProject(
  {
    "src/read.ts":
      'import { Resource } from "sst";\nexport const handler = async () => Object.fromEntries(Object.keys(Resource).map((name) => [name, (Resource as any)[name]]));\n',
  },
  ["sst"],
);

// What a sensitive variable holds; every command of Terraform asks for it.
const secretValue = 'sk_"live"\\${x}';

beforeAll(() => {
  process.env.TF_VAR_stripeKey = secretValue;
});
afterAll(() => {
  delete process.env.TF_VAR_stripeKey;
  removeProjects();
});

/** What the handler reads in the environment that was applied. */
function read(environment: unknown): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const folder = project({});
  stageFiles(folder, bundleOne(users, handler));
  return runHandler(folder, environment as Record<string, string>) as ReturnType<typeof read>;
}

function output(stack: TerraformStack, id: string, value: unknown, sensitive = false): void {
  new TerraformOutput(stack, id, { value, sensitive, staticId: true });
}

function show(stack: TerraformStack, id: string, fn: aws.Function, sensitive = false): void {
  output(stack, id, fn.nodes.function.environment.variables, sensitive);
  output(stack, `${id}Policy`, fn.nodes.policy?.policy, sensitive);
}

function functionOf(route: aws.ApiGatewayWebSocketRoute): aws.Function {
  return route.node.findChild("Handler") as aws.Function;
}

/** Whether a policy lets a function post to the connections of an API. */
function posts(policy: unknown, executionArn: unknown): boolean {
  const resource = `${executionArn}/$default/POST/@connections/L0SM9cOFvHcCIhw=`;
  return (
    decide([JSON.parse(String(policy)) as Policy], { action: "execute-api:ManageConnections", resource }) === "allowed"
  );
}

/** A class of its own, because the definition that `Linkable.wrap` sets applies to all tests of the file. */
class JobQueue extends SqsQueue {}

const endpoint = /^https:\/\/([a-z0-9]+)\.execute-api\.eu-west-1\.amazonaws\.com\/\$default$/;

describe("links", () => {
  itLives("are of an API in its own handlers", { notes, project: users }, (life) => {
    life.apply((stack) => {
      const api: aws.ApiGatewayWebSocket = new aws.ApiGatewayWebSocket(stack, "MyApi", {
        transform: {
          route: {
            handler: (args) => {
              args.link = [api];
            },
          },
        },
      });
      api.route("$default", handler);
      show(stack, "own", functionOf(api.route("chat", handler)));
      output(stack, "url", api.url);
      output(stack, "managementEndpoint", api.managementEndpoint);
      output(stack, "executionArn", api.nodes.api.executionArn);
    });
    const { own, ownPolicy, url, managementEndpoint, executionArn } = life.output();
    expect(read(own)).toEqual({
      App: { name: "demo", stage: "dev" },
      MyApi: { url, managementEndpoint, type: "sst.aws.ApiGatewayWebSocket" },
    });
    expect(managementEndpoint).toMatch(endpoint);
    expect(posts(ownPolicy, executionArn)).toBe(true);
    expect(posts(ownPolicy, `${executionArn}2`)).toBe(false);
  });

  itLives("are of two APIs in each other's handlers", { notes, project: users }, (life) => {
    life.apply((stack) => {
      const first = new aws.ApiGatewayWebSocket(stack, "First");
      const second = new aws.ApiGatewayWebSocket(stack, "Second");
      for (const [id, api, other] of [
        ["first", first, second],
        ["second", second, first],
      ] as const) {
        api.route("$default", { handler, link: [api] });
        show(stack, id, functionOf(api.route("chat", { handler, link: [other] })));
        output(stack, `${id}Url`, api.url);
        output(stack, `${id}Arn`, api.nodes.api.executionArn);
      }
    });
    const { first, firstUrl, firstArn, firstPolicy, second, secondUrl, secondArn, secondPolicy } = life.output();
    expect([read(first).Second?.url, read(second).First?.url]).toEqual([secondUrl, firstUrl]);
    expect(firstUrl).not.toBe(secondUrl);
    expect([posts(firstPolicy, secondArn), posts(firstPolicy, firstArn)]).toEqual([true, false]);
    expect([posts(secondPolicy, firstArn), posts(secondPolicy, secondArn)]).toEqual([true, false]);
  });

  itLives("are of an API in another stack", { notes, project: users }, (life) => {
    life.applyApp((app) => {
      const shared = createStack(app, "shared");
      const api = new aws.ApiGatewayWebSocket(shared, "MyApi");
      api.route("$default", handler);
      output(shared, "url", api.url);
      output(shared, "arn", api.nodes.api.executionArn);

      const worker = createStack(app, "worker");
      show(worker, "linked", new aws.Function(worker, "Fn", { handler, link: [api] }));
      output(worker, "raw", new LambdaFunction(worker, "Raw", raw(worker, Linkable.env([api]))).environment.variables);
    });
    const { url, arn } = life.output("shared");
    const worker = life.output("worker");
    expect(read(worker.linked).MyApi?.url).toBe(url);
    expect(read(worker.raw).MyApi?.url).toBe(url);
    expect(read(worker.raw)).toEqual(read(worker.linked));
    expect(posts(worker.linkedPolicy, arn)).toBe(true);
  });

  itLives("are as they were written, with what only Terraform knows", { notes, project: users }, (life) => {
    const values = {
      text: 'say "${hi}" %{ \\ \n Grüße <&>',
      number: 1.5,
      yes: true,
      none: null,
      list: [1, { "a-b": ["x"] }],
    };
    life.apply((stack) => {
      const variable = new TerraformVariable(stack, "stripeKey", { type: "string", sensitive: true });
      const secret = new Linkable(stack, "StripeKey", { properties: { value: variable.stringValue } });
      const queue = new JobQueue(stack, "Queue", { name: "jobs" });
      Linkable.wrap(JobQueue, ({ arn, name }) => ({
        properties: { arn, name },
        include: [aws.permission({ actions: ["sqs:SendMessage"], resources: [arn] })],
      }));
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const link = [api, secret, queue, new Linkable(stack, "Values", { properties: values })];
      const route = api.route("$default", { handler, link });
      show(stack, "linked", functionOf(route), true);
      output(stack, "queueArn", queue.arn);
    });
    const { linked, linkedPolicy, queueArn } = life.output();
    expect(read(linked)).toMatchObject({
      StripeKey: { value: secretValue, type: "sst.sst.Linkable" },
      Queue: { arn: queueArn, name: "jobs", type: "aws_sqs_queue" },
      Values: { ...values, type: "sst.sst.Linkable" },
    });
    const policies = [JSON.parse(String(linkedPolicy)) as Policy];
    expect(decide(policies, { action: "sqs:SendMessage", resource: String(queueArn) })).toBe("allowed");
    expect(decide(policies, { action: "sqs:DeleteQueue", resource: String(queueArn) })).toBe("not allowed");
  });

  const silent = [...notes, "no-connections-policy"];
  itLives(
    "are of the provider's resources, with the rights on their data",
    { notes: silent, project: users },
    (life) => {
      life.apply((stack) => {
        const key = new KmsKey(stack, "Key", { description: "votes" });
        const linked = providerResources(stack, key);
        new aws.ApiGatewayWebSocket(stack, "MyApi").route("$default", handler);
        show(stack, "linked", new aws.Function(stack, "Fn", { handler, link: Object.values(linked) }), true);
        for (const [name, { arn }] of Object.entries(linked)) if (arn !== undefined) output(stack, `arn${name}`, arn);
        output(stack, "keyArn", key.arn);
      });
      const { linked, linkedPolicy, keyArn, ...arns } = life.output();
      const { Queue, Pool, Client, ...others } = read(linked);
      expect(others).toEqual({
        App: { name: "demo", stage: "dev" },
        Table: { name: "votes", type: "sst.aws.Dynamo" },
        Bucket: { name: "votes-of-demo", type: "sst.aws.Bucket" },
        Topic: { arn: arns.arnTopic, type: "sst.aws.SnsTopic" },
        Bus: { name: "votes", arn: arns.arnBus, type: "sst.aws.Bus" },
        Machine: { arn: arns.arnMachine, type: "sst.aws.StepFunctions" },
        Password: { name: "votes", arn: arns.arnPassword, type: "aws_secretsmanager_secret" },
        Limit: { name: "/votes/limit", arn: arns.arnLimit, type: "aws_ssm_parameter" },
      });
      expect([Queue?.url, Pool?.id, Client?.id, Client?.secret]).toEqual(Array(4).fill(expect.any(String)));
      const policies = [JSON.parse(String(linkedPolicy)) as Policy];
      const allowed = (action: string, resource: string) => decide(policies, { action, resource }) === "allowed";
      const execution = `${String(arns.arnMachine).replace(":stateMachine:", ":execution:")}:one`;
      const may = [
        ["dynamodb:PutItem", arns.arnTable],
        ["dynamodb:Query", `${arns.arnTable}/index/byName`],
        ["dynamodb:GetRecords", `${arns.arnTable}/stream/2026`],
        ["s3:GetObject", `${arns.arnBucket}/a/b`],
        ["s3:ListBucket", arns.arnBucket],
        ["sqs:SendMessage", arns.arnQueue],
        ["sns:Publish", arns.arnTopic],
        ["events:PutEvents", arns.arnBus],
        ["states:StartExecution", arns.arnMachine],
        ["states:StopExecution", execution],
        ["secretsmanager:GetSecretValue", arns.arnPassword],
        ["ssm:GetParameter", arns.arnLimit],
        ["kms:GenerateDataKey", keyArn],
      ] as const;
      expect(may.filter(([action, resource]) => !allowed(action, String(resource)))).toEqual([]);
      const mayNot = [
        ["dynamodb:DeleteTable", arns.arnTable],
        ["s3:DeleteBucket", arns.arnBucket],
        ["sqs:PurgeQueue", arns.arnQueue],
        ["sns:Subscribe", arns.arnTopic],
        ["events:PutRule", arns.arnBus],
        ["states:SendTaskSuccess", arns.arnMachine],
        ["secretsmanager:PutSecretValue", arns.arnPassword],
        ["ssm:PutParameter", arns.arnLimit],
        ["kms:ScheduleKeyDeletion", keyArn],
      ] as const;
      expect(mayNot.filter(([action, resource]) => allowed(action, String(resource)))).toEqual([]);
    },
  );

  itLives("are given to a raw function as to one of this library", { notes, project: users }, (life) => {
    life.apply((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const link = [
        api,
        aws.permission({ effect: "deny", actions: ["s3:*"], resources: ["arn:aws:s3:::uploads/${aws:username}/*"] }),
        aws.permission({
          actions: ["s3:GetObject"],
          resources: ["arn:aws:s3:::uploads/*"],
          conditions: [{ test: "StringEquals", variable: "aws:a", values: ["x", "y"] }],
        }),
      ];
      show(stack, "linked", functionOf(api.route("$default", { handler, link })));
      output(stack, "raw", new LambdaFunction(stack, "Raw", raw(stack, Linkable.env(link))).environment.variables);
      const document = new DataAwsIamPolicyDocument(stack, "Document", { statement: linkStatements(link) });
      output(stack, "rawPolicy", document.json);
    });
    const { linked, linkedPolicy, raw: given, rawPolicy } = life.output();
    expect(given).toEqual(linked);
    const [ownLog, ...others] = statements(linkedPolicy);
    expect(ownLog?.Action).toContain("logs:PutLogEvents");
    expect(statements(rawPolicy)).toEqual(others);
  });
});

/** A resource of each type that has a built-in link, except a stream of Kinesis. */
function providerResources(
  stack: TerraformStack,
  key: KmsKey,
): Readonly<Record<string, TerraformResource & { readonly arn?: string }>> {
  const role = new IamRole(stack, "MachineRole", {
    name: "machine",
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "states.amazonaws.com" } }],
    }),
  });
  const definition = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Succeed" } } });
  const pool = new CognitoUserPool(stack, "Pool", { name: "votes" });
  return {
    Table: new DynamodbTable(stack, "Table", {
      name: "votes",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attribute: [{ name: "id", type: "S" }],
      streamEnabled: true,
      streamViewType: "NEW_IMAGE",
    }),
    Bucket: new S3Bucket(stack, "Bucket", { bucket: "votes-of-demo" }),
    Queue: new SqsQueue(stack, "Queue", { name: "votes", kmsMasterKeyId: key.keyId }),
    Topic: new SnsTopic(stack, "Topic", { name: "votes" }),
    Bus: new CloudwatchEventBus(stack, "Bus", { name: "votes" }),
    Machine: new SfnStateMachine(stack, "Machine", { name: "votes", definition, roleArn: role.arn }),
    Pool: pool,
    Client: new CognitoUserPoolClient(stack, "Client", { name: "web", userPoolId: pool.id, generateSecret: true }),
    Password: new SecretsmanagerSecret(stack, "Password", { name: "votes" }),
    Limit: new SsmParameter(stack, "Limit", { name: "/votes/limit", type: "String", value: "5" }),
  };
}

/** A function that was not made by this library. */
function raw(stack: TerraformStack, variables: Record<string, string>) {
  const code = new aws.Function(stack, "Code", { handler });
  return {
    functionName: "raw",
    role: code.nodes.function.role,
    runtime: "nodejs24.x",
    handler: "index.handler",
    filename: code.nodes.archive.outputPath,
    loggingConfig: { logFormat: "Text", logGroup: code.nodes.logGroup?.name },
    environment: { variables },
  };
}

// To IAM one value is a list of one, and lists have no order: the data source sorts them.
function statements(policy: unknown): Policy["Statement"] {
  const sorted = (value: string | readonly string[]) => [value].flat().sort();
  return (JSON.parse(String(policy)) as Policy).Statement.map(({ Effect, Action, Resource, Condition = {} }) => ({
    Effect,
    Action: sorted(Action),
    Resource: sorted(Resource),
    Condition: Object.fromEntries(
      Object.entries(Condition).map(([test, keys]) => [
        test,
        Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, sorted(values)])),
      ]),
    ),
  }));
}
