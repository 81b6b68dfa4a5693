import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs, type Link, Linkable, linkStatements } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { type Synthesized, synth } from "../support/synth";
import { applied, place, policyOf } from "./applied";
import { decide, type Policy, type Request } from "./iam";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";

// All requests of these tests: each of these actions on each of these resources.
const actions = [
  "execute-api:ManageConnections",
  "execute-api:Invoke",
  "execute-api:InvalidateCache",
  "apigateway:GET",
  "apigateway:DELETE",
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "logs:DeleteLogGroup",
  "s3:GetObject",
  "s3:PutObject",
  "s3:ListBucket",
  "dynamodb:PutItem",
  "ses:SendEmail",
  "lambda:InvokeFunction",
  "iam:PassRole",
  "sts:AssumeRole",
];

const executeApi = (api: string) => `arn:aws:execute-api:${place}:${api}`;
const connection = (api: string, method: string, stage = "$default") =>
  `${executeApi(api)}/${stage}/${method}/@connections/L0SM9cOFvHcCIhw=`;
const log = (name: string, stream = "2026/01/01/[$LATEST]1") =>
  `arn:aws:logs:${place}:log-group:${name}_LogGroup:log-stream:${stream}`;

const resources = [
  ...["myapi", "other"].flatMap((api) => [
    ...["POST", "GET", "DELETE"].map((method) => connection(api, method)),
    connection(api, "POST", "prod"),
    `${executeApi(api)}/$default/$connect`,
    `${executeApi(api)}/$default/chat`,
    `${executeApi(api)}/prod/chat`,
    executeApi(api),
  ]),
  "arn:aws:execute-api:us-east-1:123456789012:myapi/$default/POST/@connections/a",
  "arn:aws:execute-api:eu-west-1:999999999999:myapi/$default/POST/@connections/a",
  "arn:aws:apigateway:eu-west-1::/apis/myapi",
  log("Fn"),
  log("Other"),
  `arn:aws:logs:${place}:log-group:Fn_LogGroup2:log-stream:x`,
  "arn:aws:s3:::uploads",
  "arn:aws:s3:::uploads/a.txt",
  "arn:aws:s3:::uploads/secret/a.txt",
  "arn:aws:s3:::uploads2/a.txt",
  `arn:aws:dynamodb:${place}:table/uploads`,
  `arn:aws:ses:${place}:identity/example.com`,
  `arn:aws:lambda:${place}:function:Fn_Function`,
  "arn:aws:iam::123456789012:role/Fn",
];

/** Returns the requests that the policies allow. */
function allowedBy(policies: readonly Policy[], context: Request["context"] = {}): readonly string[] {
  const asked = actions.flatMap((action) => resources.map((resource) => ({ action, resource, context })));
  return asked
    .filter((request) => decide(policies, request) === "allowed")
    .map(({ action, resource }) => `${action} ${resource}`)
    .sort();
}

function policiesOf(build: (stack: TerraformStack) => Partial<FunctionArgs>): readonly Policy[] {
  return applied(made(build), "Fn").policies;
}

function made(build: (stack: TerraformStack) => Partial<FunctionArgs>): Synthesized {
  return synth((stack) => {
    new aws.Function(stack, "Fn", { handler, ...build(stack) });
  });
}

function api(stack: TerraformStack, id = "MyApi", args: ConstructorParameters<typeof aws.ApiGatewayWebSocket>[2] = {}) {
  const made = new aws.ApiGatewayWebSocket(stack, id, args);
  made.route("chat", "arn:aws:lambda:eu-west-1:123456789012:function:other");
  return made;
}

const ownLog = [`logs:CreateLogStream ${log("Fn")}`, `logs:PutLogEvents ${log("Fn")}`];
const manages = (name: string, stage?: string) =>
  ["POST", "GET", "DELETE"].map((method) => `execute-api:ManageConnections ${connection(name, method, stage)}`);

