import type { TerraformStack } from "cdktf";
import type { Resource, StackJson } from "./rendered-stack";
import { ValidationError } from "./validation-error";

// In HCL an argument is an object of cdktf's own, whose "value" holds what was given: an override of a member changes
// that object, and either does not arrive or arrives past the checks.
/** Rejects an override of a member of an argument, which HCL output would lose. */
export function refuseMemberOverrides(resource: Resource): void {
  const { terraformResourceType: type, friendlyUniqueId } = resource;
  const overridden: readonly string[] = resource.toMetadata().overrides?.[type] ?? [];
  if (overridden.length === 0) return;
  const [blocks] = Object.values<Record<string, Record<string, Record<string, unknown>>>>(resource.toHclTerraform());
  const body = blocks?.[type]?.[friendlyUniqueId] ?? {};
  const lost = overridden.find((name) => isCdktfArgument(body[name]));
  if (lost === undefined) return;
  throw new ValidationError(
    resource,
    `"addOverride" reaches no member of an argument in HCL; got an override of one of "${lost}". Override the whole argument, or synthesize JSON.`,
  );
}

function isCdktfArgument(argument: unknown): boolean {
  return (
    typeof argument === "object" &&
    argument !== null &&
    ["value", "isBlock", "storageClassType"].some((name) => Object.hasOwn(argument, name))
  );
}

/** Rejects an override of the stack that reaches its resources: cdktf leaves it out of HCL, so the checks saw another stack. */
export function refuseStackOverrides(stack: TerraformStack, json: StackJson): void {
  const overrides = json["//"]?.metadata?.overrides?.stack;
  const lost = ["resource", "data"].find((kind) => overrides?.includes(kind));
  if (lost === undefined) return;
  throw new ValidationError(
    stack,
    `"addOverride" of a stack does not reach its resources in HCL; got an override of "${lost}". Override the resources themselves, or synthesize JSON.`,
  );
}
