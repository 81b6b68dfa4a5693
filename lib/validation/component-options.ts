import { TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import type { ComponentOptions, Placement } from "../terraform/resource-config";
import { type KnownArguments, requireKnown } from "./known-arguments";

/** Rejects unknown options of a component, and a `provider` that is none of AWS. */
export function requireOptions(
  scope: IConstruct,
  options: ComponentOptions,
  known: KnownArguments<ComponentOptions> | KnownArguments<Placement>,
): void {
  requireKnown(scope, "options", options, known);
  requireAwsProvider(scope, options.provider);
}

/** Rejects a value of `provider` that is not a provider of AWS. */
function requireAwsProvider(scope: IConstruct, provider: unknown): void {
  if (provider === undefined || isAwsProvider(provider)) return;
  throw new ValidationError(
    scope,
    `"provider" has to be an AWS provider of the stack; got ${quoted(provider)}. Write { provider: new AwsProvider(this, "ireland", { alias: "ireland", region: "eu-west-1" }) }.`,
  );
}

function isAwsProvider(value: unknown): boolean {
  if (!isObject(value) || !TerraformProvider.isTerraformProvider(value)) return false;
  return value.terraformResourceType === "aws";
}
