import { type ITerraformDependable, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { constructId } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import { getOrCreateInStack } from "../terraform/stack-singleton";
import { resolveValue } from "../terraform/tokens";

/**
 * The name of Amazon's certificate authorities in CAA records. An "issue" record also allows wildcard certificates,
 * unless the zone has an "issuewild" record.
 */
export const certificateAuthority = "amazonaws.com";

/** The CAA record that a domain needs. */
export interface CaaRecordArgs {
  /** Prefix of the record's construct id; zone and account are appended. */
  readonly id: string;
  /** The zone, as it was passed to the adapter. */
  readonly zone: string;
  /** Identifies the account within the stack; empty for the account of the stack's default provider. */
  readonly account: string;
  readonly create: (scope: Construct) => ITerraformDependable;
}

interface CaaRecord extends Omit<CaaRecordArgs, "create"> {
  readonly stack: TerraformStack;
}

const caaRecords: StateEntry<CaaRecord[]> = { name: "CAA records", create: () => [] };

/**
 * The CAA record of a zone, created once per app, because services reject a second identical record. It belongs to the
 * first stack that needs it, and other stacks depend on that stack.
 *
 * @returns the record, if it belongs to this stack
 */
export function sharedCaaRecord(
  scope: Construct,
  { create, ...requested }: CaaRecordArgs,
): ITerraformDependable | undefined {
  const stack = TerraformStack.of(scope);
  const records = appState(scope, caaRecords);
  const existing = records.find(
    ({ id, zone, account }) => id === requested.id && zone === requested.zone && account === requested.account,
  );
  if (existing && existing.stack !== stack) {
    dependOnOwner(scope, stack, existing.stack);
    return undefined;
  }
  if (!existing) records.push({ ...requested, stack });
  const key = [String(resolveValue(stack, requested.zone)), requested.account].filter(Boolean).join(" ");
  return getOrCreateInStack(scope, constructId(requested.id, key), create);
}

function dependOnOwner(scope: Construct, stack: TerraformStack, owner: TerraformStack): void {
  if (owner.dependsOn(stack))
    throw new ValidationError(
      scope,
      `"caa" has to be false here: the CAA record of the zone belongs to the stack ${quoted(owner.node.id)}, which depends on this stack; got true in both. Create this API before that one, or set caa: false in both and create the record.`,
    );
  stack.addDependency(owner);
}
