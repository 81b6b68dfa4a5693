import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn, Lazy, TerraformOutput, type TerraformStack } from "cdktf";
import { aws, type FunctionArgs } from "cdktf-apigateway-websocket";
import { decide, type Policy } from "../link/iam";
import { itLives } from "./life";

const handler = "src/default.handler";

// One after the other, or a resource that waits for too little may still find what it needs.
const variables = ["TF_CLI_ARGS_apply", "TF_CLI_ARGS_destroy"];
beforeAll(() => {
  for (const name of variables) process.env[name] = "-parallelism=1";
});
afterAll(() => {
  for (const name of variables) delete process.env[name];
});

function vpcOf(stack: TerraformStack): NonNullable<FunctionArgs["vpc"]> {
  const { id: vpcId } = new Vpc(stack, "Vpc", { cidrBlock: "10.0.0.0/16" });
  return {
    privateSubnets: [new Subnet(stack, "Subnet", { vpcId, cidrBlock: "10.0.0.0/24" })],
    securityGroups: [new SecurityGroup(stack, "Group", { name: "chat", vpcId })],
  };
}

const trust = (service: string) =>
  Fn.jsonencode({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
  });

const allowing = (Action: string, Resource: string) =>
  Fn.jsonencode({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });

const interfaces = ["Create", "Describe", "Delete"].map(
  (verb) => `ec2:${verb}NetworkInterface${verb === "Describe" ? "s" : ""}`,
);

describe("the role of a function", () => {
  itLives("in a VPC lets it start the state machine that calls it", { notes: ["wildcard-resource"] }, (life) => {
    life.apply((stack) => {
      const arn = Lazy.stringValue({ produce: () => machine.arn });
      const log = new CloudwatchLogGroup(stack, "Log", { name: "/shared" });
      const asking = { actions: ["states:StartExecution"], resources: [arn] };
      const linked = new aws.Function(stack, "Linked", {
        handler,
        vpc: vpcOf(stack),
        logging: { logGroup: log.name },
        permissions: [asking],
      });
      const managed = new IamPolicy(stack, "Managed", {
        name: "start",
        policy: allowing("states:StartExecution", arn),
      });
      const attached = new aws.Function(stack, "Attached", { handler, policies: [managed] });
      const machineRole = new IamRole(stack, "MachineRole", {
        name: "machine",
        assumeRolePolicy: trust("states.amazonaws.com"),
      });
      const task = (Resource: string, more: object) => ({ Type: "Task", Resource, ...more });
      const machine: SfnStateMachine = new SfnStateMachine(stack, "Machine", {
        name: "machine",
        roleArn: machineRole.arn,
        definition: Fn.jsonencode({
          StartAt: "A",
          States: { A: task(linked.arn, { Next: "B" }), B: task(attached.arn, { End: true }) },
        }),
      });
      for (const [id, value] of [
        ["policy", linked.nodes.policy?.policy],
        ["machine", machine.arn],
        ["log", log.arn],
      ] as const)
        new TerraformOutput(stack, id, { value, staticId: true });
    });
    const { policy, machine, log } = life.output();
    const policies = [JSON.parse(String(policy)) as Policy];
    const stream = `${log}:log-stream:2026/01/01/[$LATEST]1`;
    const asked = [
      ["states:StartExecution", machine],
      ["states:StartExecution", `${machine}2`],
      ["states:StopExecution", machine],
      ["logs:PutLogEvents", stream],
      ["logs:PutLogEvents", stream.replace("/shared", "/other")],
      ["logs:PutLogEvents", stream.replace("eu-west-1", "us-east-1")],
      ["logs:CreateLogGroup", stream],
    ].map(([action, resource]) => decide(policies, { action: String(action), resource: String(resource) }));
    const no = "not allowed";
    expect(asked).toEqual(["allowed", no, no, "allowed", no, no, no]);
  });

  itLives("may be given, and the function waits for what transform.function names", {}, (life) => {
    const build =
      (isGiven: boolean) =>
      (stack: TerraformStack): void => {
        const role = new IamRole(stack, "Given", { name: "given", assumeRolePolicy: trust("lambda.amazonaws.com") });
        const statement = [
          { effect: "Allow", actions: interfaces, resources: ["*"] },
          {
            effect: "Allow",
            actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
            resources: [Lazy.stringValue({ produce: (): string => `${fn.nodes.logGroup?.arn}:*` })],
          },
        ];
        const { json } = new DataAwsIamPolicyDocument(stack, "Document", { statement });
        const policy = new IamRolePolicy(stack, "Rights", { name: "rights", role: role.name, policy: json });
        const given = { role, transform: { function: { dependsOn: [policy] } } };
        const fn: aws.Function = new aws.Function(stack, "Fn", { handler, vpc: vpcOf(stack), ...(isGiven && given) });
      };
    const notes = ["wildcard-resource"];
    life.apply(build(false), { notes: ["wildcard-resource"] });
    expect(life.apply(build(true), { notes })).toEqual([
      "destroy aws_iam_role.Fn_Role",
      "destroy aws_iam_role_policy.Fn_CreationPolicy",
      "destroy aws_iam_role_policy.Fn_Policy",
      "update aws_lambda_function.Fn_Function",
    ]);
  });

  itLives("gets each managed policy by itself", {}, (life) => {
    const build =
      (...names: string[]) =>
      (stack: TerraformStack): void => {
        const policies = names.map((name) =>
          name === "own"
            ? new IamPolicy(stack, "Own", { name: "own", policy: allowing("sqs:SendMessage", "arn:aws:sqs:*:*:jobs") })
            : `arn:aws:iam::aws:policy/${name}`,
        );
        new aws.Function(stack, "Fn", { handler, policies });
      };
    const attachment = (name: string) =>
      `aws_iam_role_policy_attachment.Fn_PolicyAttachmentarnawsiamawspolicy2F${name}`;
    life.apply(build("AmazonS3ReadOnlyAccess", "own"));
    expect(life.apply(build("AmazonSSMReadOnlyAccess", "AmazonS3ReadOnlyAccess", "own"))).toEqual([
      `create ${attachment("AmazonSSMReadOnlyAccess")}`,
    ]);
    expect(life.apply(build("AmazonSSMReadOnlyAccess", "own"))).toEqual([
      `destroy ${attachment("AmazonS3ReadOnlyAccess")}`,
    ]);
  });

  itLives("has the defaults of its stack", { notes: ["no-connect", "no-connections-policy"] }, (life) => {
    const build =
      (permissionsBoundary?: string, path?: string) =>
      (stack: TerraformStack): void => {
        const api = new aws.ApiGatewayWebSocket(stack, "Api");
        api.route("$default", { handler, transform: { role: path ? { name: "moved" } : {} } });
        if (permissionsBoundary || path) aws.roleDefaults(api, { permissionsBoundary, path });
      };
    const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    life.apply(build());
    expect(life.apply(build(boundary))).toEqual(["update aws_iam_role.Api_Routedefault_Handler_Role"]);
    expect(life.apply(build(boundary, "/chat/"))).toEqual(
      expect.arrayContaining(["replace, new one first: aws_iam_role.Api_Routedefault_Handler_Role"]),
    );
  });
});
