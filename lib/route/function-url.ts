import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Find, judge, type Read } from "../core/judge";
import { quoted, ValidationError } from "../core/validation-error";
import type { Function } from "../function/function";
import { functionAddress } from "./function-address";

const guardedOf = new WeakMap<TerraformStack, Function[]>();

/** Holds that a function whose routes have scopes has no URL, where clients would come to it past the API. */
export function holdNoUrl(fn: Function): void {
  const stack = TerraformStack.of(fn);
  const guarded = guardedOf.get(stack) ?? [];
  if (guarded.length === 0) judge(stack, (read, find) => refuseUrls(stack, guarded, read, find));
  guardedOf.set(stack, guarded);
  guarded.push(fn);
}

function refuseUrls(stack: TerraformStack, guarded: readonly Function[], read: Read, find: Find): void {
  const own = find.all(LambdaFunctionUrl.tfResourceType).map((url) => String(url.raw("function_name")));
  const others = urlsElsewhere(stack);
  for (const fn of guarded) {
    const { function: lambda } = fn.nodes;
    const name = read(lambda)?.string("function_name");
    const address = `aws_lambda_function.${lambda.friendlyUniqueId}`;
    const url =
      own.find((text) => names(text, address, find) || isName(text, name)) ??
      others.find(
        (other) => functionAddress(other.scope, other.text) === functionAddress(fn, fn) || isName(other.text, name),
      );
    if (url === undefined) continue;
    throw new ValidationError(
      fn,
      `"aws_lambda_function_url" can't be made for a function whose routes have scopes: clients would come to it past the API, whose authorizer checks them; got function_name = ${quoted(typeof url === "string" ? url : fn.node.path)}. Take it out, or make a function for it, from the same source.`,
    );
  }
}

// An alias, or a data source, names the function in turn.
function names(text: string, address: string, find: Find, seen: readonly string[] = []): boolean {
  const references = [...text.matchAll(/(?<![\w.-])(?:data\.)?aws_lambda_\w+\.[\w-]+/g)].map(([found]) => found);
  return references.some((found) => {
    if (found === address) return true;
    const next = seen.includes(found) ? undefined : find.at(found)?.raw("function_name");
    return typeof next === "string" && names(next, address, find, [...seen, found]);
  });
}

function isName(text: string, name: string | undefined): boolean {
  return name !== undefined && (text === name || new RegExp(`(^|:)function:${name}(:|$)`).test(text));
}

function urlsElsewhere(stack: TerraformStack): readonly { readonly scope: LambdaFunctionUrl; readonly text: string }[] {
  return stack.node.root.node
    .findAll()
    .filter((construct) => isUrl(construct) && TerraformStack.of(construct) !== stack)
    .map((url) => ({ scope: url as LambdaFunctionUrl, text: (url as LambdaFunctionUrl).functionNameInput ?? "" }));
}

function isUrl(construct: IConstruct): construct is LambdaFunctionUrl {
  return (construct as Partial<LambdaFunctionUrl>).terraformResourceType === LambdaFunctionUrl.tfResourceType;
}
