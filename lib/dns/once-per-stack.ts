import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";

const mark = Symbol.for("cdktf-apigateway-websocket/OncePerStack");

/** What the APIs of a stack share. It belongs to none of them, so that taking one out moves nothing. */
class Shared<T> extends Construct {
  public readonly made: T;

  constructor(
    public readonly asker: Construct,
    id: string,
    make: (scope: Construct) => T,
  ) {
    super(TerraformStack.of(asker), id);
    Object.defineProperty(this, mark, { value: true });
    this.made = make(this);
  }
}

/** Makes something below a stack at the first call, and gives the same at every other with that id. */
export function oncePerStack<T>(scope: Construct, id: string, make: (scope: Construct) => T): T {
  const known = TerraformStack.of(scope).node.tryFindChild(id);
  if (known === undefined) return new Shared(scope, id, make).made;
  if (isShared(known)) return known.made as T;
  throw new ValidationError(
    scope,
    `"id" of a construct of the stack is one that DNS needs; got ${quoted(id)}. Give that construct another id.`,
  );
}

/** The construct for messages about another: for what is shared, the one that asked for it first. */
export function askerOf(scope: Construct): Construct {
  return isShared(scope) ? askerOf(scope.asker) : scope;
}

function isShared(construct: IConstruct): construct is Shared<unknown> {
  return mark in construct;
}
