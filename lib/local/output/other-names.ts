import type { Step } from "../expression/evaluate";
import { type Json, member } from "./json";
import type { Stack } from "./stack";

/** The JSON that a reference resolves to, its stack, and the steps into its value. */
interface ResolvedName {
  readonly stack: Stack;
  readonly json: Json;
  readonly steps: readonly Step[];
}

/** CDKTF's prefix for the remote state of another stack of the same app. */
const crossStack = "cross-stack-reference-input-";

/** Resolves a reference to anything except a resource or an ordinary data source; undefined for these two. */
export function otherNames(
  stack: Stack,
  name: string,
  steps: readonly Step[],
  stacks: readonly Stack[],
): ResolvedName | "unknown" | undefined {
  const [first, ...rest] = steps;
  switch (name) {
    case "var":
      return resolved(stack, member(stack.named("variable", String(first)), "default"), rest);
    case "local":
      return resolved(stack, stack.local(String(first)), rest);
    case "path":
      return resolved(stack, first === "cwd" ? undefined : ".", rest);
    case "terraform":
      return resolved(stack, first === "workspace" ? "default" : undefined, rest);
    case "data":
      return first === "terraform_remote_state" ? crossStackOutput(stacks, rest) : undefined;
    case "module":
    case "each":
    case "count":
    case "self":
      return "unknown";
    default:
      return undefined;
  }
}

function resolved(stack: Stack, json: Json | undefined, steps: readonly Step[]): ResolvedName | "unknown" {
  return json === undefined ? "unknown" : { stack, json, steps };
}

function crossStackOutput(
  stacks: readonly Stack[],
  [label, outputs, name, ...rest]: readonly Step[],
): ResolvedName | "unknown" {
  const other = stacks.find((stack) => `${crossStack}${stack.name}` === label);
  if (other === undefined || outputs !== "outputs") return "unknown";
  return resolved(other, member(other.named("output", String(name)), "value"), rest);
}
