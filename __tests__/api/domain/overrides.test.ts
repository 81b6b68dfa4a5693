import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import type { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, TerraformStack, TerraformVariable, Testing } from "cdktf";
import type { IConstruct } from "constructs";
import { type ApiGatewayWebSocketArgs, aws, type ComponentOptions } from "../../../lib";
import { synth } from "../../support/synth";
import { type Build, given, refusal, refused, ways } from "../../support/ways";

const name = "api.example.com";
const cert = "arn:aws:acm:eu-west-1:112233445566:certificate/3a958790-8878-4cdc-a396-06d95064cf63";
const far = cert.replace("eu-west-1", "us-east-1");
const byHand = { name, dns: false, cert } as const;

function create(stack: TerraformStack, args: ApiGatewayWebSocketArgs, options?: ComponentOptions) {
  const api = new aws.ApiGatewayWebSocket(stack, "MyApi", args, options);
  api.route("$default", given);
  return api;
}

const ofStack =
  (args: ApiGatewayWebSocketArgs): Build =>
  (stack) =>
    void create(stack, args);

function domainNameOf(api: aws.ApiGatewayWebSocket): Apigatewayv2DomainName {
  return api.nodes.domainName as Apigatewayv2DomainName;
}

describe("the certificate of a domain", () => {
  const tokyo = (stack: TerraformStack) =>
    new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });

  it.each<[string, Build]>([
    ["that of the stack's provider", ofStack({ domain: { ...byHand, cert: far } })],
    ["that of the API's provider", (stack) => void create(stack, { domain: byHand }, { provider: tokyo(stack) })],
    ["that of the API itself", ofStack({ domain: byHand, transform: { api: { region: "us-east-1" } } })],
    [
      "that of the API's provider, by a transform",
      (stack) => {
        const transform = { api: { provider: tokyo(stack) } };
        create(stack, { domain: byHand, transform });
      },
    ],
  ])("has to be in the region of the API: %s", (_, build) => {
    const { message } = refused(build);
    expect(message).toMatch(/^"domain\.cert" has to be a certificate in the region of the API, "[a-z0-9-]+"; got /);
    expect(message).toMatch(/\(ApiGatewayWebSocket "MyApi" at chat-dev\/MyApi\)$/);
  });

  it("has to be in the region of a provider that is declared after the API", () => {
    const stack = new TerraformStack(Testing.app(), "chat-dev");
    new ArchiveProvider(stack, "archive");
    create(stack, { domain: byHand });
    new AwsProvider(stack, "aws", { region: "us-east-1" });
    expect(refusal(() => Testing.synth(stack)).message).toContain('region of the API, "us-east-1"');
  });

  it.each<[string, Build]>([
    ["is in that region", ofStack({ domain: byHand })],
    [
      "is in the region of the API itself",
      ofStack({ domain: { ...byHand, cert: far }, transform: { api: { region: "us-east-1" } } }),
    ],
    [
      "is known only after apply",
      (stack) => {
        const variable = new TerraformVariable(stack, "cert", { type: "string" });
        create(stack, { domain: { ...byHand, cert: variable.stringValue } });
      },
    ],
    [
      "has an API whose region is known only after apply",
      (stack) => {
        const { stringValue } = new TerraformVariable(stack, "region", { type: "string" });
        create(stack, { domain: byHand, transform: { api: { region: stringValue } } });
      },
    ],
    [
      "has an API whose region comes from the environment",
      (stack) => {
        const provider = new AwsProvider(stack, "other", { alias: "other", profile: "other" });
        create(stack, { domain: byHand }, { provider });
      },
    ],
  ])("is accepted where it %s", (_, build) => {
    expect(() => synth(build)).not.toThrow();
  });
});

