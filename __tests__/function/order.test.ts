import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Fn, Lazy, type TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "../../lib";
import { cycleIn } from "../link/reference-cycle";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const vpc = { privateSubnets: ["subnet-a"], securityGroups: ["sg-a"] };

/** A function with what `args` makes of the ARN of a state machine that calls the function. */
function called(args: (machine: string, stack: TerraformStack) => Partial<FunctionArgs>) {
  return synth((stack) => {
    const arn = Lazy.stringValue({ produce: () => machine.arn });
    const log = new CloudwatchLogGroup(stack, "Log", { name: "/shared" });
    const logging = { logGroup: log.name };
    const fn = new aws.Function(stack, "Fn", { handler, vpc, logging, ...args(arn, stack) });
    const machine: SfnStateMachine = new SfnStateMachine(stack, "Machine", { roleArn: "r", definition: fn.arn });
  });
}

const start = (resource: string) => ({ actions: ["states:StartExecution"], resources: [resource] });

describe("a function in a VPC with a shared log", () => {
  it.each<[string, (machine: string, stack: TerraformStack) => Partial<FunctionArgs>]>([
    ["by a permission", (machine) => ({ permissions: [start(machine)] })],
    ["by a link", (machine) => ({ link: [aws.permission(start(machine))] })],
    [
      "by a managed policy",
      (machine, stack) => ({ policies: [new IamPolicy(stack, "Policy", { policy: Fn.jsonencode(start(machine)) })] }),
    ],
  ])("makes no cycle if it may start what calls it: %s", (_, args) => {
    const stack = called(args);
    expect(JSON.stringify(stack.json)).toContain("aws_sfn_state_machine.Machine.arn");
    expect(cycleIn(stack.json)).toBeUndefined();
  });

  it("would make one if it waited for its permissions, which this test detects", () => {
    const { json } = called((machine) => ({ permissions: [start(machine)] }));
    const [name = ""] = Object.keys(json.resource?.aws_lambda_function ?? {});
    const policy = Object.keys(json.resource?.aws_iam_role_policy ?? {}).find((each) => each.startsWith("Fn_Policy"));
    const waiting = { ...json.resource?.aws_lambda_function?.[name], depends_on: [`aws_iam_role_policy.${policy}`] };
    const resource = { ...json.resource, aws_lambda_function: { [name]: waiting } };
    expect(cycleIn({ ...json, resource })).toContain(`aws_lambda_function.${name}`);
  });

  it("waits for the policy of its creation, to which nothing else in the stack leads", () => {
    const stack = called((machine) => ({ permissions: [start(machine)] }));
    const [[address, policy] = []] = Object.entries(stack.byAddress(IamRolePolicy)).filter(
      ([, { name }]) => name === "creation",
    );
    expect(stack.one(LambdaFunction).depends_on).toEqual([`aws_iam_role_policy.${address}`]);
    expect(JSON.stringify(policy)).not.toContain("aws_lambda_function");
  });

  it("is named by no policy", () => {
    const { json } = synth((stack) => {
      new aws.Function(stack, "Fn", { handler, vpc, logging: { logGroup: "/shared" } });
    });
    const { aws_iam_role_policy, aws_iam_role } = json.resource ?? {};
    expect(JSON.stringify([aws_iam_role_policy, aws_iam_role, json.data, json.locals])).not.toContain(
      "aws_lambda_function",
    );
  });
});
