import { type TerraformProvider, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { pathInStack } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import { writePaths } from "./construct-paths";

/** Identifies a provider within its stack; empty for the stack's default provider. */
export function providerKey(provider: TerraformProvider | undefined): string {
  return provider?.alias === undefined ? "" : pathInStack(provider);
}

const singletonMark = Symbol.for("cdktf-apigateway-websocket/OncePerStack");

/**
 * A construct that the components of a stack share. It belongs to the stack, so removing a component moves no Terraform address.
 */
class StackSingleton<T> extends Construct {
  public readonly value: T;

  constructor(
    public readonly requester: Construct,
    id: string,
    create: (scope: Construct) => T,
  ) {
    super(TerraformStack.of(requester), id);
    Object.defineProperty(this, singletonMark, { value: true });
    writePaths(this);
    this.value = create(this);
  }
}

/** Creates a value once per stack and id. Later calls return the same value. */
export function getOrCreateInStack<T>(scope: Construct, id: string, create: (scope: Construct) => T): T {
  const existing = TerraformStack.of(scope).node.tryFindChild(id);
  if (existing === undefined) return new StackSingleton(scope, id, create).value;
  if (isStackSingleton(existing)) return existing.value as T;
  throw new ValidationError(
    scope,
    `"id" of a construct of the stack can't be one that the library uses itself; got ${quoted(id)}. Rename that construct.`,
  );
}

/** The construct that messages name: for a shared construct, the component that requested it first. */
export function firstRequester(scope: Construct): Construct {
  return isStackSingleton(scope) ? firstRequester(scope.requester) : scope;
}

function isStackSingleton(construct: IConstruct): construct is StackSingleton<unknown> {
  return singletonMark in construct;
}
