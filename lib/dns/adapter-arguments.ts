import { TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type KnownArguments, refuseUnknown } from "../core/known-arguments";
import { pathInStack } from "../core/path";
import { quoted, ValidationError } from "../core/validation-error";

interface AdapterArgs {
  readonly override?: boolean;
  readonly proxy?: boolean;
  readonly caa?: boolean;
  readonly transform?: { readonly record?: unknown };
  readonly provider?: TerraformProvider;
}

/** Refuses what an adapter does not know, and a provider that can't make its records. */
export function checkArguments<Args extends AdapterArgs>(
  scope: Construct,
  adapter: string,
  args: Args,
  known: KnownArguments<Args>,
  type: string,
): void {
  refuseUnknown(scope, adapter, args, known);
  refuseUnknown(scope, `transform of ${adapter}`, args.transform, { record: true });
  for (const flag of ["override", "proxy", "caa"] as const) checkFlag(scope, adapter, flag, args[flag]);
  checkProvider(scope, adapter, args.provider, type);
}

// From JavaScript, or a setting that was read as text.
function checkFlag(scope: Construct, adapter: string, name: string, flag: unknown): void {
  if (flag === undefined || typeof flag === "boolean") return;
  throw new ValidationError(
    scope,
    `${quoted(name)} of ${adapter} has to be true or false; got ${quoted(flag)}. Give one of them, or leave it out.`,
  );
}

// It may be one of another service, or of another stack.
function checkProvider(scope: Construct, adapter: string, provider: TerraformProvider | undefined, type: string): void {
  if (provider === undefined) return;
  if (!TerraformProvider.isTerraformProvider(provider) || provider.terraformResourceType !== type)
    throw new ValidationError(
      scope,
      `"provider" of ${adapter} has to be a provider of ${type}; got ${quoted(provider)}. Give that one, or leave it out for the stack's own.`,
    );
  const [theirs, ours] = [TerraformStack.of(provider), TerraformStack.of(scope)];
  if (theirs === ours) return;
  throw new ValidationError(
    scope,
    `"provider" of ${adapter} has to be one of the stack ${quoted(ours.node.id)}; got ${quoted(provider)} of ${quoted(theirs.node.id)}. Make an adapter for each stack, or leave the provider out for the stack's own.`,
  );
}

/** What tells a provider from the stack's own of the same service; empty for that one. */
export function providerKey(provider: TerraformProvider | undefined): string {
  return provider?.alias === undefined ? "" : pathInStack(provider);
}
