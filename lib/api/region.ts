import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformProvider, TerraformStack } from "cdktf";
import { isLiteral } from "../terraform/expressions";
import type { Placement } from "../terraform/resource-config";
import { resolveValue } from "../terraform/tokens";

/** The region that a provider names, or the stack's own one; undefined where the environment of Terraform does. */
export function providerRegion(stack: TerraformStack, provider: TerraformProvider | undefined): string | undefined {
  return ((provider ?? stack.allProviders().find(isDefaultProvider)) as AwsProvider | undefined)?.region;
}

/** Whether a provider is the one that resources have which name none. */
export function isDefaultProvider(provider: unknown): boolean {
  const { terraformResourceType, alias } = provider as Partial<AwsProvider>;
  return terraformResourceType === AwsProvider.tfResourceType && alias === undefined;
}

/** The region where a resource is made; undefined where only Terraform knows it. */
export function literalRegion(
  stack: TerraformStack,
  { provider, region }: Pick<Placement, "provider" | "region">,
): string | undefined {
  const text = resolveValue(stack, region ?? providerRegion(stack, provider));
  return typeof text === "string" && isLiteral(text) ? text : undefined;
}
