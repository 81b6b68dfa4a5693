import { isDeepStrictEqual } from "node:util";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformStack, Token } from "cdktf";
import type { BundleOptions, Wrapper } from "../bundle/bundle";
import { escapeTemplate } from "../core/escape";
import { changed } from "../core/held";
import { judge } from "../core/judge";
import { resolved } from "../core/resolved";
import { Synthesis } from "../core/synthesis";
import { quoted, ValidationError } from "../core/validation-error";
import { codeOf, Function } from "./function";

/**
 * Has a function of this library put around the handler when it is bundled. The same one twice is one.
 *
 * @throws ValidationError where the handler can't be wrapped, or is by another function already
 */
export function wrapFunction(fn: Function, wrapper: Wrapper): void {
  const code = fn[codeOf].bundled;
  const problem = unwrappable(fn);
  if (code === undefined || problem !== undefined)
    throw new ValidationError(
      fn,
      `"handler" has to be source that is bundled here, because ${wrapper.export} is put around it, but ${problem}; got ${quoted(fn.nodes.function.handlerInput)}. Give the path of its source.`,
    );
  refuseRenaming(fn, wrapper, code.request.options.esbuild);
  if (isDeepStrictEqual(code.wrapper, wrapper)) return;
  if (code.wrapper !== undefined)
    throw new ValidationError(
      fn,
      `"handler" can be wrapped once, and its uses need two: one function can't be an authorizer and serve routes with scopes, or be two authorizers that differ in "payload" or "response"; got ${named(code.wrapper)} and ${named(wrapper)}. Make a function for each use, from the same source.`,
    );
  refuseLate(fn);
  code.wrap(wrapper);
}

// esbuild would rename what the wrapper reads in events and in the environment as well.
function refuseRenaming(fn: Function, wrapper: Wrapper, esbuild: BundleOptions["esbuild"]): void {
  if (esbuild?.mangleProps === undefined) return;
  throw new ValidationError(
    fn,
    `"nodejs.esbuild.mangleProps" can't be set for a handler that ${wrapper.export} is put around: it would rename what that reads; got ${quoted(esbuild.mangleProps)}. Leave it out.`,
  );
}

/** Why a function can't be wrapped, as a clause: "its code is a ready directory". Undefined where it can. */
export function unwrappable(fn: Function | LambdaFunction | undefined): string | undefined {
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

interface Held {
  readonly variables: Map<string, string>;
  code: boolean;
}

const heldOf = new WeakMap<Function, Held>();

/**
 * Adds an environment variable to a function that is there already, and holds it: what changes it or takes it away
 * later is an error. The same value twice is one. `text` arrives as written, tokens as what they stand for.
 *
 * @throws ValidationError where the variable has another value already
 */
export function addVariable(fn: Function, name: string, text: string): void {
  const { variables } = held(fn);
  const value = escapeTemplate(text);
  const lambda = fn.nodes.function;
  const known = variables.get(name);
  if (known !== undefined && resolved(fn, known) === resolved(fn, value)) return;
  const given = lambda.environmentInput?.variables ?? {};
  if (Token.isUnresolved(lambda.environmentInput) || Token.isUnresolved(given))
    throw new ValidationError(
      fn,
      `"transform.function.environment" has to be known at synthesis here: the library adds ${quoted(name)} to it; got a reference. Name the variables one by one, each of which may be a reference.`,
    );
  if (Object.hasOwn(given, name))
    throw new ValidationError(
      fn,
      `"environment" may not set ${quoted(name)}, which the library needs for what the function is used for; got ${quoted(resolved(fn, given[name]))} beside ${quoted(resolved(fn, value))}. Leave it out, or make a function for each use.`,
    );
  refuseLate(fn);
  variables.set(name, value);
  lambda.putEnvironment({ ...lambda.environmentInput, variables: { ...given, [name]: value } });
}

/** Holds that the code of a function is what was bundled, and run as it was decided, whatever changes the function later. */
export function holdWrapped(fn: Function): void {
  const all = held(fn);
  if (all.code) return;
  all.code = true;
  const { function: lambda, archive } = fn.nodes;
  const { handler, runtime } = fn[codeOf];
  const code = {
    handler,
    runtime,
    filename: resolved(fn, archive.outputPath),
    source_code_hash: resolved(fn, archive.outputBase64Sha256),
  };
  judge(fn, (read) => {
    const other = changed(read(lambda), code) ?? changed(read(archive), { source_dir: archive.sourceDirInput });
    if (other !== undefined) throw new ValidationError(fn, opened("its code", other));
  });
}

/** Has a function bundled from its sources alone: whoever can write to the cache must not decide who gets in. */
export function bundleFromSources(fn: Function): void {
  fn[codeOf].bundled?.protect();
}

function held(fn: Function): Held {
  const known = heldOf.get(fn);
  if (known) return known;
  const made: Held = { variables: new Map(), code: false };
  heldOf.set(fn, made);
  judge(fn, (read) => {
    const attributes = read(fn.nodes.function);
    const other = changed(attributes, { environment: attributes?.raw("environment") });
    if (made.variables.size > 0 && other !== undefined) throw new ValidationError(fn, opened("its environment", other));
    const found = Object.fromEntries(attributes?.blocks("environment")[0]?.entries("variables") ?? []);
    const lost = [...made.variables].find(([name, value]) => found[name] !== resolved(fn, value));
    if (lost) throw new ValidationError(fn, opened(`its variable ${quoted(lost[0])}`, quoted(found[lost[0]] ?? null)));
  });
  return made;
}

function opened(what: string, got: string): string {
  return `"transform.function", an override or an aspect may not change ${what}: the auth of an API rests on it; got ${got}. Take that change back, or use another function.`;
}

function named({ export: name, options }: Wrapper): string {
  return options === undefined ? name : `${name} with ${quoted(options)}`;
}

// A stack that is written knows nothing of what an aspect of a later one changes.
function refuseLate(fn: Function): void {
  if (Synthesis.of(fn).isPast(TerraformStack.of(fn)))
    throw new ValidationError(
      fn,
      `"handler" is bundled and written already; got a use of the function in another stack, while that one is synthesized. Use the function before synthesis.`,
    );
}
