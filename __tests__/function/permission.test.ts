import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Fn, Lazy, type TerraformStack } from "cdktf";
import { aws, type FunctionArgs, type Link, Linkable } from "../../lib";
import { permissionProblem } from "../../lib/link/permission";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const send = { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-west-1:123456789012:jobs"] };

function synthesized(args: (stack: TerraformStack) => Partial<FunctionArgs>) {
  return synth((stack) => new aws.Function(stack, "Fn", { handler: "src/chat.handler", ...args(stack) }));
}

const policies = (args: (stack: TerraformStack) => Partial<FunctionArgs>) => synthesized(args).all(IamRolePolicy);

/** The statements of the function's own policy. */
function statements(args: (stack: TerraformStack) => Partial<FunctionArgs>): unknown {
  return synthesized(args).data(DataAwsIamPolicyDocument, "Fn_PolicyDocument").statement;
}

const region = "us-east-1";

const ownLog = {
  effect: "Allow",
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: ["${aws_cloudwatch_log_group.Fn_LogGroup_A99B0661.arn}:*"],
};

describe("permissions", () => {
  const allow = { effect: "Allow", ...send };

  it.each<[string, Partial<NonNullable<FunctionArgs["permissions"]>[number]>, object]>([
    ["without an effect", {}, allow],
    ["that allows", { effect: "allow" }, allow],
    ["that denies", { effect: "deny" }, { ...allow, effect: "Deny" }],
    ["without conditions", { conditions: [] }, allow],
    [
      "with conditions, which the provider merges",
      {
        conditions: [
          { test: "StringEquals", variable: "aws:a", values: ["x"] },
          { test: "StringEquals", variable: "aws:a", values: ["y", "${aws:z}"] },
        ],
      },
      {
        ...allow,
        condition: [
          { test: "StringEquals", variable: "aws:a", values: ["x"] },
          { test: "StringEquals", variable: "aws:a", values: ["y", "$${aws:z}"] },
        ],
      },
    ],
  ])("make a statement of one %s", (_, more, expected) => {
    expect(statements(() => ({ logging: false, permissions: [{ ...send, ...more }] }))).toEqual([expected]);
  });

  it("are only the function's own log by default", () => {
    expect(policies(() => ({}))).toEqual([
      {
        name: "inline",
        role: "${aws_iam_role.Fn_Role_3AFE901E.name}",
        policy: "${data.aws_iam_policy_document.Fn_PolicyDocument_02C60D78.json}",
      },
    ]);
    expect(statements(() => ({}))).toEqual([ownLog]);
  });

  it("follow the log's in their order, with references and IAM variables", () => {
    const given = statements((stack) => ({
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
    expect(given).toEqual([
      ownLog,
      { effect: "Allow", actions: ["sqs:SendMessage"], resources: ["${aws_sqs_queue.Queue.arn}"] },
      {
        effect: "Deny",
        actions: ["s3:*"],
        resources: ["arn:aws:s3:::chat/$${aws:username}/*"],
        condition: [{ test: "StringEquals", variable: "aws:a", values: ['${"say \\"x\\""}'] }],
      },
    ]);
  });

  it("are literal also where a text is known only at synthesis", () => {
    const resource = "arn:aws:s3:::chat/${aws:username}/*";
    const lists = [
      [Lazy.stringValue({ produce: () => resource })],
      [`a${Lazy.stringValue({ produce: () => resource })}`],
      Lazy.listValue({ produce: () => [resource] }),
    ];
    const permissions = lists.map((resources) => ({ actions: ["s3:*"], resources }));
    const given = statements(() => ({ logging: false, permissions })) as readonly { resources: unknown }[];
    const literal = "arn:aws:s3:::chat/$${aws:username}/*";
    expect(given.map(({ resources }) => resources)).toEqual([[literal], [`a${literal}`], [literal]]);
  });

  describe("name another log group by partition, region and account", () => {
    const logging = { logGroup: "/shared/chat" };
    const own = { handler: "src/chat.handler", logging };
    const part = (kind: string, attribute: string, name = "AwsLocation") =>
      expect.stringMatching(new RegExp(`^\\$\\{data\\.aws_${kind}\\.${name}_\\w+\\.${attribute}\\}$`));

    /** The parts of the ARN of the log group of a function. */
    function parts(build: (stack: TerraformStack) => void, name = "Fn"): readonly string[] {
      const [statement] = synth(build).data(DataAwsIamPolicyDocument, `${name}_PolicyDocument`).statement as [
        { readonly resources: readonly [string] },
      ];
      return statement.resources[0].split(":");
    }

    const partition = part("partition", "partition");
    const account = part("caller_identity", "account_id");
    const rest = ["log-group", "/shared/chat", "*"];

    it("of the provider, and not of the function's ARN", () => {
      const region = part("region", "region");
      expect(parts((stack) => new aws.Function(stack, "Fn", own))).toEqual([
        ...["arn", partition, "logs", region, account],
        ...rest,
      ]);
    });

    it("of the provider's alias", () => {
      const build = (stack: TerraformStack) => {
        const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
        for (const id of ["Near", "Also"]) new aws.Function(stack, id, own);
        for (const id of ["Far", "Beyond"]) new aws.Function(stack, id, own, { provider });
      };
      const region = part("region", "region", "AwsLocationtokyo");
      expect(parts(build, "Beyond")[3]).toEqual(region);
      const providers = Object.values(synth(build).dataByAddress(DataAwsRegion)).map(({ provider }) => provider);
      expect(providers.sort()).toEqual(["aws.tokyo", undefined]);
    });

    it.each<[string, (stack: TerraformStack) => void, string]>([
      [
        "of a transform",
        (stack) => new aws.Function(stack, "Fn", { ...own, transform: { function: { region } } }),
        "Fn",
      ],
      [
        "of the API",
        (stack) => {
          const api = new aws.ApiGatewayWebSocket(stack, "Api", { transform: { api: { region } } });
          api.route("$default", own);
        },
        "Api_Routedefault_Handler",
      ],
    ])("with the region %s", (_, build, name) => {
      expect(parts(build, name)).toEqual(["arn", partition, "logs", region, account, ...rest]);
    });
  });

  it("do not depend on what the function depends on, so that a plan can read them", () => {
    const json = synth((stack) => {
      const dependsOn = [new SqsQueue(stack, "Queue", {})];
      new aws.Function(stack, "Fn", { handler: "src/chat.handler" }, { dependsOn });
    });
    expect(json.data(DataAwsIamPolicyDocument, "Fn_PolicyDocument")).not.toHaveProperty("depends_on");
  });

  it("create no policy if there are none", () => {
    expect(policies(() => ({ logging: false }))).toHaveLength(0);
    expect(policies(() => ({ logging: false, permissions: [] }))).toHaveLength(0);
  });

  const wrong: readonly [string, object, string][] = [
    ["an effect in IAM's spelling, which would allow", { ...send, effect: "Deny" }, 'got "Deny". Write effect: "deny"'],
    ["an effect in IAM's spelling", { ...send, effect: "Allow" }, 'got "Allow". Write'],
    ["an effect that is null", { ...send, effect: null }, "got null. Write"],
    ["an effect that is empty", { ...send, effect: "" }, 'got "". Write'],
    [
      "a variable of IAM in Terraform's form",
      { ...send, resources: ["arn:aws:s3:::chat/&{aws:username}"] },
      'got "arn:aws:s3:::chat/&{aws:username}". Write it as IAM does: "arn:aws:s3:::chat/${aws:username}".',
    ],
    ...[
      "s3",
      "s3:",
      ":GetObject",
      "s3.GetObject",
      "S3 GetObject",
      "s3:Get Object",
      "*:*",
      "s3::GetObject",
      "**",
      " ",
    ].map((action): [string, object, string] => [
      `the action ${JSON.stringify(action)}`,
      { ...send, actions: ["sqs:SendMessage", action] },
      `takes actions as "service:Action", or "*" for all; got ${JSON.stringify(action)}. Write it in IAM's form, such as "s3:GetObject"`,
    ]),
    ["an effect that is a boolean", { ...send, effect: true }, "got true. Write"],
    ...(["actions", "resources"] as const).flatMap((list): [string, object, string][] =>
      [undefined, null, [], [""], ["a", ""], [undefined], ["a", undefined], [null], [1], "*", {}].map((value) => [
        `${list} of ${JSON.stringify(value)}`,
        { ...send, [list]: value },
        `needs "${list}" as a list of one or more non-empty strings; got ${JSON.stringify(value)}.`,
      ]),
    ),
  ];

  it.each<[string, object]>([
    ["without an effect", send],
    ["with an undefined effect", { ...send, effect: undefined }],
    ["that allow", { ...send, effect: "allow" }],
    ["that deny", { ...send, effect: "deny" }],
    ...["*", "s3:*", "s3:Get*", "s3:Get?bject", "S3:getobject", "execute-api:ManageConnections", "rds-db:connect"].map(
      (action): [string, object] => [`with the action ${action}`, { ...send, actions: [action] }],
    ),
    ["with an action known only after apply", { ...send, actions: [Fn.join(":", ["s3", "${var.action}"])] }],
    ["with an action of a known service", { ...send, actions: [`s3:${Fn.trimspace("${var.action}")}`] }],
    ["with actions known only after apply", { ...send, actions: Fn.split(",", "${var.actions}") }],
    ["with a list known only after apply", { ...send, resources: Fn.split(",", "${var.arns}") }],
    ["with a list that cdktf resolves", { ...send, resources: Lazy.anyValue({ produce: () => ["*"] }) }],
    ["with an entry known only after apply", { ...send, resources: [Fn.join(":", ["arn", "${var.rest}"])] }],
  ])("can be those %s", (_, permission) => {
    expect(permissionProblem("permissions", permission as never)).toBeUndefined();
    expect(() => policies(() => ({ permissions: [permission as never] }))).not.toThrow();
  });

  describe("rejects", () => {
    const problem = (args: (stack: TerraformStack) => object) =>
      refused((stack) => new aws.Function(stack, "Fn", { handler: "src/chat.handler", ...args(stack) })).message;

    it.each(wrong)("%s", (_, permission, part) => {
      const message = problem(() => ({ permissions: [send, permission] }));
      expect(message).toMatch(/^"permissions" .+ \(Function "Fn" at chat-dev\/Fn\)$/);
      expect(message).toContain(part);
    });

    it.each(wrong)("in a link, %s", (_, permission, part) => {
      const message = problem(() => ({ link: [aws.permission(permission as never)] }));
      expect(message).toMatch(/^"link" .+ \(Function "Fn" at chat-dev\/Fn\)$/);
      expect(message).toContain(part);
    });

    it.each(wrong)("in what a link includes, %s", (_, permission, part) => {
      const message = problem((stack) => {
        const include = [aws.permission(permission as never)];
        return { link: [new Linkable(stack, "Jobs", { properties: {}, include })] };
      });
      expect(message).toMatch(/^"link" .+ \(Function "Fn" at chat-dev\/Fn\)$/);
      expect(message).toContain(part);
    });

    it.each<[string, (link: Linkable) => unknown]>([
      ["a resource", (link) => link],
      ["a text", () => "Jobs"],
      ["an object", () => ({})],
    ])("%s instead of a link list", (_, link) => {
      const message = problem((stack) => ({
        link: link(new Linkable(stack, "Jobs", { properties: {} })) as readonly Link[],
      }));
      expect(message).toMatch(/^"link" has to be a list; got .+\. Put it in brackets: \[ … \]\. \(Function "Fn"/);
    });
  });
});

describe("a permission's conditions", () => {
  const ask = { actions: ["s3:GetObject"], resources: ["*"] };

  it.each<[string, object]>([
    [
      "under a misspelt name",
      { ...ask, condition: [{ test: "StringEquals", variable: "aws:SourceArn", values: ["x"] }] },
    ],
    ["that are not a list", { ...ask, conditions: {} }],
    ["without values", { ...ask, conditions: [{ test: "StringEquals", variable: "aws:SourceArn" }] }],
    [
      "with a misspelt field",
      { ...ask, conditions: [{ test: "StringEquals", variable: "a:b", values: ["x"], value: "y" }] },
    ],
  ])("are rejected %s, because the statement would apply without conditions", (_, given) => {
    expect(permissionProblem("permissions", given)).toMatch(/conditions?"/);
  });

  it("are accepted if they are complete", () => {
    const conditions = [{ test: "StringEquals", variable: "aws:SourceArn", values: ["x"] }];
    expect(permissionProblem("permissions", { ...ask, conditions })).toBeUndefined();
  });
});
