import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { LambdaPermission, type LambdaPermissionConfig } from "@cdktf/provider-aws/lib/lambda-permission";
import type { Construct } from "constructs";
import { quoted } from "../core/validation-error";
import { type ComponentOptions, type Placement, regionalMeta, withDependency } from "../terraform/resource-config";
import { addCheck, type Expected, lock } from "../validation/checks";
import { addRules } from "../validation/rule";
import { FunctionsOfApp } from "./closed-functions";
import type { FunctionNodes } from "./function-nodes";
import { type UrlSettings, urlConfig, urlRules } from "./url";

type UrlNodes = Pick<FunctionNodes, "url" | "urlAlias" | "urlPermissions">;

/** Creates the URL of a function, and the permissions for everyone where it asks for no authorization. */
export function createUrl(
  scope: Construct,
  fn: LambdaFunction,
  args: UrlSettings,
  options: ComponentOptions,
): UrlNodes | undefined {
  const config = urlConfig(scope, args);
  if (config === undefined) return undefined;
  const placement: Placement = { ...options, provider: fn.provider, region: fn.regionInput };
  const { functionName } = fn;
  // AWS rejects the URL of a version, so that of a published function serves an alias of its newest version.
  const alias = fn.publishInput === true ? createAlias(scope, fn, placement) : undefined;
  const target = { functionName, ...(alias && { qualifier: alias.name }) };
  const url = new LambdaFunctionUrl(scope, "Url", { ...regionalMeta(placement), ...target, ...config });
  addRules(scope, url, urlRules);
  const isPublic = config.authorizationType === "NONE";
  // Everyone may call the function only as long as it has the URL.
  const permissions = isPublic ? createUrlPermissions(scope, target, withDependency(placement, url)) : [];
  return { url, ...(alias && { urlAlias: alias }), ...(isPublic && { urlPermissions: permissions }) };
}

function createAlias(scope: Construct, { functionName, version }: LambdaFunction, placement: Placement): LambdaAlias {
  const config = { name: "url", functionName, functionVersion: version };
  return new LambdaAlias(scope, "UrlAlias", { ...regionalMeta(placement), ...config });
}

/** The function of a URL, or its alias. */
type UrlTarget = Required<Pick<LambdaPermissionConfig, "functionName">> & { readonly qualifier?: string };

/** The first version of the AWS provider in which a permission can have the condition `lambda:InvokedViaFunctionUrl`. */
const providerVersion = "6.28.0";

/**
 * Creates the permissions that a URL without authorization needs. The second one exists only in newer bindings of the
 * provider. Older ones would ignore its condition and let everyone invoke the function without the URL.
 */
export function createUrlPermissions(
  scope: Construct,
  target: UrlTarget,
  placement: Placement,
  Permission: typeof LambdaPermission = LambdaPermission,
): readonly LambdaPermission[] {
  const create = (id: string, action: string, [argument, attribute, value]: readonly [string, string, unknown]) => {
    const config = { ...regionalMeta(placement), ...target, action, principal: "*", [argument]: value };
    const permission = new Permission(scope, id, config);
    const { functionName: function_name, qualifier } = target;
    lockPermission(scope, permission, { action, principal: "*", function_name, qualifier, [attribute]: value });
    return permission;
  };
  const urlOnly = create("UrlPermission", "lambda:InvokeFunctionUrl", [
    "functionUrlAuthType",
    "function_url_auth_type",
    "NONE",
  ]);
  if (!("invokedViaFunctionUrl" in Permission.prototype)) {
    warnOfProvider(scope);
    return [urlOnly];
  }
  const condition = ["invokedViaFunctionUrl", "invoked_via_function_url", true] as const;
  return [urlOnly, create("UrlInvokePermission", "lambda:InvokeFunction", condition)];
}

function lockPermission(owner: Construct, permission: LambdaPermission, expected: Expected): void {
  FunctionsOfApp.of(owner).addPermission(permission, expected);
  lock(permission, expected, {
    owner,
    reason: (drift) =>
      `"url" lets everyone call the function through its URL only: an override or an aspect can't change its permissions; got ${drift}. Undo that change, or write url: { authorization: "iam" }.`,
  });
}

function warnOfProvider(owner: Construct): void {
  addCheck({
    owner,
    find: (stack) => {
      const version = stack.providerVersion("aws");
      if (isAtLeast(version, providerVersion)) return [];
      const text = `"url" without authorization is answered with 403: since October 2025 it needs the permission "lambda:InvokeFunction" for calls through the URL, which the AWS provider creates from version ${providerVersion} on; got ${quoted(version)}. Write TerraformStack.of(this).addOverride("terraform.required_providers.aws.version", "${providerVersion}").`;
      return [{ text, isWarning: true }];
    },
  });
}

/** Whether a version constraint, such as ">= 6.28, < 7", admits no version below another. */
function isAtLeast(constraint: string | undefined, version: string): boolean {
  const bounds = (constraint ?? "").split(",").filter((part) => !/[<!]/.test(part));
  return bounds.some((bound) => isNotBelow(bound, version));
}

function isNotBelow(bound: string, version: string): boolean {
  const [given, least] = [bound, version].map((text) => (/\d+(\.\d+)*/.exec(text)?.[0] ?? "0").split("."));
  const [major, minor] = [0, 1].map((index) => Number(given?.[index] ?? 0) - Number(least?.[index] ?? 0));
  return major === 0 ? (minor ?? 0) >= 0 : (major ?? 0) > 0;
}
