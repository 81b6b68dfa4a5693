import { Aspects, TerraformElement, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Cdk, cdktf, cdktn } from "../cdk/cdk";
import { ownCdk } from "../cdk/own-cdk";
import { stackState } from "./app-state";
import { ValidationError } from "./validation-error";

/** Where a construct's class is from. */
interface Origin {
  readonly cdk: Cdk;
  /** The package of the construct's class, or of the nearest base class that a package exports. */
  readonly package: string;
}

/**
 * Rejects a construct whose stack or app belongs to the other Terraform CDK. Both mark their stacks with the same symbol,
 * so the synthesis would begin, and fail with an internal error.
 */
export function requireOwnScope(construct: IConstruct): void {
  const stack = construct.node.scopes.filter((scope) => TerraformStack.isStack(scope)).at(-1);
  const origin = foreignOrigin(stack);
  if (stack && origin)
    throw new ValidationError(
      construct,
      `"scope" has to belong to ${ownCdk.title}; got the ${described(stack, origin)}. Import "${origin.cdk.entry}" instead of "${ownCdk.entry}".`,
    );
  requireOwnConstruct(stack ?? construct, "scope", construct.node.root);
}

/** Rejects a component in a stack, or with a provider, of the other Terraform CDK. */
export function requireOwnCdk(component: IConstruct, options: { readonly provider?: unknown } | undefined): void {
  requireOwnScope(component);
  requireOwnConstruct(component, "provider", options?.provider);
  stackState(component, { name: "check of the Terraform CDK", create: () => checkBeforeValidations(component) });
}

// With validations, `Testing.synth` of CDK Terrain resolves all elements before it renders the stack. Only aspects run
// earlier. The aspect belongs to the first component, because a new aspect of a stack may cause a warning.
function checkBeforeValidations(component: IConstruct): void {
  Aspects.of(component).add({
    visit: (construct) => {
      if (construct === component) requireOwnElements(TerraformStack.of(component));
    },
  });
}

/** Rejects an argument that is a construct of the other Terraform CDK. `of` describes whose argument it is. */
export function requireOwnConstruct(scope: IConstruct, argument: string, value: unknown, of = ""): void {
  const origin = foreignOrigin(value);
  if (origin === undefined) return;
  throw new ValidationError(
    scope,
    `"${argument}"${of} has to belong to ${ownCdk.title}; got the ${described(value as IConstruct, origin)}. ${remedy(origin)}`,
  );
}

/** Rejects a stack that contains resources or providers of the other Terraform CDK. */
export function requireOwnElements(stack: TerraformStack): void {
  for (const element of stack.node.findAll()) {
    const origin = TerraformElement.isTerraformElement(element) ? foreignOrigin(element) : undefined;
    if (origin !== undefined)
      throw new ValidationError(
        element,
        `"scope" of the ${described(element, origin)} is a stack of ${ownCdk.title}. ${remedy(origin)}`,
      );
  }
}

function described({ constructor, node }: IConstruct, { package: name }: Origin): string {
  return `${constructor.name} "${node.id}" of "${name}"`;
}

function remedy({ cdk, package: name }: Origin): string {
  const own = name === cdk.name ? ownCdk.name : name.replace(cdk.scope, ownCdk.scope);
  return `Import "${own}" instead of "${name}".`;
}

function foreignOrigin(value: unknown): Origin | undefined {
  const origin = typeof value === "object" && value !== null ? originOf(Object.getPrototypeOf(value)) : undefined;
  return origin?.cdk === ownCdk ? undefined : origin;
}

const origins = new WeakMap<object, Origin | undefined>();

// The jsii name of the base class tells them apart, also for a second copy of a package and for classes of users.
function originOf(prototype: object | null): Origin | undefined {
  if (prototype === null) return undefined;
  if (!origins.has(prototype)) origins.set(prototype, findOrigin(prototype));
  return origins.get(prototype);
}

const runtimeType = Symbol.for("jsii.rtti");

function findOrigin(prototype: object): Origin | undefined {
  const { constructor } = prototype as { readonly constructor: { readonly [runtimeType]?: { readonly fqn: string } } };
  const name = Object.hasOwn(constructor, runtimeType) ? constructor[runtimeType]?.fqn.split(".")[0] : undefined;
  const cdk = [cdktf, cdktn].find((candidate) => candidate.name === name);
  if (cdk) return { cdk, package: cdk.name };
  const base = originOf(Object.getPrototypeOf(prototype));
  return base && { ...base, package: name ?? base.package };
}
