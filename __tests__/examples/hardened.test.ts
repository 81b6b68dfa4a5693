import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { App, Testing } from "cdktf";
import { HardenedStack } from "../../examples/hardened";
import { Synthesized } from "../support/synth";
import { warningsOf } from "../support/ways";

const root = resolve(__dirname, "../..");
const guide = readFileSync(resolve(root, "docs/guide/scanners.md"), "utf8");

function hardened(): HardenedStack {
  return new HardenedStack(Testing.stubVersion(new App({ stackTraces: false })), "hardened", {
    account: "123456789012",
    vpcId: "vpc-0a1b2c3d4e5f67890",
    subnetIds: ["subnet-0a1b2c3d4e5f67890"],
  });
}

describe("the hardened example", () => {
  it("has everything that scanners ask for on each function and each log", () => {
    const stack = hardened();
    const synthesized = new Synthesized(JSON.parse(Testing.synth(stack)));
    const functions = synthesized.all(LambdaFunction);
    expect(functions).toHaveLength(3);
    for (const fn of functions)
      expect(fn).toMatchObject({
        vpc_config: expect.anything(),
        dead_letter_config: expect.anything(),
        tracing_config: { mode: "Active" },
        kms_key_arn: expect.anything(),
        code_signing_config_arn: expect.anything(),
        reserved_concurrent_executions: 50,
      });
    for (const log of synthesized.all(CloudwatchLogGroup))
      expect(log).toMatchObject({ retention_in_days: 365, kms_key_id: expect.anything() });
    expect(warningsOf(stack)).toEqual([]);
  });

  it("is what the guide excludes checks for", () => {
    const exclusions = readFileSync(resolve(root, ".checkov.yaml"), "utf8");
    expect(guide).toContain(exclusions.trim());
  });
});