describe("the declared domain", () => {
  const override = (path: string, value: unknown) => (api: aws.ApiGatewayWebSocket) =>
    domainNameOf(api).addOverride(path, value);
  const remap = (path: string, value: unknown) => (api: aws.ApiGatewayWebSocket) =>
    api.nodes.domain?.mapping.addOverride(path, value);

  type Change = [string, ApiGatewayWebSocketArgs, (api: aws.ApiGatewayWebSocket) => unknown, string];

  it.each<Change>([
    ["its name", { domain: name }, override("domain_name", "b.example.com"), '"domain.name" was changed'],
    [
      "its name, in a transform",
      { domain: name, transform: { domainName: { domainName: "b.example.com" } } },
      () => undefined,
      '"domain.name" was changed after "url" was built from it; got "b.example.com" in place of "api.example.com"',
    ],
    [
      "its endpoint",
      { domain: name },
      override("domain_name_configuration.endpoint_type", "EDGE"),
      'endpointType" has to be "REGIONAL"',
    ],
    [
      "its certificate, to none",
      { domain: byHand },
      override("domain_name_configuration.certificate_arn", null),
      'certificateArn" has to be set',
    ],
    ["its region", { domain: name }, override("region", "us-east-1"), "can't change the region of the domain"],
    [
      "the domain that is mapped",
      { domain: { nameId: name } },
      remap("domain_name", "b.example.com"),
      '"domain.name" was',
    ],
    ["the path", { domain: { name, path: "v1" } }, remap("api_mapping_key", "v2"), '"domain.path" was changed'],
    ["a missing path", { domain: name }, remap("api_mapping_key", "v2"), '"domain.path" was changed'],
    ["the path, to none", { domain: { name, path: "v1" } }, remap("api_mapping_key", null), '"domain.path" was'],
    [
      "the API's own endpoint",
      { domain: name },
      (api) => api.nodes.api.addOverride("disable_execute_api_endpoint", true),
      '"transform.api.disableExecuteApiEndpoint" was changed',
    ],
    [
      "the API's own endpoint, the only one",
      { transform: { api: { disableExecuteApiEndpoint: true } } },
      () => undefined,
      '"transform.api.disableExecuteApiEndpoint" would leave the API without an endpoint',
    ],
  ])("can't be changed: %s", (_, args, change, part) => {
    const { message } = refused((stack) => void change(create(stack, args)));
    expect(message).toContain(part);
    expect(message).toMatch(/; got .+\. [A-Z].+ \(ApiGatewayWebSocket "MyApi" at chat-dev\/MyApi\)$/);
  });

  it("can't be moved to another region by a provider", () => {
    const { message } = refused((stack) => {
      const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
      create(stack, { domain: name, transform: { domainName: { provider } } });
    });
    expect(message).toContain('got "ap-northeast-1"');
  });

  it("may be overridden in all other attributes", () => {
    const build = (stack: TerraformStack) => {
      const api = create(stack, { domain: { name, path: "v1" } });
      override("domain_name_configuration.certificate_arn", cert)(api);
      override("lifecycle.create_before_destroy", false)(api);
      api.nodes.domain?.certificate?.addOverride("lifecycle.create_before_destroy", false);
      api.nodes.domain?.validation?.addOverride("validation_record_fqdns", ["x"]);
      remap("stage", "other")(api);
      override("tags", { team: "chat" })(api);
      override("lifecycle.ignore_changes", ["tags"])(api);
      api.nodes.domain?.certificate?.addOverride("options", { export: "DISABLED" });
      api.nodes.domain?.validation?.addOverride("timeouts", { create: "10m" });
      remap("lifecycle.prevent_destroy", true)(api);
    };
    expect(() => synth(build)).not.toThrow();
  });

  it("may be changed to values known only after apply", () => {
    const build = (stack: TerraformStack) => {
      const api = create(stack, { domain: { name, path: "v1" } });
      override("domain_name", "${var.name}")(api);
      override("domain_name_configuration.certificate_arn", "${var.cert}")(api);
      remap("api_mapping_key", "${var.path}")(api);
    };
    expect(() => synth(build)).not.toThrow();
  });

  it.each(Object.entries(ways))("is checked by %s", (_, way) => {
    const changed: Build = (stack) => {
      create(stack, { domain: byHand });
      Aspects.of(stack).add({
        visit: (node: IConstruct) => {
          if (node.node.id === "DomainName") (node as Apigatewayv2DomainName).domainName = "b.example.com";
        },
      });
    };
    expect(refusal(() => way(changed)).message).toContain('"domain.name" was changed');
  });
});
