import { isDeepStrictEqual } from "node:util";
import { type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { resolved } from "../core/resolved";

// What does not tell whose the account is.
const elsewhere = ["alias", "region", "default_tags", "ignore_tags"];

/**
 * The provider that stands for the account of another one in its stack: the stack's own, which is undefined, or the
 * first that differs from it by its region and its tags alone.
 */
export function accountOf(scope: Construct, provider: TerraformProvider | undefined): TerraformProvider | undefined {
  if (provider === undefined) return undefined;
  const account = credentials(scope, provider);
  const same = TerraformStack.of(scope)
    .allProviders()
    .filter(({ terraformResourceType }) => terraformResourceType === provider.terraformResourceType)
    .filter((other) => isDeepStrictEqual(credentials(scope, other), account));
  return same.some(({ alias }) => alias === undefined) ? undefined : (same[0] ?? provider);
}

interface Synthesized {
  readonly provider: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** All that a provider is given but for its place and its tags. */
function credentials(scope: Construct, provider: TerraformProvider): Readonly<Record<string, unknown>> {
  const synthesized = resolved(scope, provider.toTerraform()) as Synthesized;
  const [body = {}] = synthesized.provider[provider.terraformResourceType] ?? [];
  return Object.fromEntries(Object.entries(body).filter(([name]) => !elsewhere.includes(name)));
}
