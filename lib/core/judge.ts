import { TerraformDataSource, type TerraformElement, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { Attributes } from "./attributes";
import { Synthesis } from "./synthesis";
import { ValidationError } from "./validation-error";

type Resource = TerraformElement & { terraformResourceType: string };

/** Reads the arguments of a resource or data source out of the synthesized stack. */
export type Read = (resource: Resource) => Attributes | undefined;

/** Finds arguments in the synthesized stack, also of what no construct stands for, such as an override of the stack. */
export interface Find {
  /** Of all resources of a type. */
  readonly all: (type: string) => readonly Attributes[];
  /** Of what a reference names, such as "aws_lambda_alias.live" or "data.aws_lambda_function.chat". */
  readonly at: (address: string) => Attributes | undefined;
}

type Check = (read: Read, find: Find) => void;
type Body = Record<string, unknown>;

interface Synthesized {
  readonly resource?: Record<string, Record<string, Body | Body[]>>;
  readonly data?: Record<string, Record<string, Body | Body[]>>;
  readonly "//"?: { readonly metadata?: { readonly overrides?: { readonly stack?: readonly string[] } } };
}

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
  Synthesis.of(stack).watch(stack);
  const judged = new Set<Resource>();
  const toTerraform = stack.toTerraform.bind(stack);
  const toHclTerraform = stack.toHclTerraform.bind(stack);
  stack.toTerraform = () => {
    const synthesized = toTerraform() as Synthesized;
    for (const check of checks) check(reader(synthesized, judged), finder(synthesized));
    return synthesized;
  };
  stack.toHclTerraform = () => {
    refuseLostOverrides(stack, stack.toTerraform() as Synthesized);
    for (const resource of judged) refuseLostMembers(resource);
    return toHclTerraform();
  };
  return checks;
}

function reader(synthesized: Synthesized, judged: Set<Resource>): Read {
  return (resource) => {
    judged.add(resource);
    const kind = TerraformDataSource.isTerraformDataSource(resource) ? "data" : "resource";
    return attributesOf(synthesized[kind]?.[resource.terraformResourceType]?.[resource.friendlyUniqueId]);
  };
}

function finder(synthesized: Synthesized): Find {
  return {
    all: (type) => Object.values(synthesized.resource?.[type] ?? {}).flatMap((body) => attributesOf(body) ?? []),
    at: (address) => {
      const [, data, type = "", name = ""] = /^(data\.)?([^.]+)\.([^.]+)$/.exec(address) ?? [];
      return attributesOf(synthesized[data ? "data" : "resource"]?.[type]?.[name]);
    },
  };
}

// Terraform reads a list of one body as that body.
function attributesOf(body: Body | Body[] | undefined): Attributes | undefined {
  const json = Array.isArray(body) ? body[0] : body;
  return json && new Attributes(json);
}

// In HCL an argument is an object of cdktf's own, whose "value" holds what was given: an override of a member changes
// that object, and either does not arrive or arrives past the checks.
function refuseLostMembers(resource: Resource): void {
  const { terraformResourceType: type, friendlyUniqueId } = resource;
  const overridden: readonly string[] = resource.toMetadata().overrides?.[type] ?? [];
  const body: Body =
    Object.values<Record<string, Record<string, Body>>>(resource.toHclTerraform())[0]?.[type]?.[friendlyUniqueId] ?? {};
  const lost = overridden.find((name) => isOfCdktf(body[name]));
  if (lost === undefined) return;
  throw new ValidationError(
    resource,
    `"addOverride" reaches no member of an argument in HCL; got an override of one of "${lost}". Override the whole argument, or synthesize JSON.`,
  );
}

function isOfCdktf(argument: unknown): boolean {
  return (
    typeof argument === "object" &&
    argument !== null &&
    ["value", "isBlock", "storageClassType"].some((name) => Object.hasOwn(argument, name))
  );
}

// What the checks saw is not what would be written: cdktf leaves these overrides out of HCL.
function refuseLostOverrides(stack: TerraformStack, synthesized: Synthesized): void {
  const overrides = synthesized["//"]?.metadata?.overrides?.stack;
  const lost = ["resource", "data"].find((kind) => overrides?.includes(kind));
  if (lost === undefined) return;
  throw new ValidationError(
    stack,
    `"addOverride" of a stack does not reach its resources in HCL; got an override of "${lost}". Override the resources themselves, or synthesize JSON.`,
  );
}
