import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { App, type TerraformStack, TerraformVariable } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { type Build, refused, temporaryFolder } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const arn = "arn:aws:iam::123456789012:role/team/chat";
const vpc = { privateSubnets: ["subnet-a"], securityGroups: ["sg-a"] };
const send = { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-west-1:123456789012:jobs"] };

/** Every argument that gives a function the role. */
const ways: readonly (readonly [string, Partial<FunctionArgs>])[] = [
  ["role", { role: arn }],
  ["an object of transform.function", { transform: { function: { role: arn } } }],
  [
    "a function of transform.function",
    {
      transform: {
        function: (args) => {
          args.role = arn;
        },
      },
    },
  ],
];

const made = (args: (stack: TerraformStack) => Partial<FunctionArgs>) =>
  synth((stack) => new aws.Function(stack, "Fn", { handler, ...args(stack) }));

const refusal = (args: object) => refused((stack) => new aws.Function(stack, "Fn", { handler, ...args })).message;

/** The warnings in the manifest that synthesis writes, each after the path of its construct. */
function warningsOf(build: Build): readonly string[] {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  build(testStack("chat-dev", app));
  app.synth();
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  const { annotations } = stacks["chat-dev"] as { annotations: { constructPath: string; message: string }[] };
  return annotations.map(({ constructPath, message }) => `${constructPath}: ${message}`);
}

/** The statements that a warning lists. */
function statementsIn(warning: string | undefined): readonly { readonly [key: string]: unknown }[] {
  return JSON.parse(/: (\[\{.*\}\])\.$/.exec(warning ?? "")?.[1] ?? "null");
}

const logOf = (name: string) => `\${aws_cloudwatch_log_group.${name}.arn}:*`;

describe.each(ways)("a role that %s gives", (_, args) => {
  it("is the function's, and nothing but the log group is created beside it", () => {
    const stack = made(() => args);
    expect(stack.one(LambdaFunction).role).toBe(arn);
    expect(stack.all(CloudwatchLogGroup)).toHaveLength(1);
    expect(stack.all(IamRole)).toEqual([]);
    expect(stack.all(IamRolePolicy)).toEqual([]);
    expect(stack.dataByAddress(DataAwsIamPolicyDocument)).toEqual({});
  });

  it("leaves no role and no policy in the nodes", () => {
    const { nodes } = new aws.Function(testStack(), "Fn", { handler, vpc, ...args });
    expect(nodes).toMatchObject({ policyAttachments: [], logGroup: expect.anything() });
    for (const name of ["role", "policy", "policyDocument", "creationPolicy"] as const)
      expect([name, nodes[name]]).toEqual([name, undefined]);
  });

  it("gets a warning with the permissions of the log, the links and what the creation needs", () => {
    const warnings = warningsOf((stack) => {
      const link = [aws.permission(send), aws.permission({ ...send, effect: "deny", actions: ["sqs:PurgeQueue"] })];
      new aws.Function(stack, "Fn", { handler, vpc, link, ...args });
    });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^chat-dev\/Fn: "role" gets no permissions from the library\. Give "arn:aws:iam::123456789012:role\/team\/chat" these/,
      ),
    ]);
    expect(statementsIn(warnings[0])).toEqual([
      {
        effect: "Allow",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logOf("Fn_LogGroup_A99B0661")],
      },
      { effect: "Allow", ...send },
      { effect: "Deny", ...send, actions: ["sqs:PurgeQueue"] },
      { effect: "Allow", actions: expect.arrayContaining(["ec2:CreateNetworkInterface"]), resources: ["*"] },
    ]);
  });

  it.each<[string, Partial<FunctionArgs>]>([
    ["permissions", { permissions: [send] }],
    ["policies", { policies: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] }],
    ["transform.role", { transform: { ...args.transform, role: { path: "/chat/" } } }],
  ])("excludes %s", (name, more) => {
    const given = args.role === undefined ? "transform.function.role" : "role";
    expect(refusal({ ...args, ...more })).toContain(`"${name}" can't be set together with "${given}"`);
  });

  it("does not exclude empty lists", () => {
    expect(made(() => ({ ...args, permissions: [], policies: [] })).all(IamRole)).toEqual([]);
  });
});

