import { isDeepStrictEqual } from "node:util";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformStack } from "cdktf";
import { Synthesis } from "../app/synthesis";
import type { BundleOptions, Wrapper } from "../bundle/bundle";
import { quoted, ValidationError } from "../core/validation-error";
import { addSearch, lock } from "../validation/checks";
import { archiveFolder } from "./code";
import { isDurable } from "./durable";
import { authDriftMessage } from "./environment";
import { codeOf, Function } from "./function";

/**
 * Wraps the handler in a function of this library when it is bundled. Another call with an equal wrapper has no effect.
 *
 * @throws ValidationError if the handler can't be wrapped, or has another wrapper already
 */
export function wrapFunction(fn: Function, wrapper: Wrapper): void {
  const code = fn[codeOf].bundled;
  const problem = wrapProblem(fn);
  if (code === undefined || problem !== undefined)
    throw new ValidationError(
      fn,
      `"handler" has to be source that is bundled here, because ${wrapper.export} wraps it, but ${problem}; got ${quoted(fn.nodes.function.handlerInput)}. Write the path of its source, such as "src/chat.handler".`,
    );
  forbidMangleProps(fn, wrapper, code.request.options.esbuild);
  if (isDeepStrictEqual(code.wrapper, wrapper)) return;
  if (code.wrapper !== undefined)
    throw new ValidationError(
      fn,
      `"handler" can be wrapped only once, but its routes or authorizers need two different wrappers; got ${formatWrapper(code.wrapper)} and ${formatWrapper(wrapper)}. Create a function for each use, from the same source: new aws.Function(…).`,
    );
  requireUnwritten(fn);
  code.wrap(wrapper);
  forbidDurable(fn);
}

/** Rejects a later change that makes a function durable: Lambda would pass it other events than its code expects. */
export function forbidDurable(fn: Function): void {
  addSearch(fn, (stack) => {
    const durable = stack.attributes(fn.nodes.function)?.raw("durable_config");
    return durable === undefined || durable === null
      ? undefined
      : `"transform.function", an override or an aspect can't make this function durable, because Lambda passes a durable function other events than those of API Gateway; got ${quoted(durable)}. Undo that change.`;
  });
}

// esbuild would also rename the properties of events and of the environment that the wrapper reads.
function forbidMangleProps(fn: Function, wrapper: Wrapper, esbuild: BundleOptions["esbuild"]): void {
  if (esbuild?.mangleProps === undefined) return;
  throw new ValidationError(
    fn,
    `"nodejs.esbuild.mangleProps" can't be set for a handler that ${wrapper.export} wraps, because it renames what the wrapper reads; got ${quoted(esbuild.mangleProps)}. Remove it.`,
  );
}

/** Returns why a function can't be wrapped, as a clause: "its code is this library's own". Undefined if it can. */
export function wrapProblem(fn: Function | LambdaFunction | undefined): string | undefined {
  if (fn === undefined) return "it is given by its ARN, so its code is elsewhere";
  if (!Function.isFunction(fn)) return "it is a LambdaFunction of the provider, whose code is not bundled here";
  if (isDurable(fn.nodes.function)) return "it is durable, so Lambda passes it other events than those of API Gateway";
  const { bundled } = fn[codeOf];
  if (bundled === undefined) return 'its "bundle" is deployed as it is';
  return bundled.isOwn ? "its code is this library's own" : undefined;
}

/** Returns the function of this library that wraps a handler, if any. */
export function wrapperOf(fn: Function): Wrapper | undefined {
  return fn[codeOf].bundled?.wrapper;
}

/**
 * Adds an environment variable to an existing function, and locks it. Another call with the same value has no effect.
 * Text is escaped for Terraform, and tokens remain references.
 *
 * @throws ValidationError if the variable has another value, or the user set it
 */
export function addVariable(fn: Function, name: string, text: string): void {
  const { variables } = fn[codeOf];
  if (variables.has(name, text)) return;
  const lambda = fn.nodes.function;
  const environment = variables.addTo(lambda.environmentInput, { [name]: text });
  requireUnwritten(fn);
  if (environment) lambda.putEnvironment(environment);
}

/** Locks the code of a function: a later change of its handler, runtime, file or archive folder is an error. */
export function lockCode(fn: Function): void {
  const code = fn[codeOf];
  if (code.isLocked) return;
  code.isLocked = true;
  const { function: lambda, archive } = fn.nodes;
  const { handler, runtime } = code;
  const reason = (drift: string) => authDriftMessage("its code", drift);
  const { outputPath: filename, outputBase64Sha256 } = archive;
  lock(lambda, { handler, runtime, filename, source_code_hash: outputBase64Sha256 }, { owner: fn, reason });
  lock(archive, { source_dir: archiveFolder(archive) }, { owner: fn, reason });
}

/** Bundles or packs a function without the cache, because whoever can write to the cache must not decide about access. */
export function bundleFromSources(fn: Function): void {
  const { bundled, python } = fn[codeOf];
  bundled?.protect();
  python?.protect();
}

function formatWrapper({ export: name, options }: Wrapper): string {
  return options === undefined ? name : `${name} with ${quoted(options)}`;
}

// An aspect of a later stack can't change a stack that is already written.
function requireUnwritten(fn: Function): void {
  if (Synthesis.of(fn).isWritten(TerraformStack.of(fn)))
    throw new ValidationError(
      fn,
      `"handler" is already bundled and written; got a use of the function in another stack during the synthesis of that stack. Use the function before synthesis.`,
    );
}
