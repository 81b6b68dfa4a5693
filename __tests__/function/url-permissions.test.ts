import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { LambdaPermission, type LambdaPermissionConfig } from "@cdktf/provider-aws/lib/lambda-permission";
import { App, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { aws } from "../../lib";
import { createUrlPermissions } from "../../lib/function/url-resources";
import { enter, project, removeProjects } from "../support/project";
import { synth, testStack } from "../support/synth";
import { refused, temporaryFolder } from "../support/ways";
import { knowsInvokePermission } from "./url-bindings";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";

/** A permission of the bindings of provider 6.28 and later. */
class NewerPermission extends LambdaPermission {
  private readonly viaUrl: unknown;

  constructor(scope: Construct, id: string, config: LambdaPermissionConfig & { invokedViaFunctionUrl?: boolean }) {
    super(scope, id, config);
    this.viaUrl = config.invokedViaFunctionUrl;
  }

  public get invokedViaFunctionUrl(): unknown {
    return this.viaUrl;
  }

  protected override synthesizeAttributes() {
    return { ...super.synthesizeAttributes(), invoked_via_function_url: this.viaUrl };
  }
}

function withNewerBindings(stack: TerraformStack) {
  const fn = new aws.Function(stack, "Fn", { handler, name: "chat" });
  return createUrlPermissions(fn, { functionName: "chat" }, {}, NewerPermission);
}

const warningsWith = (build: (stack: TerraformStack) => void): readonly string[] => {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  build(testStack("chat-dev", app));
  app.synth();
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  return stacks["chat-dev"].annotations.map(({ message }: { message: string }) => message);
};

const url = (stack: TerraformStack) => new aws.Function(stack, "Fn", { handler, url: true });

describe("a URL without authorization", () => {
  it("has a permission for everyone to call the URL, which exists only beside the URL", () => {
    const stack = synth(url);
    const [address] = Object.keys(stack.byAddress(LambdaFunctionUrl));
    const [called] = stack.all(LambdaPermission).filter(({ action }) => action === "lambda:InvokeFunctionUrl");
    expect(called).toEqual({
      action: "lambda:InvokeFunctionUrl",
      principal: "*",
      function_name: stack.one(LambdaFunctionUrl).function_name,
      function_url_auth_type: "NONE",
      depends_on: [`aws_lambda_function_url.${address}`],
    });
  });

  it("has a second permission with newer bindings, to invoke the function through the URL only", () => {
    const made = { principal: "*", function_name: "chat" };
    expect(synth(withNewerBindings).all(LambdaPermission)).toEqual([
      { ...made, action: "lambda:InvokeFunction", invoked_via_function_url: true },
      { ...made, action: "lambda:InvokeFunctionUrl", function_url_auth_type: "NONE" },
    ]);
  });

  it("never lets everyone invoke the function without the URL", () => {
    const permissions = [synth(url), synth(withNewerBindings)].flatMap((stack) => stack.all(LambdaPermission));
    const conditions = permissions.map((permission) => {
      const { action, function_url_auth_type, invoked_via_function_url } = permission as Readonly<
        Record<string, unknown>
      >;
      return action === "lambda:InvokeFunction" ? invoked_via_function_url === true : function_url_auth_type === "NONE";
    });
    expect(conditions).toEqual(Array(knowsInvokePermission ? 4 : 3).fill(true));
  });

  it.each<[string, unknown]>([
    ["invoked_via_function_url", undefined],
    ["invoked_via_function_url", false],
    ["invoked_via_function_url", "${var.x}"],
    ["function_name", "other"],
    ["action", "lambda:*"],
  ])("keeps the condition of that permission: an override of %s to %j is an error", (name, value) => {
    const error = refused((stack) => withNewerBindings(stack)[1]?.addOverride(name, value));
    expect(error.message).toMatch(/^"url" lets everyone call the function through its URL only: .+; got .+\. Undo /);
    expect(error.constructPath).toBe("chat-dev/Fn");
  });

  it.each<[string, unknown]>([
    ["function_url_auth_type", undefined],
    ["action", "lambda:InvokeFunction"],
  ])("keeps the condition of the first one: an override of %s to %j is an error", (name, value) => {
    const error = refused((stack) => url(stack).nodes.urlPermissions?.[0]?.addOverride(name, value));
    expect(error.message).toContain("an override or an aspect can't change its permissions");
  });
});

const describeOlder = knowsInvokePermission ? describe.skip : describe;

describeOlder("with bindings that don't know the second permission, a URL without authorization", () => {
  it("is a warning that names the provider's version, and the line to write", () => {
    expect(warningsWith(url)).toEqual([
      expect.stringMatching(
        /^"url" without authorization is answered with 403: .+ from version 6\.28\.0 on; got "6\.25\.0"\. Write TerraformStack\.of\(this\)\.addOverride\("terraform\.required_providers\.aws\.version", "6\.28\.0"\)\.$/,
      ),
    ]);
  });

  it.each([
    ["6.28.0", 0],
    [">= 6.28", 0],
    ["< 6.28.0", 1],
    [">= 6.30, < 7", 0],
    ["~> 6.66", 0],
    ["7.0.0", 0],
    ["6.27.0", 1],
    ["~> 6.3", 1],
    ["5.99.0", 1],
  ])("with the version %s of the provider has %d warnings", (version, count) => {
    const warnings = warningsWith((stack) => {
      url(stack);
      stack.addOverride("terraform.required_providers.aws.version", version);
    });
    expect(warnings).toHaveLength(count);
  });

  it("has no warning with newer bindings, or with authorization", () => {
    expect(warningsWith(withNewerBindings)).toEqual([]);
    expect(warningsWith((stack) => new aws.Function(stack, "Fn", { handler, url: { authorization: "iam" } }))).toEqual(
      [],
    );
  });
});
