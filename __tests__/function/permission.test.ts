import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { policyStatement } from "../../lib/link/permission";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const send = { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-west-1:123456789012:jobs"] };

describe("policyStatement", () => {
  const statement = { Effect: "Allow", Action: send.actions, Resource: send.resources };

  it.each<[string, Partial<NonNullable<FunctionArgs["permissions"]>[number]>, object]>([
    ["without an effect", {}, statement],
    ["that allows", { effect: "allow" }, statement],
    ["that denies", { effect: "deny" }, { ...statement, Effect: "Deny" }],
    ["without conditions", { conditions: [] }, statement],
    [
      "with a condition",
      { conditions: [{ test: "StringEquals", variable: "aws:a", values: ["x"] }] },
      { ...statement, Condition: { StringEquals: { "aws:a": ["x"] } } },
    ],
    [
      "with conditions on one key, which are one list",
      {
        conditions: [
          { test: "StringEquals", variable: "aws:a", values: ["x"] },
          { test: "StringEquals", variable: "aws:b", values: ["b"] },
          { test: "StringEquals", variable: "aws:a", values: ["y", "z"] },
          { test: "StringLike", variable: "aws:a", values: ["*"] },
        ],
      },
      {
        ...statement,
        Condition: { StringEquals: { "aws:a": ["x", "y", "z"], "aws:b": ["b"] }, StringLike: { "aws:a": ["*"] } },
      },
    ],
  ])("turns a permission %s into IAM's form", (_, more, expected) => {
    expect(policyStatement({ ...send, ...more })).toEqual(expected);
  });

  it("leaves the conditions it was given as they are", () => {
    const conditions = [
      { test: "StringEquals", variable: "aws:a", values: ["x"] },
      { test: "StringEquals", variable: "aws:a", values: ["y"] },
    ];
    policyStatement({ ...send, conditions });
    expect(conditions.map(({ values }) => values)).toEqual([["x"], ["y"]]);
  });
});

function policies(args: (stack: TerraformStack) => Partial<FunctionArgs>) {
  return synth((stack) => new aws.Function(stack, "Fn", { handler: "src/chat.handler", ...args(stack) })).all(
    IamRolePolicy,
  );
}

const ownLog =
  '{"Effect" = "Allow", "Action" = ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource" = ["${aws_cloudwatch_log_group.Fn_LogGroup_A99B0661.arn}:*"]}';
const policy = (...statements: readonly string[]) =>
  `\${jsonencode({"Version" = "2012-10-17", "Statement" = [${statements.join(", ")}]})}`;

describe("permissions", () => {
  it("are the function's own log alone by default, and no more than that", () => {
    expect(policies(() => ({}))).toEqual([
      { name: "inline", role: "${aws_iam_role.Fn_Role_3AFE901E.name}", policy: policy(ownLog) },
    ]);
  });

  it("come behind it in their order, with references and IAM's own variables", () => {
    const [made] = policies((stack) => ({
      permissions: [
        { actions: ["sqs:SendMessage"], resources: [new SqsQueue(stack, "Queue", {}).arn] },
        {
          effect: "deny",
          actions: ["s3:*"],
          resources: ["arn:aws:s3:::chat/${aws:username}/*"],
          conditions: [{ test: "StringEquals", variable: "aws:a", values: ['say "x"'] }],
        },
      ],
    }));
    expect(made?.policy).toBe(
      policy(
        ownLog,
        '{"Effect" = "Allow", "Action" = ["sqs:SendMessage"], "Resource" = [aws_sqs_queue.Queue.arn]}',
        '{"Effect" = "Deny", "Action" = ["s3:*"], "Resource" = ["arn:aws:s3:::chat/$${aws:username}/*"], "Condition" = {"StringEquals" = {"aws:a" = ["say \\"x\\""]}}}',
      ),
    );
  });

  it("name another log group by the function's own partition, region and account", () => {
    const [made] = policies(() => ({ logging: { logGroup: "/shared/chat" } }));
    const part = (index: number) => `\${element(split(":", aws_lambda_function.Fn_Function_17F35646.arn), ${index})}`;
    expect(made?.policy).toBe(
      policy(
        `{"Effect" = "Allow", "Action" = ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource" = ["arn:${part(1)}:logs:${part(3)}:${part(4)}:log-group:/shared/chat:*"]}`,
      ),
    );
  });

  it("are those given alone without a log", () => {
    const [made] = policies(() => ({ logging: false, permissions: [send] }));
    expect(made?.policy).toBe(
      policy(
        '{"Effect" = "Allow", "Action" = ["sqs:SendMessage"], "Resource" = ["arn:aws:sqs:eu-west-1:123456789012:jobs"]}',
      ),
    );
  });

  it("make no policy where there are none", () => {
    expect(policies(() => ({ logging: false }))).toHaveLength(0);
    expect(policies(() => ({ logging: false, permissions: [] }))).toHaveLength(0);
  });
});
