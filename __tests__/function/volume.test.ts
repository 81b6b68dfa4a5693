import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { TerraformStack } from "cdktf";
import { aws } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const vpc = { privateSubnets: ["subnet-a"], securityGroups: ["sg-a"] };
const arn = "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0a1b2c3d4e5f67890";

const accessPoint = (stack: TerraformStack) => new EfsAccessPoint(stack, "Point", { fileSystemId: "fs-a" });
const refusal = (args: object) => refused((stack) => new aws.Function(stack, "Fn", { handler, ...args })).message;

/** The statement of the function's policy for its creation that is about files. */
function fileStatement(efs: (stack: TerraformStack) => string | EfsAccessPoint) {
  const made = synth((stack) => new aws.Function(stack, "Fn", { handler, vpc, volume: { efs: efs(stack) } }));
  const { statement } = made.data(DataAwsIamPolicyDocument, "Fn_CreationPolicyDocument");
  return (statement as readonly { readonly actions: readonly string[] }[]).find(({ actions }) =>
    actions.includes("elasticfilesystem:ClientMount"),
  );
}

const statement = (point: string, fileSystem: string) => ({
  effect: "Allow",
  actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
  resources: [fileSystem],
  condition: [{ test: "StringEquals", variable: "elasticfilesystem:AccessPointArn", values: [point] }],
});

describe("volume", () => {
  it("mounts the file system at /mnt/efs", () => {
    const made = synth((stack) => new aws.Function(stack, "Fn", { handler, vpc, volume: { efs: arn } }));
    expect(made.one(LambdaFunction).file_system_config).toEqual({ arn, local_mount_path: "/mnt/efs" });
  });

  it("mounts it at another path", () => {
    const volume = { efs: arn, path: "/mnt/files" };
    const made = synth((stack) => new aws.Function(stack, "Fn", { handler, vpc, volume }));
    expect(made.one(LambdaFunction).file_system_config).toEqual({ arn, local_mount_path: "/mnt/files" });
  });

  it("takes the provider's resource, and restricts the rights to its file system", () => {
    expect(fileStatement(accessPoint)).toEqual(
      statement("${aws_efs_access_point.Point.arn}", "${aws_efs_access_point.Point.file_system_arn}"),
    );
  });

  it("restricts the rights to the access point where the file system is not known", () => {
    expect(fileStatement(() => arn)).toEqual(
      statement(arn, "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/*"),
    );
    expect(fileStatement((stack) => accessPoint(stack).arn)).toEqual(
      statement("${aws_efs_access_point.Point.arn}", "*"),
    );
    expect(fileStatement(() => "${var.point}")).toEqual(statement("${var.point}", "*"));
  });

  it("waits for the rights and for the mount targets, and for no other right", () => {
    const made = synth((stack) => {
      const { id: fileSystemId } = new EfsFileSystem(stack, "Files");
      const target = new EfsMountTarget(stack, "Target", { fileSystemId, subnetId: "subnet-a" });
      new aws.Function(stack, "Fn", { handler, vpc, volume: { efs: arn } }, { dependsOn: [target] });
    });
    expect(made.one(LambdaFunction).depends_on).toEqual([
      "aws_efs_mount_target.Target",
      expect.stringMatching(/^aws_iam_role_policy\.Fn_CreationPolicy_[0-9A-F]{8}$/),
    ]);
  });

  it.each<[string, object, string]>([
    ["no vpc", { volume: { efs: arn } }, '"volume" needs "vpc"'],
    ["no access point", { vpc, volume: {} }, '"volume.efs" takes the ARN of an aws_efs_access_point'],
    ["an empty ARN", { vpc, volume: { efs: "" } }, '"volume.efs" takes the ARN of an aws_efs_access_point'],
    ["a component of SST", { vpc, volume: { efs: { nodes: {} } } }, "Write efs: new EfsAccessPoint(this, "],
    [
      "the ARN of a file system",
      { vpc, volume: { efs: arn.replace("access-point/fsap", "file-system/fs") } },
      "[lambda-volume-efs]",
    ],
    [
      "a path outside of /mnt",
      { vpc, volume: { efs: arn, path: "/efs" } },
      '"volume.path" has to be "/mnt/" and one name',
    ],
    ["a misspelt name", { vpc, volume: { efs: arn, paht: "/mnt/a" } }, 'Did you mean "path"?'],
    ["an ARN alone", { vpc, volume: arn }, '"volume" has to be an object'],
  ])("rejects %s", (_, args, text) => {
    expect(refusal(args)).toContain(text);
  });

  it("rejects a file system, and names the access point to write", () => {
    const { message } = refused((stack) => {
      const efs = new EfsFileSystem(stack, "Files") as never;
      new aws.Function(stack, "Fn", { handler, vpc, volume: { efs } });
    });
    expect(message).toContain('"volume.efs" takes an EFS access point; got the EfsFileSystem "Files".');
  });
});
