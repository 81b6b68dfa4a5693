import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { quoted } from "../core/validation-error";
import type { Function } from "../function/function";
import { functionAddress } from "../function/function-target";
import type { RenderedStack } from "../terraform/rendered-stack";
import { addCheck, type Finding } from "../validation/checks";

/** A kind of resource by which clients could come to a function past its API. */
interface OpeningKind {
  readonly type: string;
  readonly what: string;
  /** Whether one with such a `principal` opens the function. */
  readonly opens: (principal: unknown) => boolean;
}

const openingKinds: readonly OpeningKind[] = [
  { type: "aws_lambda_function_url", what: '"aws_lambda_function_url"', opens: () => true },
  {
    type: "aws_lambda_permission",
    what: '"aws_lambda_permission" for everyone',
    opens: (principal) => principal === "*",
  },
];

const guardedByStack: StateEntry<Map<TerraformStack, Function[]>> = {
  name: "guarded functions",
  create: () => new Map(),
};

/** Rejects a way to a function with guarded routes past its API: it has no URL, and not everyone may call it. */
export function forbidPublicInvoke(fn: Function): void {
  const stack = TerraformStack.of(fn);
  const all = appState(stack, guardedByStack);
  const guarded = all.get(stack) ?? [];
  if (!all.has(stack))
    addCheck({
      owner: stack,
      find: (rendered) => openingKinds.flatMap((kind) => openings(stack, guarded, kind, rendered)),
    });
  all.set(stack, guarded);
  guarded.push(fn);
}

function openings(
  stack: TerraformStack,
  guarded: readonly Function[],
  kind: OpeningKind,
  rendered: RenderedStack,
): readonly Finding[] {
  const own = rendered
    .all(kind.type)
    .flatMap((way) => (kind.opens(way.raw("principal")) ? [String(way.raw("function_name"))] : []));
  const others = openingsElsewhere(stack, kind);
  return guarded.flatMap((fn) => {
    const { function: lambda } = fn.nodes;
    const name = rendered.attributes(lambda)?.string("function_name");
    const address = `aws_lambda_function.${lambda.friendlyUniqueId}`;
    const way =
      own.find((text) => refersTo(text, address, rendered) || isFunctionName(text, name)) ??
      others.find(
        (other) =>
          functionAddress(other.scope, other.text) === functionAddress(fn, fn) || isFunctionName(other.text, name),
      );
    if (way === undefined) return [];
    const text = `${kind.what} can't be made for a function whose routes have scopes: clients would come to it past the API, whose authorizer checks them; got function_name = ${quoted(typeof way === "string" ? way : fn.node.path)}. Take it out, or make a function for it, from the same source.`;
    return [{ owner: fn, text }];
  });
}

// An alias, or a data source, names the function in turn.
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

function openingsElsewhere(
  stack: TerraformStack,
  { type, opens }: OpeningKind,
): readonly { scope: Construct; text: string }[] {
  return stack.node.root.node.findAll().flatMap((scope) => {
    const { terraformResourceType, functionNameInput, principalInput } = scope as Partial<LambdaPermission>;
    const isOne = terraformResourceType === type && opens(principalInput) && TerraformStack.of(scope) !== stack;
    return isOne ? [{ scope: scope as Construct, text: functionNameInput ?? "" }] : [];
  });
}
