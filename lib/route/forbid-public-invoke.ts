import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type StackStateEntry, stackState } from "../core/app-state";
import { quoted } from "../core/validation-error";
import type { Function } from "../function/function";
import { functionAddress } from "../function/function-target";
import type { RenderedStack } from "../terraform/rendered-stack";
import { addCheck, type Finding } from "../validation/checks";

/** A resource type that can let clients invoke a function without its API. */
interface BypassKind {
  readonly type: string;
  /** The resource, for messages. */
  readonly description: string;
  /** Whether a resource with this `principal` makes the function public. */
  readonly isPublic: (principal: unknown) => boolean;
}

const bypassKinds: readonly BypassKind[] = [
  { type: "aws_lambda_function_url", description: '"aws_lambda_function_url"', isPublic: () => true },
  {
    type: "aws_lambda_permission",
    description: '"aws_lambda_permission" for everyone',
    isPublic: (principal) => principal === "*",
  },
];

const guardedFunctions: StackStateEntry<Function[]> = {
  name: "guarded functions",
  create: (stack) => {
    const guarded: Function[] = [];
    addCheck({
      owner: stack,
      find: (rendered) => bypassKinds.flatMap((kind) => bypassFindings(stack, guarded, kind, rendered)),
    });
    return guarded;
  },
};

/**
 * Rejects function URLs and public invoke permissions of a function with guarded routes: they bypass the authorizer.
 */
export function forbidPublicInvoke(fn: Function): void {
  stackState(fn, guardedFunctions).push(fn);
}

function bypassFindings(
  stack: TerraformStack,
  guarded: readonly Function[],
  kind: BypassKind,
  rendered: RenderedStack,
): readonly Finding[] {
  const own = rendered
    .all(kind.type)
    .flatMap((bypass) => (kind.isPublic(bypass.raw("principal")) ? [String(bypass.raw("function_name"))] : []));
  const others = bypassesInOtherStacks(stack, kind);
  return guarded.flatMap((fn) => {
    const { function: lambda } = fn.nodes;
    const name = rendered.attributes(lambda)?.string("function_name");
    const address = `aws_lambda_function.${lambda.friendlyUniqueId}`;
    const bypass =
      own.find((text) => refersTo(text, address, rendered) || isFunctionName(text, name)) ??
      others.find(
        (other) =>
          functionAddress(other.scope, other.text) === functionAddress(fn, fn) || isFunctionName(other.text, name),
      );
    if (bypass === undefined) return [];
    const text = `${kind.description} can't be created for a function whose routes have scopes: clients would bypass the API's authorizer; got function_name = ${quoted(typeof bypass === "string" ? bypass : fn.node.path)}. Remove it, or create a function for it from the same source.`;
    return [{ owner: fn, text }];
  });
}

// An alias or a data source refers to the function indirectly.
function refersTo(text: string, address: string, stack: RenderedStack, seen: readonly string[] = []): boolean {
  const references = [...text.matchAll(/(?<![\w.-])(?:data\.)?aws_lambda_\w+\.[\w-]+/g)].map(([found]) => found);
  return references.some((found) => {
    if (found === address) return true;
    const next = seen.includes(found) ? undefined : stack.at(found)?.raw("function_name");
    return typeof next === "string" && refersTo(next, address, stack, [...seen, found]);
  });
}

function isFunctionName(text: string, name: string | undefined): boolean {
  return name !== undefined && (text === name || new RegExp(`(^|:)function:${name}(:|$)`).test(text));
}

function bypassesInOtherStacks(
  stack: TerraformStack,
  { type, isPublic }: BypassKind,
): readonly { scope: Construct; text: string }[] {
  return stack.node.root.node.findAll().flatMap((scope) => {
    const { terraformResourceType, functionNameInput, principalInput } = scope as Partial<LambdaPermission>;
    const isBypass = terraformResourceType === type && isPublic(principalInput) && TerraformStack.of(scope) !== stack;
    return isBypass ? [{ scope: scope as Construct, text: functionNameInput ?? "" }] : [];
  });
}
