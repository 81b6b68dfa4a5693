import { Tokenization } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";

// Meta-arguments, and `role`, which takes a construct in `transform.function`.
const unchecked = ["connection", "dependsOn", "forEach", "lifecycle", "provider", "provisioners", "role"];

/**
 * Rejects arguments with a construct in the place of a value. Terraform CDK would resolve the construct's fields: with
 * newer versions of `constructs`, until the stack overflows. `of` describes whose arguments they are.
 */
export function rejectConstructValues(scope: IConstruct, args: object, of = ""): void {
  const checked = Object.entries(args).filter(([name]) => !unchecked.includes(name));
  const found = findConstruct(Object.fromEntries(checked), "");
  if (found === undefined) return;
  throw new ValidationError(
    scope,
    `${quoted(found.path)}${of} has to be a value; got ${quoted(found.construct)}. Pass an attribute of the construct, such as its "arn" or "name".`,
  );
}

interface FoundConstruct {
  readonly path: string;
  readonly construct: IConstruct;
}

function findConstruct(value: unknown, path: string, parents: readonly unknown[] = []): FoundConstruct | undefined {
  if (Construct.isConstruct(value)) return { path, construct: value };
  const isContainer = Array.isArray(value) || (isObject(value) && !Tokenization.isResolvable(value));
  if (!isContainer || parents.includes(value)) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = findConstruct(member, path === "" ? key : `${path}.${key}`, [...parents, value]);
    if (found) return found;
  }
  return undefined;
}
