import { type TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { pathInStack } from "../core/path";
import type { Placement } from "../core/placement";
import { resolved } from "../core/resolved";
import { quoted } from "../core/validation-error";
import { warn } from "../core/warning";
import { isDefaultProvider, providerRegion } from "./region";

interface Managed {
  readonly stack: TerraformStack;
  /** Which of the stack's settings it is. */
  readonly key: string;
  readonly region: string | undefined;
}

const managedByApp: StateEntry<Managed[]> = { name: "account settings", create: () => [] };

/** What tells an account and region from the others of a stack; empty for those of its default provider. */
export function accountKey(stack: TerraformStack, { provider, region }: Placement): string {
  const other = provider && !isDefaultProvider(provider) ? provider : undefined;
  const home = providerRegion(stack, other);
  // A region that only Terraform knows is another one as far as anyone can tell.
  const elsewhere = region !== undefined && region !== home ? String(resolved(stack, region)) : undefined;
  return [other && pathInStack(other), elsewhere].filter(Boolean).join(" ");
}

/** Warns where another stack of the app may manage the setting of the same account and region. */
export function warnOfRivals(api: Construct, stack: TerraformStack, { provider, region }: Placement): void {
  const all = appState(stack, managedByApp);
  const key = accountKey(stack, { provider, region });
  const own: Managed = { stack, key, region: region ?? providerRegion(stack, provider) };
  const isOwn = (other: Managed) => other.stack === stack && other.key === key;
  const rival = all.find((other) => !isOwn(other) && mayBeTheSame(other, own));
  if (!all.some(isOwn)) all.push(own);
  if (rival === undefined) return;
  warn(
    api,
    `"account" is managed ${rival.stack === stack ? "by another provider of this stack" : `by the stack ${quoted(rival.stack.node.id)}`} too: AWS has one setting per account and region, so the last deployment wins and the first destroy ends the logs of both. Where both are in the same account and region, set account: "existing" in one of them.`,
  );
}

function mayBeTheSame(a: Managed, b: Managed): boolean {
  const known = [a.region, b.region].every((region) => region !== undefined && !Token.isUnresolved(region));
  return !known || a.region === b.region;
}