describe("the permissions of a function", () => {
  it("are its own log only, without links", () => {
    expect(allowedBy(policiesOf(() => ({})))).toEqual(ownLog);
  });

  it("are none without a log", () => {
    expect(allowedBy(policiesOf(() => ({ logging: false })))).toEqual([]);
  });

  it("include the connections of a linked API, of its own stage only", () => {
    const policies = policiesOf((stack) => {
      api(stack, "Other");
      return { link: [api(stack)] };
    });
    expect(allowedBy(policies)).toEqual([...manages("myapi"), ...ownLog].sort());
  });

  it("are the same for the handlers of the API's own routes", () => {
    const stack = synth((scope) => {
      const own = api(scope);
      own.route("linked", { handler, link: [own] });
      own.route("unlinked", handler);
    });
    const manage = { action: "execute-api:ManageConnections", resource: connection("myapi", "POST") };
    const invoke = { action: "execute-api:Invoke", resource: `${executeApi("myapi")}/$default/chat` };
    const asks = (route: string, request: Request) =>
      decide(applied(stack, `MyApi_Route${route}_Handler`).policies, request);
    expect([asks("linked", manage), asks("linked", invoke)]).toEqual(["allowed", "not allowed"]);
    expect([asks("unlinked", manage), asks("unlinked", invoke)]).toEqual(["not allowed", "not allowed"]);
  });

  it("use the stage name that a transform sets", () => {
    const transform = { stage: { name: "prod" } };
    const policies = policiesOf((stack) => ({ link: [api(stack, "MyApi", { transform })] }));
    expect(allowedBy(policies)).toEqual(
      [`execute-api:ManageConnections ${connection("myapi", "POST", "prod")}`, ...ownLog].sort(),
    );
  });

  it("include those of a Linkable, and a permission in the list", () => {
    const policies = policiesOf((stack) => ({
      link: [
        new Linkable(stack, "Uploads", {
          properties: {},
          include: [
            aws.permission({ actions: ["s3:Get*"], resources: [`${new S3Bucket(stack, "Bucket", {}).arn}/*`] }),
          ],
        }),
        aws.permission({ actions: ["s3:PutObject", "S3:listbucket"], resources: ["arn:aws:s3:::uploads"] }),
        aws.permission({ actions: ["ses:SendEmail"], resources: ["*"] }),
      ],
    }));
    const { Statement = [] } = policies[0] ?? {};
    expect(Statement.map(({ Resource }) => Resource)).toContainEqual(["arn:aws:s3:::bucket/*"]);
    expect(allowedBy(policies)).toEqual(
      [
        ...ownLog,
        "s3:PutObject arn:aws:s3:::uploads",
        "s3:ListBucket arn:aws:s3:::uploads",
        ...resources.map((resource) => `ses:SendEmail ${resource}`),
      ].sort(),
    );
    expect(decide(policies, { action: "s3:GetObject", resource: "arn:aws:s3:::bucket/a.txt" })).toBe("allowed");
    expect(decide(policies, { action: "s3:GetObject", resource: "arn:aws:s3:::bucket" })).toBe("not allowed");
  });

  it("exclude denied actions, whatever grants and denies them", () => {
    const deny = { effect: "deny", actions: ["s3:*"], resources: ["arn:aws:s3:::uploads/secret/*"] } as const;
    const allow = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::uploads/*"] };
    for (const args of [
      { link: [aws.permission(deny), aws.permission(allow)] },
      { link: [aws.permission(allow)], permissions: [deny] },
      { link: [aws.permission(deny)], permissions: [allow] },
      { permissions: [allow, deny] },
    ])
      expect(allowedBy(policiesOf(() => args))).toEqual([...ownLog, "s3:GetObject arn:aws:s3:::uploads/a.txt"]);
    const denied = policiesOf(() => ({ permissions: [allow, deny] }));
    expect(decide(denied, { action: "s3:GetObject", resource: "arn:aws:s3:::uploads/secret/a.txt" })).toBe("denied");
  });

  it("depend on the conditions of a permission, and on IAM variables", () => {
    const policies = policiesOf(() => ({
      link: [
        aws.permission({
          actions: ["s3:GetObject"],
          resources: ["arn:aws:s3:::${aws:PrincipalTag/bucket}/a.txt"],
          conditions: [
            { test: "StringEquals", variable: "aws:a", values: ["x"] },
            { test: "StringEquals", variable: "aws:a", values: ["y"] },
          ],
        }),
      ],
    }));
    const context = { "aws:PrincipalTag/bucket": "uploads" };
    const expected = "s3:GetObject arn:aws:s3:::uploads/a.txt";
    expect(allowedBy(policies, { ...context, "aws:a": "y" })).toEqual([...ownLog, expected]);
    expect(allowedBy(policies, { ...context, "aws:a": "z" })).toEqual(ownLog);
    expect(allowedBy(policies, { "aws:a": "y" })).toEqual(ownLog);
  });
});

describe("linkStatements", () => {
  const documentOf = (stack: Synthesized) => policyOf(stack.data(DataAwsIamPolicyDocument, "Policy"));

  it.each<[string, (stack: TerraformStack) => readonly Link[]]>([
    ["nothing", () => []],
    ["an API", (stack) => [api(stack)]],
    [
      "what a Linkable includes",
      (stack) => [
        new Linkable(stack, "Uploads", {
          properties: {},
          include: [
            aws.permission({ actions: ["s3:*"], resources: [new S3Bucket(stack, "Uploads2", {}).arn] }),
            aws.permission({ effect: "deny", actions: ["s3:PutObject"], resources: ["*"] }),
          ],
        }),
      ],
    ],
    ["permissions alone", () => [aws.permission({ actions: ["s3:*", "ses:*"], resources: ["arn:aws:s3:::uploads*"] })]],
    [
      "conditions",
      () => [
        aws.permission({
          actions: ["s3:GetObject"],
          resources: ["arn:aws:s3:::uploads/*"],
          conditions: [
            { test: "StringEquals", variable: "aws:a", values: ["x"] },
            { test: "StringEquals", variable: "aws:a", values: ["uploads"] },
          ],
        }),
      ],
    ],
    [
      "IAM's own variables",
      () => [
        aws.permission({
          actions: ["s3:GetObject"],
          resources: ["arn:aws:s3:::${aws:PrincipalTag/bucket}/*"],
          conditions: [{ test: "StringEquals", variable: "aws:a", values: ["${aws:PrincipalTag/bucket}"] }],
        }),
      ],
    ],
  ])("grant a raw function the same as a link does: %s", (_, links) => {
    const context = { "aws:PrincipalTag/bucket": "uploads", "aws:a": "uploads" };
    const linked = policiesOf((stack) => ({ logging: false, link: links(stack) }));
    const raw = synth((stack) => {
      new DataAwsIamPolicyDocument(stack, "Policy", { statement: linkStatements(links(stack)) });
    });
    expect(allowedBy([documentOf(raw)], context)).toEqual(allowedBy(linked, context));
    expect(documentOf(raw).Statement).toEqual(linked[0]?.Statement ?? []);
  });
});
