import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type TerraformProvider, type TerraformStack, Token } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { pathInStack } from "../core/path";
import type { Placement } from "../core/placement";
import { quoted } from "../core/validation-error";
import { warn } from "../core/warning";

interface Managed {
  readonly stack: TerraformStack;
  readonly region: string | undefined;
}

const managedBy = new WeakMap<IConstruct, Managed[]>();

/** What tells an account and region from the others of a stack; empty for those of its default provider. */
export function accountKey(stack: TerraformStack, { provider, region }: Placement): string {
  const other = provider && !isDefault(provider) ? provider : undefined;
  const home = providerOf(stack, other)?.region;
  const elsewhere = region !== undefined && !Token.isUnresolved(region) && region !== home ? region : undefined;
  return [other && pathInStack(other).replaceAll("/", " "), elsewhere].filter(Boolean).join(" ");
}

/** Warns where another stack of the app may manage the setting of the same account and region. */
export function warnOfRivals(api: Construct, stack: TerraformStack, { provider, region }: Placement): void {
  const all = managedBy.get(stack.node.root) ?? [];
  managedBy.set(stack.node.root, all);
  const own: Managed = { stack, region: region ?? providerOf(stack, provider)?.region };
  const rival = all.find((other) => other.stack !== stack && mayBeTheSame(other, own));
  if (!all.some((other) => other.stack === stack && other.region === own.region)) all.push(own);
  if (rival === undefined) return;
  warn(
    api,
    `"account" is managed by the stack ${quoted(rival.stack.node.id)} too: AWS has one setting per account and region, so the last deployment wins and the first destroy ends the logs of both. Where both are in the same account and region, set account: "existing" in one of them.`,
  );
}

function providerOf(stack: TerraformStack, provider: TerraformProvider | undefined): AwsProvider | undefined {
  return (provider ?? stack.allProviders().find(isDefault)) as AwsProvider | undefined;
}

function isDefault(provider: unknown): boolean {
  const { terraformResourceType, alias } = provider as Partial<AwsProvider>;
  return terraformResourceType === AwsProvider.tfResourceType && alias === undefined;
}

function mayBeTheSame(a: Managed, b: Managed): boolean {
  const known = [a.region, b.region].every((region) => region !== undefined && !Token.isUnresolved(region));
  return !known || a.region === b.region;
}
