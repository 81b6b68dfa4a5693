import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { TerraformStack } from "cdktf";
import { type ApiGatewayWebSocketArgs, aws } from "../../lib";
import { retentionDays } from "../../lib/core/units";
import { type Synthesized, synth } from "../support/synth";
import { given, refused } from "../support/ways";

function create(stack: TerraformStack, args?: ApiGatewayWebSocketArgs): void {
  new aws.ApiGatewayWebSocket(stack, "MyApi", args).route("$default", given);
}

function made(args?: ApiGatewayWebSocketArgs): Synthesized {
  return synth((stack) => create(stack, args));
}

describe("accessLog", () => {
  it.each(Object.entries(retentionDays))("kept for %s is kept for %d days", (retention, days) => {
    const log = made({ accessLog: { retention: retention as keyof typeof retentionDays } }).one(CloudwatchLogGroup);
    expect(log.retention_in_days).toBe(days);
  });

  it("has SST's 23 lengths", () => {
    expect(Object.values(retentionDays).sort((a, b) => a - b)).toEqual([
      0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]);
  });

  it("is on by default for a month, in a vended log group", () => {
    expect(made().one(CloudwatchLogGroup)).toEqual({
      name: expect.stringMatching(/^\/aws\/vendedlogs\/apis\/chat-dev-MyApi-[0-9a-f]{8}$/),
      retention_in_days: 30,
    });
  });

  it("writes one line of valid JSON with SST's fields by default", () => {
    const format = `${(made().one(Apigatewayv2Stage).access_log_settings as { format: string }).format}`;
    expect(format).not.toMatch(/[\r\n]|\$\{/);
    expect(JSON.parse(format.replace(/\$context\.[A-Za-z.]+/g, "x"))).toMatchObject(
      Object.fromEntries(
        ["requestTime", "requestId", "eventType", "routeKey", "status", "integrationRequestId", "integrationStatus"]
          .concat(["integrationLatency", "integrationServiceStatus", "ip", "userAgent", "connectedAt", "connectionId"])
          .map((field) => [field, "x"]),
      ),
    );
  });

  it("accepts another format, and escapes ${ in it", () => {
    const format = "$context.requestId ${x}";
    expect(made({ accessLog: { format } }).one(Apigatewayv2Stage).access_log_settings).toMatchObject({
      format: "$context.requestId $${x}",
    });
  });

  it("accepts another log group, and removes the :* that API Gateway rejects", () => {
    const destinationArn = "arn:aws:logs:eu-west-1:123456789012:log-group:chat";
    const accessLogSettings = { destinationArn: `${destinationArn}:*`, format: "$context.requestId" };
    expect(made({ transform: { stage: { accessLogSettings } } }).one(Apigatewayv2Stage).access_log_settings).toEqual({
      destination_arn: destinationArn,
      format: "$context.requestId",
    });
  });

  it("is not created with false, and neither is the account's role", () => {
    const all = made({ accessLog: false });
    expect(all.all(CloudwatchLogGroup)).toHaveLength(0);
    expect(all.one(Apigatewayv2Stage)).not.toHaveProperty("access_log_settings");
    expect(all.all(ApiGatewayAccount)).toHaveLength(0);
    expect(all.all(IamRole)).toHaveLength(0);
  });

  describe("rejects", () => {
    it.each<[object, string]>([
      [{ retention: "4 years" }, '"accessLog.retention" has to be one of 1 day, 3 days,'],
      [{ format: "$context.stage" }, '"accessLog.format" has to contain $context.requestId'],
    ])("%j", (accessLog, text) => {
      const error = refused((stack) => create(stack, { accessLog }));
      expect(error.message).toContain(text);
      expect(error.message).toMatch(/ \(ApiGatewayWebSocket "MyApi" at chat-dev\/MyApi\)$/);
    });
  });
});
