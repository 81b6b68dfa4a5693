import { type TerraformElement, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { Attributes } from "./attributes";

/** Reads the arguments of a resource out of the synthesized stack. */
export type Read = (resource: TerraformElement & { terraformResourceType: string }) => Attributes | undefined;

type Check = (read: Read) => void;
type Synthesized = { resource?: Record<string, Record<string, Record<string, unknown>>> };

const checksOf = new WeakMap<TerraformStack, Check[]>();

/**
 * Has a check look at the stack as it is about to be written: after transforms, aspects and overrides, those of the
 * stack included. It runs in every kind of synthesis, and no option of cdktf skips it.
 */
export function judge(scope: IConstruct, check: Check): void {
  const stack = TerraformStack.of(scope);
  const checks = checksOf.get(stack) ?? watched(stack);
  checks.push(check);
}

// cdktf's validations are skipped by `skipValidation` and by `Testing.synth`, and never see overrides. What the stack
// renders is the only thing that every way of synthesis asks for, so the checks stand there.
function watched(stack: TerraformStack): Check[] {
  const checks: Check[] = [];
  checksOf.set(stack, checks);
  const toTerraform = stack.toTerraform.bind(stack);
  const toHclTerraform = stack.toHclTerraform.bind(stack);
  stack.toTerraform = () => {
    const synthesized = toTerraform() as Synthesized;
    const read: Read = (resource) => {
      const json = synthesized.resource?.[resource.terraformResourceType]?.[resource.friendlyUniqueId];
      return json && new Attributes(json);
    };
    for (const check of checks) check(read);
    return synthesized;
  };
  stack.toHclTerraform = () => {
    stack.toTerraform();
    return toHclTerraform();
  };
  return checks;
}
