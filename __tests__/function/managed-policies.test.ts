import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Fn, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { aws, type FunctionArgs, type ManagedPolicy } from "../../lib";
import { resolveValue } from "../../lib/terraform/tokens";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { refused, warningsOf } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const policy = (stack: TerraformStack, id: string) => new IamPolicy(stack, id, { policy: "{}" });

type Policies = (stack: TerraformStack) => readonly ManagedPolicy[];

const made = (policies: Policies) =>
  synth((stack) => new aws.Function(stack, "Fn", { handler, policies: policies(stack) }));

const refusal = (policies: unknown) =>
  refused((stack) => new aws.Function(stack, "Fn", { handler, policies } as FunctionArgs)).message;

describe("policies", () => {
  it("are attached to the function's role, one by one", () => {
    const stack = made((scope) => [managed("AmazonS3ReadOnlyAccess"), policy(scope, "Own")]);
    const role = expect.stringMatching(/^\$\{aws_iam_role\.Fn_Role_\w+\.name\}$/);
    expect(stack.all(IamRolePolicyAttachment)).toEqual([
      { role, policy_arn: "${aws_iam_policy.Own.arn}" },
      { role, policy_arn: managed("AmazonS3ReadOnlyAccess") },
    ]);
  });

  it("are in the nodes in their order", () => {
    const stack = testStack();
    const policies = [managed("B"), policy(stack, "Own"), managed("A")];
    const { nodes } = new aws.Function(stack, "Fn", { handler, policies });
    const arns = nodes.policyAttachments.map(({ policyArnInput }) => resolveValue(stack, policyArnInput));
    expect(arns).toEqual([managed("B"), "${aws_iam_policy.Own.arn}", managed("A")]);
    expect(new aws.Function(stack, "Plain", { handler }).nodes.policyAttachments).toEqual([]);
  });

  it("keep their Terraform addresses when others are added or removed before them", () => {
    const addresses = (policies: Policies) =>
      Object.entries(made(policies).byAddress(IamRolePolicyAttachment)).map(
        ([address, { policy_arn }]) => `${address} ${policy_arn}`,
      );
    const all: Policies = (stack) => [
      managed("A"),
      policy(stack, "Own"),
      policy(stack, "Other"),
      new TerraformVariable(stack, "arn", {}).stringValue,
      managed("service-role/A"),
    ];
    const before = addresses(all);
    expect(before).toHaveLength(5);
    for (const left of [0, 1, 2, 3, 4])
      expect(before).toEqual(
        expect.arrayContaining(addresses((stack) => all(stack).filter((_, index) => index !== left))),
      );
    expect(addresses((stack) => [...all(stack)].reverse())).toEqual(before);
  });

  it("are attached once where the list repeats them", () => {
    const stack = made((scope) => {
      const own = policy(scope, "Own");
      return [managed("A"), own, own.arn, managed("A"), Token.asString(own.arn)];
    });
    expect(stack.all(IamRolePolicyAttachment)).toHaveLength(2);
  });

  it("do not delay the function, because such a policy may name it", () => {
    const stack = made((scope) => [policy(scope, "Own")]);
    expect(stack.one(LambdaFunction)).not.toHaveProperty("depends_on");
  });

  it("have the provider and the dependencies of the function", () => {
    const stack = synth((scope) => {
      const dependsOn = [new SqsQueue(scope, "Queue", {})];
      new aws.Function(scope, "Fn", { handler, policies: [managed("A")] }, { dependsOn });
    });
    expect(stack.one(IamRolePolicyAttachment).depends_on).toEqual(["aws_sqs_queue.Queue"]);
  });

  it.each<[string, (stack: TerraformStack, args: FunctionArgs) => void]>([
    [
      "a route",
      (stack, args) => new aws.ApiGatewayWebSocket(stack, "Api", { accessLog: false }).route("$default", args),
    ],
    [
      "all routes",
      (stack, { policies }) =>
        new aws.ApiGatewayWebSocket(stack, "Api", {
          accessLog: false,
          transform: { route: { handler: { policies } } },
        }).route("$default", handler),
    ],
    [
      "an authorizer",
      (stack, args) => {
        const api = new aws.ApiGatewayWebSocket(stack, "Api", { accessLog: false });
        const { id } = api.addAuthorizer("users", { lambda: { function: args } });
        api.route("$connect", "arn:aws:lambda:eu-west-1:123456789012:function:given", { auth: { lambda: id } });
      },
    ],
  ])("are taken by %s", (_, build) => {
    const stack = synth((scope) => build(scope, { handler, policies: [managed("A")] }));
    expect(stack.one(IamRolePolicyAttachment).policy_arn).toBe(managed("A"));
  });

  it("are warned of where AWS attaches so many only after it raised a quota", () => {
    const stack = testStack();
    const policies = (count: number) => [...Array(count).keys()].map((index) => managed(`P${index}`));
    new aws.Function(stack, "Ten", { handler, policies: policies(10) });
    expect(warningsOf(stack)).toEqual([]);
    new aws.Function(stack, "Eleven", { handler, policies: policies(11) });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('"policies" contains 11 policies')]);
  });

  it.each<[string, unknown, string]>([
    ["one policy", managed("A"), `"policies" has to be a list; got "${managed("A")}". Put it in brackets: [`],
    [
      "a name",
      ["ReadOnly"],
      '"policies" takes the ARNs of managed policies; got "ReadOnly". Write the ARN of a policy',
    ],
    ["the ARN of a role", ["arn:aws:iam::123456789012:role/x"], "[iam-policy-arn]"],
    ["an empty text", [""], '"policies" takes the ARN of an aws_iam_policy, or the resource itself; got "".'],
    ["a policy document", [{ Version: "2012-10-17" }], '"policies" takes the ARN of an aws_iam_policy'],
    ["an undefined entry", [undefined], '"policies" takes the ARN of an aws_iam_policy'],
    ["a list known only after apply", Fn.split(",", "${var.arns}"), "Write each policy as an entry: [first, second]."],
  ])("reject %s", (_, policies, text) => {
    expect(refusal(policies)).toContain(text);
  });

  it("reject a resource of another type", () => {
    const error = refused((stack) => {
      new aws.Function(stack, "Fn", { handler, policies: [new SqsQueue(stack, "Queue", {}) as never] });
    });
    expect(error.message).toContain('or the resource itself; got the SqsQueue "Queue".');
  });
});