describe("a given role", () => {
  it("may be the provider's resource, and that of another function", () => {
    const stack = made((scope) => ({ role: new IamRole(scope, "Role", { assumeRolePolicy: "{}" }) }));
    expect(stack.one(LambdaFunction).role).toBe("${aws_iam_role.Role.arn}");
    const shared = synth((scope) => {
      const first = new aws.Function(scope, "First", { handler, name: "first" });
      new aws.Function(scope, "Second", { handler, role: first.nodes.role, name: "second" });
    });
    expect(shared.all(IamRole)).toHaveLength(1);
    expect(new Set(shared.all(LambdaFunction).map(({ role }) => role)).size).toBe(1);
  });

  it("may be a value known only after apply", () => {
    const stack = made((scope) => ({ role: new TerraformVariable(scope, "role", {}).stringValue }));
    expect(stack.one(LambdaFunction).role).toBe("${var.role}");
  });

  it("is that of the argument where a transform does not set it", () => {
    const transform = { function: { role: undefined as never, timeout: 7 } };
    expect(made(() => ({ role: arn, transform })).one(LambdaFunction)).toMatchObject({ role: arn, timeout: 7 });
    expect(made(() => ({ transform })).all(IamRole)).toHaveLength(1);
  });

  it("is that of the transform where both are set", () => {
    const transform = { function: { role: `${arn}2` } };
    expect(made(() => ({ role: arn, transform })).one(LambdaFunction).role).toBe(`${arn}2`);
  });

  it("is the function's own role where a transform only reads its ARN", () => {
    const stack = made(() => ({
      transform: {
        function: (args) => {
          args.environment = { variables: { ...(args.environment?.variables as object), ROLE: args.role } };
        },
      },
    }));
    const { role, environment } = stack.one(LambdaFunction);
    expect(role).toMatch(/^\$\{aws_iam_role\.Fn_Role_\w+\.arn\}$/);
    expect(environment).toMatchObject({ variables: { ROLE: role } });
  });

  it("needs nothing without a log, and then there is no warning", () => {
    expect(warningsOf((stack) => new aws.Function(stack, "Fn", { handler, role: arn, logging: false }))).toEqual([]);
  });

  it("gets one warning for all functions that share it, in which equal statements are joined", () => {
    const warnings = warningsOf((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi", {
        transform: { route: { handler: { role: arn } } },
        accessLog: false,
      });
      api.route("$default", { handler, link: [api] });
      api.route("chat", { handler, link: [api] });
    });
    expect(warnings).toHaveLength(1);
    const [logs, connections, ...more] = statementsIn(warnings[0]);
    expect(logs?.resources).toHaveLength(2);
    expect(connections?.actions).toEqual(["execute-api:ManageConnections"]);
    expect(connections?.resources).toHaveLength(1);
    expect(more).toEqual([]);
  });

  it("gets statements that work where they are pasted", () => {
    const build = (stack: TerraformStack) => {
      const queue = new SqsQueue(stack, "Queue", {});
      const resources = [queue.arn, "arn:aws:sqs:*:*:${aws:username}"];
      new aws.Function(stack, "Fn", { handler, role: arn, link: [aws.permission({ ...send, resources })] });
    };
    const statement = statementsIn(warningsOf(build)[0]) as never;
    const stack = synth((scope) => {
      build(scope);
      new DataAwsIamPolicyDocument(scope, "Pasted", { statement });
    });
    expect(stack.dataByAddress(DataAwsIamPolicyDocument).Pasted?.statement).toEqual([
      expect.objectContaining({ resources: [logOf("Fn_LogGroup_A99B0661")] }),
      expect.objectContaining({ resources: ["${aws_sqs_queue.Queue.arn}", "arn:aws:sqs:*:*:$${aws:username}"] }),
    ]);
  });

  it.each<[string, (stack: TerraformStack) => void]>([
    ["a function", (stack) => new aws.Function(stack, "Fn", { handler, role: arn })],
    ["a route", (stack) => new aws.ApiGatewayWebSocket(stack, "Api").route("$default", { handler, role: arn })],
    [
      "all routes",
      (stack) =>
        new aws.ApiGatewayWebSocket(stack, "Api", { transform: { route: { handler: { role: arn } } } }).route(
          "$default",
          handler,
        ),
    ],
    [
      "an authorizer",
      (stack) => {
        const api = new aws.ApiGatewayWebSocket(stack, "Api");
        const { id } = api.addAuthorizer("users", { lambda: { function: { handler, role: arn } } });
        api.route("$connect", "arn:aws:lambda:eu-west-1:123456789012:function:given", { auth: { lambda: id } });
      },
    ],
  ])("is taken by %s", (_, build) => {
    expect(synth(build).one(LambdaFunction).role).toBe(arn);
  });

  it("says nothing about who may invoke a guarded function", () => {
    const build = (stack: TerraformStack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Api");
      const jwt = { issuer: "https://issuer.com/", audiences: ["chat"] };
      const auth = { jwt: { authorizer: api.addAuthorizer("users", { jwt }).id, scopes: ["chat"] } };
      const other = new aws.Function(stack, "Other", { handler });
      const guarded = new aws.Function(stack, "Guarded", { handler, role: other.nodes.role });
      api.route("$connect", "arn:aws:lambda:eu-west-1:123456789012:function:given", { auth });
      api.route("chat", guarded, { auth });
      return { other, guarded };
    };
    const open = (stack: TerraformStack, fn: aws.Function) =>
      stack.addOverride("resource.aws_lambda_function_url.Url", {
        function_name: `\${aws_lambda_function.${fn.nodes.function.friendlyUniqueId}.function_name}`,
        authorization_type: "NONE",
      });
    expect(() => synth((stack) => open(stack, build(stack).other))).not.toThrow();
    expect(refused((stack) => open(stack, build(stack).guarded)).message).toContain("aws_lambda_function_url");
  });

  it.each<[string, unknown, string]>([
    [
      "a name",
      "chat",
      '"role" has to be the ARN of a role; got "chat". Write role: "arn:aws:iam::123456789012:role/chat"',
    ],
    ["the ARN of a policy", "arn:aws:iam::123456789012:policy/x", '"role" has to be the ARN of a role'],
    ["an empty text", "", '"role" takes the ARN of an aws_iam_role, or the resource itself; got "".'],
    ["an object", {}, '"role" takes the ARN of an aws_iam_role, or the resource itself; got {}.'],
    ["null", null, '"role" takes the ARN of an aws_iam_role, or the resource itself; got null.'],
  ])("can't be %s", (_, role, text) => {
    expect(refusal({ role })).toContain(text);
  });

  it("can't be a resource of another type, also in a transform", () => {
    const error = refused((stack) => {
      const queue = new SqsQueue(stack, "Queue", {});
      new aws.Function(stack, "Fn", { handler, transform: { function: { role: queue as never } } });
    });
    expect(error.message).toContain(
      '"transform.function.role" takes the ARN of an aws_iam_role, or the resource itself; got the SqsQueue "Queue".',
    );
  });
});
