import { isDeepStrictEqual } from "node:util";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformStack } from "cdktf";
import { Synthesis } from "../app/synthesis";
import type { BundleOptions, Wrapper } from "../bundle/bundle";
import { quoted, ValidationError } from "../core/validation-error";
import { lock } from "../validation/checks";
import { archiveFolder } from "./code";
import { authDriftMessage } from "./environment";
import { codeOf, Function } from "./function";

/**
 * Has a function of this library put around the handler when it is bundled. The same one twice is one.
 *
 * @throws ValidationError where the handler can't be wrapped, or is by another function already
 */
export function wrapFunction(fn: Function, wrapper: Wrapper): void {
  const code = fn[codeOf].bundled;
  const problem = wrapProblem(fn);
  if (code === undefined || problem !== undefined)
    throw new ValidationError(
      fn,
      `"handler" has to be source that is bundled here, because ${wrapper.export} is put around it, but ${problem}; got ${quoted(fn.nodes.function.handlerInput)}. Give the path of its source.`,
    );
  forbidMangleProps(fn, wrapper, code.request.options.esbuild);
  if (isDeepStrictEqual(code.wrapper, wrapper)) return;
  if (code.wrapper !== undefined)
    throw new ValidationError(
      fn,
      `"handler" can be wrapped once, and its uses need two: one function can't be an authorizer and serve routes with scopes, or be two authorizers that differ in "payload" or "response"; got ${formatWrapper(code.wrapper)} and ${formatWrapper(wrapper)}. Make a function for each use, from the same source.`,
    );
  requireUnwritten(fn);
  code.wrap(wrapper);
}

// esbuild would rename what the wrapper reads in events and in the environment as well.
function forbidMangleProps(fn: Function, wrapper: Wrapper, esbuild: BundleOptions["esbuild"]): void {
  if (esbuild?.mangleProps === undefined) return;
  throw new ValidationError(
    fn,
    `"nodejs.esbuild.mangleProps" can't be set for a handler that ${wrapper.export} is put around: it would rename what that reads; got ${quoted(esbuild.mangleProps)}. Leave it out.`,
  );
}

/** Why a function can't be wrapped, as a clause: "its code is a ready directory". Undefined where it can. */
export function wrapProblem(fn: Function | LambdaFunction | undefined): string | undefined {
  if (fn === undefined) return "it is given by its ARN, so its code is elsewhere";
  if (!Function.isFunction(fn)) return "it is a LambdaFunction of the provider, whose code is not bundled here";
  const { bundled } = fn[codeOf];
  if (bundled === undefined) return 'its "bundle" is deployed as it is';
  return bundled.isOwn ? "its code is this library's own" : undefined;
}

/** The function of this library that is put around a handler, if one is. */
export function wrapperOf(fn: Function): Wrapper | undefined {
  return fn[codeOf].bundled?.wrapper;
}

/**
 * Adds an environment variable to a function that is made already, and locks it. The same value twice is one. `text`
 * arrives as written, tokens as what they stand for.
 *
 * @throws ValidationError where the variable has another value already
 */
export function addVariable(fn: Function, name: string, text: string): void {
  const { variables } = fn[codeOf];
  if (variables.has(name, text)) return;
  const lambda = fn.nodes.function;
  const environment = variables.addTo(lambda.environmentInput, { [name]: text });
  requireUnwritten(fn);
  if (environment) lambda.putEnvironment(environment);
}

/** Locks the code of a function: what is bundled is what runs, whatever changes the function later. */
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

/** Has a function bundled from its sources alone: whoever can write to the cache must not decide who gets in. */
export function bundleFromSources(fn: Function): void {
  fn[codeOf].bundled?.protect();
}

function formatWrapper({ export: name, options }: Wrapper): string {
  return options === undefined ? name : `${name} with ${quoted(options)}`;
}

// A stack that is written knows nothing of what an aspect of a later one changes.
function requireUnwritten(fn: Function): void {
  if (Synthesis.of(fn).isWritten(TerraformStack.of(fn)))
    throw new ValidationError(
      fn,
      `"handler" is bundled and written already; got a use of the function in another stack, while that one is synthesized. Use the function before synthesis.`,
    );
}
