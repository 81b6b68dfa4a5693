import { type ITerraformDependable, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { constructId } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import { resolveValue } from "../terraform/tokens";
import { getOrCreateInStack } from "./adapter";

/**
 * The name that Amazon's certificate authorities answer to in a CAA record. It allows certificates with a wildcard too,
 * where the zone has no record for those alone.
 */
export const certificateAuthority = "amazonaws.com";

/** Which CAA record a domain needs. */
export interface CaaRecordArgs {
  /** The id of the construct that is to hold it, before what tells zones apart. */
  readonly id: string;
  /** The zone, as the adapter was given it. */
  readonly zone: string;
  /** What tells the account from the others that a stack works in; empty for that of the stack's own provider. */
  readonly account: string;
  readonly make: (scope: Construct) => ITerraformDependable;
}

interface CaaRecord extends Omit<CaaRecordArgs, "make"> {
  readonly stack: TerraformStack;
}

const caaRecords: StateEntry<CaaRecord[]> = { name: "CAA records", create: () => [] };

/**
 * The CAA record of a zone, once for the whole app: services refuse a second one that says the same. It lives in the
 * first stack that needs it, and other stacks wait for that one.
 *
 * @returns the record, where it is in this stack
 */
export function sharedCaaRecord(scope: Construct, { make, ...need }: CaaRecordArgs): ITerraformDependable | undefined {
  const stack = TerraformStack.of(scope);
  const records = appState(scope, caaRecords);
  const known = records.find(
    ({ id, zone, account }) => id === need.id && zone === need.zone && account === need.account,
  );
  if (known && known.stack !== stack) {
    dependOnOwner(scope, stack, known.stack);
    return undefined;
  }
  if (!known) records.push({ ...need, stack });
  const key = [String(resolveValue(stack, need.zone)), need.account].filter(Boolean).join(" ");
  return getOrCreateInStack(scope, constructId(need.id, key), make);
}

function dependOnOwner(scope: Construct, stack: TerraformStack, owner: TerraformStack): void {
  if (owner.dependsOn(stack))
    throw new ValidationError(
      scope,
      `"caa" has to be false here, or this API has to be made before that of the stack ${quoted(owner.node.id)}, which has the CAA record of the zone and depends on this stack; got true in both. Swap them, or allow Amazon's certificates by hand.`,
    );
  stack.addDependency(owner);
}
