import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { refused, warningsOf } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const vpc = { privateSubnets: ["subnet-a", "subnet-b"], securityGroups: ["sg-a"] };

/** The synthesized function whose arguments `make` returns. */
function made(make: (stack: TerraformStack) => Partial<FunctionArgs>) {
  return synth((stack) => new aws.Function(stack, "Fn", { handler, ...make(stack) }));
}

const refusal = (args: object) => refused((stack) => new aws.Function(stack, "Fn", { handler, ...args })).message;

describe("a function in a VPC", () => {
  it("has the subnets and the security groups", () => {
    expect(made(() => ({ vpc })).one(LambdaFunction).vpc_config).toEqual({
      subnet_ids: ["subnet-a", "subnet-b"],
      security_group_ids: ["sg-a"],
    });
  });

  it("takes the provider's resources", () => {
    const stack = made((scope) => ({
      vpc: {
        privateSubnets: [new Subnet(scope, "Subnet", { vpcId: "vpc-a" })],
        securityGroups: [new SecurityGroup(scope, "Group", { name: "chat" })],
      },
    }));
    expect(stack.one(LambdaFunction).vpc_config).toEqual({
      subnet_ids: ["${aws_subnet.Subnet.id}"],
      security_group_ids: ["${aws_security_group.Group.id}"],
    });
  });

  it("waits for the rights to create network interfaces, and for no other right", () => {
    const stack = made((scope) => {
      const machine = new SfnStateMachine(scope, "Machine", { definition: "{}", roleArn: "role" });
      return { vpc, permissions: [{ actions: ["states:StartExecution"], resources: [machine.arn] }] };
    });
    const [creation] = Object.entries(stack.byAddress(IamRolePolicy)).filter(([, { name }]) => name === "creation");
    expect(stack.one(LambdaFunction).depends_on).toEqual([`aws_iam_role_policy.${creation?.[0]}`]);
    expect(stack.data(DataAwsIamPolicyDocument, "Fn_CreationPolicyDocument").statement).toEqual([
      {
        effect: "Allow",
        actions: [
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses",
        ],
        resources: ["*"],
      },
    ]);
  });

  it("has no policy for its creation without a VPC", () => {
    const stack = made(() => ({}));
    expect(stack.all(IamRolePolicy).map(({ name }) => name)).toEqual(["inline"]);
    expect(stack.one(LambdaFunction).depends_on).toBeUndefined();
  });

  it("is warned of where it is linked to an API, which it may not reach", () => {
    const stack = testStack();
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    const route = api.route("$default", { handler, vpc, link: [api] });
    api.route("free", { handler, vpc });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('a way to the service "execute-api"')]);
    expect(warningsOf(route)).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    ["a VPC", {}, '"vpc.privateSubnets" has to be a list of one or more ids; got undefined.'],
    ["no subnets", { ...vpc, privateSubnets: [] }, '"vpc.privateSubnets" has to be a list of one or more ids; got [].'],
    ["one subnet", { ...vpc, privateSubnets: "subnet-a" }, 'got "subnet-a". Write ["subnet-0a1b2c3d4e5f67890"].'],
    ["an empty id", { ...vpc, securityGroups: [""] }, '"vpc.securityGroups" takes the id of an aws_security_group'],
    ["SST's old name", { subnets: ["subnet-a"] }, "Write privateSubnets: [ … ]."],
    ["a misspelt name", { ...vpc, securityGroup: [] }, 'Did you mean "securityGroups"?'],
  ])("rejects %s", (_, given, text) => {
    expect(refusal({ vpc: given })).toContain(text);
  });

  it("rejects a resource of another type", () => {
    const error = refused((stack) => {
      const group = new SecurityGroup(stack, "Group", { name: "chat" });
      new aws.Function(stack, "Fn", { handler, vpc: { ...vpc, privateSubnets: [group as never] } });
    });
    expect(error.message).toContain('"vpc.privateSubnets" takes the id of an aws_subnet, or the resource itself');
  });
});

describe("layers and tags", () => {
  const arn = "arn:aws:lambda:eu-west-1:123456789012:layer:tools:1";

  it("are those of the function", () => {
    const stack = made((scope) => ({
      layers: [arn, new LambdaLayerVersion(scope, "Layer", { layerName: "own", filename: "layer.zip" })],
      tags: { team: "chat" },
    }));
    const { layers, tags } = stack.one(LambdaFunction);
    expect(layers).toEqual([arn, "${aws_lambda_layer_version.Layer.arn}"]);
    expect(tags).toEqual({ team: "chat" });
  });

  it.each<[unknown, string]>([
    [arn, '"layers" has to be a list'],
    [Array(6).fill(arn), '"layers" takes at most 5 layers; got 6.'],
    [[1], '"layers" takes the ARN of an aws_lambda_layer_version, or the resource itself; got 1.'],
  ])("reject %j", (layers, text) => {
    expect(refusal({ layers })).toContain(text);
  });
});
