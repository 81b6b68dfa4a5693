import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { allowed, type Call, everyCall } from "./rights";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const own = "eu-west-1:123456789012";
const queue = `arn:aws:sqs:${own}:failed`;
const topic = `arn:aws:sns:${own}:failed`;
const key = `arn:aws:kms:${own}:key/11111111-2222-3333-4444-555555555555`;
const accessPoint = `arn:aws:elasticfilesystem:${own}:access-point/fsap-0a1b2c3d4e5f67890`;
const fileSystem = `arn:aws:elasticfilesystem:${own}:file-system/fs-0a1b2c3d4e5f67890`;
const card = `arn:aws:ec2:${own}:network-interface/eni-0a1b2c3d4e5f67890`;
const vpc = { privateSubnets: ["subnet-a"], securityGroups: ["sg-a"] };

const network = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const traces = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
const others = [
  "ec2:AttachNetworkInterface",
  "ec2:RunInstances",
  "elasticfilesystem:ClientMount",
  "elasticfilesystem:ClientWrite",
  "elasticfilesystem:ClientRootAccess",
  "elasticfilesystem:DeleteFileSystem",
  "iam:PassRole",
  "kms:CreateGrant",
  "kms:Decrypt",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "lambda:InvokeFunction",
  "logs:PutLogEvents",
  "sns:Publish",
  "sns:Subscribe",
  "sqs:DeleteMessage",
  "sqs:ReceiveMessage",
  "sqs:SendMessage",
  "xray:GetTraceSummaries",
];
const resources = [queue, `${queue}-2`, topic, `${topic}-2`, key, `${key.slice(0, -1)}6`, fileSystem, card];

const asked: readonly Call[] = everyCall([...network, ...traces, ...others], resources);

/** Returns which of many calls a function with these arguments may make. */
const may = (args: Partial<FunctionArgs>, calls = asked) =>
  allowed(
    synth((stack) => new aws.Function(stack, "Fn", { handler: "src/chat.handler", logging: false, ...args })),
    calls,
  );

describe("the role of a function", () => {
  it.each<[string, Partial<FunctionArgs>, readonly Call[]]>([
    ["nothing without arguments", {}, []],
    ["network interfaces with vpc", { vpc }, everyCall(network, resources)],
    ["sending to the queue of deadLetter", { deadLetter: queue }, everyCall(["sqs:SendMessage"], [queue])],
    ["publishing to the topic of deadLetter", { deadLetter: topic }, everyCall(["sns:Publish"], [topic])],
    ["decrypting with kmsKey", { kmsKey: key }, everyCall(["kms:Decrypt"], [key])],
    ["nothing for the key of its log", { logging: { kmsKey: key, format: "json" } }, []],
    ["sending traces with tracing", { tracing: "active" }, everyCall(traces, resources)],
    ["nothing for retries and codeSigning", { retries: 0, codeSigning: signing() }, []],
  ])("may do %s, and nothing else", (_, args, expected) => {
    expect(may(args)).toEqual(expected);
  });

  describe("with a volume", () => {
    const client = ["ClientMount", "ClientWrite", "ClientRootAccess"].map((name) => `elasticfilesystem:${name}`);
    const through = (point: string, system = fileSystem) =>
      everyCall(client, [system]).map((call) => ({
        ...call,
        keys: { "elasticfilesystem:AccessPointArn": point },
      }));
    const files = { vpc, volume: { efs: accessPoint } };

    it("may read and write through its access point", () => {
      expect(may(files, through(accessPoint)).map(({ action }) => action)).toEqual([
        "elasticfilesystem:ClientMount",
        "elasticfilesystem:ClientWrite",
      ]);
    });

    it.each([
      ["another access point", through(`${accessPoint}1`)],
      ["no access point", everyCall(client, [fileSystem])],
      ["a file system of another account", through(accessPoint, fileSystem.replace("123456789012", "999999999999"))],
    ])("may not use %s", (_, calls) => {
      expect(may(files, calls)).toEqual([]);
    });

    it("may do nothing else beside what vpc needs", () => {
      expect(may(files)).toEqual(everyCall(network, resources));
    });
  });
});

function signing(): string {
  return `arn:aws:lambda:${own}:code-signing-config:csc-0a1b2c3d4e5f67890`;
}
