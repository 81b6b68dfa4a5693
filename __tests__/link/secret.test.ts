import { type TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { aws, Secret } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";
import { applied } from "./applied";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const link = (stack: TerraformStack, secret: Secret) =>
  new aws.Function(stack, "Fn", { handler: "src/chat.handler", logging: false, link: [secret] });

describe("a secret", () => {
  it("is a sensitive variable of Terraform with its id as the name, in whatever scope it is", () => {
    const { json } = synth((stack) => new Secret(new Construct(stack, "Payments"), "StripeKey"));
    expect(json.variable).toEqual({ StripeKey: { type: "string", sensitive: true, nullable: false } });
  });

  it("has a placeholder where no value is set", () => {
    const { json } = synth((stack) => new Secret(stack, "StripeKey", "sk_test"));
    expect(json.variable).toMatchObject({ StripeKey: { default: "sk_test" } });
  });

  it("is read by linked functions, as a reference", () => {
    const stack = synth((scope) => link(scope, new Secret(scope, "StripeKey")));
    const { environment, policies } = applied(stack, "Fn", (address) => `value of ${address}`);
    expect(JSON.parse(environment.SST_RESOURCE_StripeKey ?? "")).toEqual({
      value: "value of var.StripeKey",
      type: "sst.sst.Secret",
    });
    expect(policies).toEqual([]);
  });

  it.each<[string, (stack: TerraformStack) => unknown]>([
    ["another secret", (stack) => new Secret(new Construct(stack, "Other"), "StripeKey")],
    ["a variable", (stack) => new TerraformVariable(stack, "StripeKey", {})],
  ])("can't have the name of %s", (_, other) => {
    const { message } = refused((stack) => {
      new Secret(new Construct(stack, "Payments"), "StripeKey");
      other(stack);
    });
    expect(message).toContain('"id" of a secret is the name of its variable in Terraform');
  });

  it.each(["stripe-key", "stripeKey", "App"])("can't have the id %s, which is no name of a link", (id) => {
    const { message } = refused((stack) => new Secret(stack, id));
    expect(message).toContain(`got "${id}". Write new Secret(this, "StripeKey").`);
  });

  it("takes a text as its placeholder only", () => {
    const { message } = refused((stack) => new Secret(stack, "StripeKey", { default: "x" } as never));
    expect(message).toContain('"placeholder" of the secret "StripeKey" has to be a string');
  });
});
