import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import { aws, Linkable, linkEnvironment, linkStatements } from "cdktf-apigateway-websocket";
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
      output(
        worker,
        "raw",
        new LambdaFunction(worker, "Raw", raw(worker, linkEnvironment([api]))).environment.variables,
      );
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
      const queue = new SqsQueue(stack, "Queue", { name: "jobs" });
      Linkable.wrap(SqsQueue, ({ arn, name }) => ({
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
      output(stack, "raw", new LambdaFunction(stack, "Raw", raw(stack, linkEnvironment(link))).environment.variables);
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
