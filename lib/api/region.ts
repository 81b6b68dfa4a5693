import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformProvider, TerraformStack } from "cdktf";
import { isLiteral } from "../terraform/expressions";
import type { Placement } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";

/** The region of a provider, by default the stack's; undefined where Terraform's environment sets it. */
export function providerRegion(stack: TerraformStack, provider: TerraformProvider | undefined): string | undefined {
  return ((provider ?? stack.allProviders().find(isDefaultProvider)) as AwsProvider | undefined)?.region;
}

/** Whether a provider is the AWS provider without an alias, which resources use by default. */
export function isDefaultProvider(provider: unknown): boolean {
  const { terraformResourceType, alias } = provider as Partial<AwsProvider>;
  return terraformResourceType === AwsProvider.tfResourceType && alias === undefined;
}

/** The region of a resource; undefined where it is known only after apply. */
export function literalRegion(
  stack: TerraformStack,
  { provider, region }: Pick<Placement, "provider" | "region">,
): string | undefined {
  const text = resolveValue(stack, region ?? providerRegion(stack, provider));
  return typeof text === "string" && isLiteral(text) ? text : undefined;
}
