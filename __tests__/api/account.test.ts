import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import { type ApiGatewayWebSocketArgs, aws, type ComponentOptions } from "../../lib";
import { synth, testStack } from "../support/synth";
import { given, refused, warningsOf } from "../support/ways";

function create(stack: TerraformStack, id = "MyApi", args?: ApiGatewayWebSocketArgs, options?: ComponentOptions): void {
  new aws.ApiGatewayWebSocket(stack, id, args, options).route("$default", given);
}

const roleArn = "arn:aws:iam::123456789012:role/logs";
const limits = { throttlingBurstLimit: 5000, throttlingRateLimit: 10000 };

describe("account", () => {
  it("is managed by default: the stack creates a role for API Gateway and sets it", () => {
    const all = synth((stack) => create(stack));
    expect(all.one(IamRole)).toEqual({
      name: expect.stringMatching(/^chat-dev-ApiGatewayAccount-Role-[0-9a-f]{8}$/),
      assume_role_policy:
        "${data.aws_iam_policy_document.AssumeRolePolicyapigatewayamazonawscom_Document_2EE8885B.json}",
    });
    expect(all.one(IamRolePolicyAttachment)).toEqual({
      role: expect.stringMatching(/^\$\{aws_iam_role\.ApiGatewayAccount_Role_\w+\.name\}$/),
      policy_arn: expect.stringMatching(
        /^arn:\$\{data\.aws_partition\.ApiGatewayAccount_Partition_\w+\.partition\}:iam::aws:policy\/service-role\/AmazonAPIGatewayPushToCloudWatchLogs$/,
      ),
    });
    expect(all.one(ApiGatewayAccount)).toEqual({
      cloudwatch_role_arn: expect.stringMatching(/^\$\{aws_iam_role\.ApiGatewayAccount_Role_\w+\.arn\}$/),
      depends_on: [expect.stringMatching(/^aws_iam_role_policy_attachment\.ApiGatewayAccount_Policy_/)],
    });
  });

  it('is not changed with "existing"', () => {
    const all = synth((stack) => create(stack, "MyApi", { account: "existing" }));
    expect(all.all(ApiGatewayAccount)).toHaveLength(0);
    expect(all.all(IamRole)).toHaveLength(0);
    expect(all.one(Apigatewayv2Stage).depends_on).toEqual([expect.stringMatching(/^aws_apigatewayv2_route\./)]);
  });

  it("is set to an existing role", () => {
    const all = synth((stack) => create(stack, "MyApi", { account: { roleArn } }));
    expect(all.one(ApiGatewayAccount).cloudwatch_role_arn).toBe(roleArn);
    expect(all.all(IamRole)).toHaveLength(0);
    expect(all.one(Apigatewayv2Stage).depends_on).toContainEqual(expect.stringMatching(/^aws_api_gateway_account\./));
  });

  it.each<[string, ApiGatewayWebSocketArgs]>([
    [
      "execution logs",
      { accessLog: false, transform: { stage: { defaultRouteSettings: { loggingLevel: "INFO", ...limits } } } },
    ],
    [
      "data traces",
      { accessLog: false, transform: { stage: { defaultRouteSettings: { dataTraceEnabled: true, ...limits } } } },
    ],
    [
      "execution logs of a route",
      {
        accessLog: false,
        transform: { stage: { routeSettings: [{ routeKey: "$default", loggingLevel: "ERROR", ...limits }] } },
      },
    ],
    [
      "an access log of the user's own",
      {
        accessLog: false,
        transform: {
          stage: (stage) => {
            stage.accessLogSettings = {
              destinationArn: "arn:aws:logs:eu-west-1:123456789012:log-group:chat",
              format: "$context.requestId",
            };
          },
        },
      },
    ],
  ])("is created for %s", (_, args) => {
    expect(synth((stack) => create(stack, "MyApi", args)).all(ApiGatewayAccount)).toHaveLength(1);
  });

  it.each<[string, ApiGatewayWebSocketArgs]>([
    ["without any log", { accessLog: false }],
    [
      "with execution logs that are off",
      { accessLog: false, transform: { stage: { defaultRouteSettings: { loggingLevel: "OFF", ...limits } } } },
    ],
    ["with an access log that a transform removes", { transform: { stage: { accessLogSettings: undefined } } }],
  ])("is not created %s", (_, args) => {
    expect(synth((stack) => create(stack, "MyApi", args)).all(ApiGatewayAccount)).toHaveLength(0);
  });

  describe("of several APIs in a stack", () => {
    it("is created once, and every stage depends on it", () => {
      const all = synth((stack) => ["A", "B"].forEach((id) => void create(stack, id)));
      const [account] = Object.keys(all.byAddress(ApiGatewayAccount));
      expect(all.all(ApiGatewayAccount)).toHaveLength(1);
      expect(all.all(IamRole)).toHaveLength(1);
      for (const stage of all.all(Apigatewayv2Stage))
        expect(stage.depends_on).toContain(`aws_api_gateway_account.${account}`);
    });

    it("is created for each provider and region", () => {
      const all = synth((stack) => {
        const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
        create(stack, "Home");
        create(stack, "Far", {}, { provider });
        create(stack, "West", { transform: { api: { region: "us-west-2" } } });
      });
      expect(all.all(ApiGatewayAccount)).toMatchObject([{}, { provider: "aws.tokyo" }, { region: "us-west-2" }]);
      expect(new Set(all.all(IamRole).map((role) => role.name)).size).toBe(3);
    });

    it("is created for a region known only after apply, which may be another one", () => {
      const all = synth((stack) => {
        const region = new TerraformVariable(stack, "region", { type: "string" }).stringValue;
        const other = new TerraformVariable(stack, "other", { type: "string" }).stringValue;
        create(stack, "Home");
        create(stack, "Far", { transform: { api: { region } } });
        create(stack, "Further", { transform: { api: { region: other } } });
        create(stack, "Again", { transform: { api: { region } } });
      });
      const accounts = all.all(ApiGatewayAccount);
      expect(new Set(accounts.map(({ region }) => region))).toEqual(
        new Set([undefined, "${var.region}", "${var.other}"]),
      );
      expect(accounts).toHaveLength(3);
      expect(new Set(all.all(IamRole).map((role) => role.name)).size).toBe(3);
      const waits = all.all(Apigatewayv2Stage).map((stage) => {
        const [account] = (stage.depends_on as string[]).filter((id) => id.startsWith("aws_api_gateway_account."));
        return all.byAddress(ApiGatewayAccount)[`${account}`.split(".")[1] ?? ""]?.region;
      });
      expect(waits.sort()).toEqual(["${var.other}", "${var.region}", "${var.region}", undefined]);
    });

    describe("warns", () => {
      const text = '"account" is managed by another provider of this stack too';

      function warned(build: (stack: TerraformStack) => void): readonly string[] {
        const stack = testStack();
        build(stack);
        return warningsOf(stack);
      }

      const other = (stack: TerraformStack, region: string) =>
        new AwsProvider(stack, "other", { alias: "other", region });

      it.each<[string, (stack: TerraformStack) => void]>([
        [
          "two providers are of one region",
          (stack) => {
            create(stack, "A");
            create(stack, "B", {}, { provider: other(stack, "eu-west-1") });
          },
        ],
        [
          "the region of one is not known",
          (stack) => {
            create(stack, "A");
            create(stack, "B", {}, { provider: other(stack, new TerraformVariable(stack, "region", {}).stringValue) });
          },
        ],
        [
          "transform.api names a region that is not known",
          (stack) => {
            create(stack, "A");
            const region = new TerraformVariable(stack, "region", { type: "string" }).stringValue;
            create(stack, "B", { transform: { api: { region } } });
          },
        ],
        [
          "a provider is sent to the region of another",
          (stack) => {
            create(stack, "A");
            create(
              stack,
              "B",
              { transform: { api: { region: "eu-west-1" } } },
              { provider: other(stack, "us-east-1") },
            );
          },
        ],
      ])("where %s", (_, build) => {
        expect(warned(build)).toEqual([expect.stringContaining(text)]);
      });

      it.each<[string, (stack: TerraformStack) => void]>([
        ["two APIs are on one provider", (stack) => ["A", "B"].forEach((id) => void create(stack, id))],
        [
          "two APIs are on one other provider",
          (stack) => {
            const provider = other(stack, "eu-west-1");
            for (const id of ["A", "B"]) create(stack, id, {}, { provider });
          },
        ],
        [
          "two providers are of two regions",
          (stack) => {
            create(stack, "A");
            create(stack, "B", {}, { provider: other(stack, "us-east-1") });
          },
        ],
        [
          "one of them leaves it alone",
          (stack) => {
            create(stack, "A");
            create(stack, "B", { account: "existing" }, { provider: other(stack, "eu-west-1") });
          },
        ],
        [
          "two APIs are of one region that is not known",
          (stack) => {
            const region = new TerraformVariable(stack, "region", { type: "string" }).stringValue;
            for (const id of ["A", "B"]) create(stack, id, { transform: { api: { region } } });
          },
        ],
      ])("but not where %s", (_, build) => {
        expect(warned(build)).toEqual([]);
      });
    });

    it("is created for each of two providers with the same construct id", () => {
      const all = synth((stack) => {
        for (const [alias, region] of Object.entries({ one: "eu-west-2", two: "us-east-1" }))
          create(
            stack,
            alias,
            {},
            { provider: new AwsProvider(new Construct(stack, `In ${alias}`), "aws", { alias, region }) },
          );
      });
      expect(
        all
          .all(ApiGatewayAccount)
          .map(({ provider }) => provider)
          .sort(),
      ).toEqual(["aws.one", "aws.two"]);
    });

    it("is created for each of two providers with similar construct paths", () => {
      const all = synth((stack) => {
        const config = { region: "us-east-1" };
        const inner = new AwsProvider(new Construct(stack, "In"), "aws", { ...config, alias: "inner" });
        const outer = new AwsProvider(stack, "In--aws", { ...config, alias: "outer" });
        create(stack, "Inner", {}, { provider: inner });
        create(stack, "Outer", {}, { provider: outer });
      });
      const providers = all.all(ApiGatewayAccount).map(({ provider }) => provider);
      expect(providers.sort()).toEqual(["aws.inner", "aws.outer"]);
    });

    it("is created once where one of them has the default provider", () => {
      const all = synth((stack) => {
        create(stack, "A");
        create(stack, "B", {}, { provider: stack.node.findChild("aws") as AwsProvider });
      });
      expect(all.all(ApiGatewayAccount)).toHaveLength(1);
    });

    it("may be an existing role that is read twice", () => {
      const all = synth((stack) => {
        const role = new IamRole(stack, "Logs", { assumeRolePolicy: "{}" });
        for (const id of ["A", "B"]) create(stack, id, { account: { roleArn: role.arn } });
      });
      expect(all.one(ApiGatewayAccount).cloudwatch_role_arn).toBe("${aws_iam_role.Logs.arn}");
    });

    describe("rejects", () => {
      it.each<[ApiGatewayWebSocketArgs["account"], ApiGatewayWebSocketArgs["account"]]>([
        ["manage", { roleArn }],
        [{ roleArn }, undefined],
        [{ roleArn }, { roleArn: `${roleArn}2` }],
      ])("%j beside %j", (first, second) => {
        const error = refused((stack) => {
          create(stack, "A", { account: first });
          create(stack, "B", { account: second });
        });
        expect(error.message).toContain('"account" has to be the same for all APIs of a stack');
        expect(error.message).toContain('(ApiGatewayWebSocket "B" at chat-dev/B)');
      });
    });
  });

  describe("of several stacks in an app", () => {
    function warnings(regions: readonly (string | undefined)[], args: readonly ApiGatewayWebSocketArgs[] = []) {
      const app = Testing.app();
      const stacks = regions.map((region, index) => {
        const stack = new TerraformStack(app, `stack-${index}`);
        new LocalBackend(stack, { path: `${index}.tfstate` });
        new AwsProvider(stack, "aws", { region });
        create(stack, "A", args[index]);
        create(stack, "B", args[index]);
        return stack;
      });
      return stacks.map(warningsOf);
    }

    it("warns where two stacks manage the setting of one region", () => {
      const [first, second] = warnings(["eu-west-1", "eu-west-1"]);
      expect(first).toEqual([]);
      expect(new Set(second)).toEqual(
        new Set([expect.stringContaining('"account" is managed by the stack "stack-0" too')]),
      );
      expect(second?.[0]).toContain('set account: "existing" in one of them');
    });

    it("warns where one region is unknown", () => {
      expect(warnings(["eu-west-1", undefined])[1]).not.toEqual([]);
    });

    it.each<[string, readonly (string | undefined)[], readonly ApiGatewayWebSocketArgs[]]>([
      ["in two regions", ["eu-west-1", "us-east-1"], []],
      ["with one that has existing", ["eu-west-1", "eu-west-1"], [{}, { account: "existing" }]],
      ["with one that writes no logs", ["eu-west-1", "eu-west-1"], [{ accessLog: false }, {}]],
      ["for one stack", ["eu-west-1"], []],
    ])("does not warn %s", (_, regions, args) => {
      expect(warnings(regions, args).flat()).toEqual([]);
    });
  });

  it("accepts a role from a variable", () => {
    const all = synth((stack) => {
      const role = new TerraformVariable(stack, "role", { type: "string" });
      create(stack, "MyApi", { account: { roleArn: role.stringValue } });
    });
    expect(all.one(ApiGatewayAccount).cloudwatch_role_arn).toBe("${var.role}");
  });

  describe("rejects", () => {
    it.each([
      ["other"],
      [{}],
      [null],
      [{ roleArn: "logs" }],
      [{ roleArn: "arn:aws:iam::123456789012:user/x" }],
      [true],
    ])("%j", (account) => {
      const error = refused((stack) => create(stack, "MyApi", { account: account as never }));
      expect(error.message).toContain(
        `"account" has to be "manage", "existing" or { roleArn } with the ARN of a role; got ${JSON.stringify(account)}. Write account: "existing" if the role is set already.`,
      );
      expect(error.message).toMatch(/ \(ApiGatewayWebSocket "MyApi" at chat-dev\/MyApi\)$/);
    });
  });

  it("belongs to the stack and not to an API", () => {
    const stack = testStack();
    create(stack);
    expect(stack.node.findChild("ApiGatewayAccount").node.findAll().length).toBeGreaterThan(3);
  });
});
