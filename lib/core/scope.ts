import { Construct } from "constructs";
import { quoted, ValidationError } from "./validation-error";

/** How a component is created, for the messages about its first two arguments. */
interface Creation {
  /** What follows `new`, such as `aws.Function`. */
  readonly component: string;
  /** The arguments after the id, such as `{ handler: "src/chat.handler" }`. */
  readonly rest?: string;
}

/**
 * Returns the scope of a new construct. SST's components take the name first, and the `constructs` package would fail
 * with a TypeError that names no argument. So each component passes its first arguments through here.
 */
export function checkedScope(scope: unknown, id: unknown, { component, rest }: Creation): Construct {
  const line = (name: unknown) =>
    `Write new ${component}(${["this", quoted(typeof name === "string" ? name : "MyName"), ...(rest ? [rest] : [])].join(", ")}), where "this" is the stack.`;
  if (!Construct.isConstruct(scope))
    throw new ValidationError(
      undefined,
      `"scope", the first argument of ${component}, has to be the construct that contains it; got ${quoted(scope)}. ${line(typeof scope === "string" ? scope : id)}`,
    );
  if (typeof id === "string") return scope as Construct;
  throw new ValidationError(
    scope,
    `"id", the second argument of ${component}, has to be its name; got ${quoted(id)}. ${line(undefined)}`,
  );
}
