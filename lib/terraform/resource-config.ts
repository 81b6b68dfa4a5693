import {
  dependable,
  type ITerraformDependable,
  Lazy,
  type TerraformProvider,
  type TerraformResourceLifecycle,
  Token,
} from "cdktf";
import type { Construct } from "constructs";
import { pathInStack } from "../core/names";
import { isObject, plainObjectProblem } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import { rejectConstructValues } from "./construct-values";
import { configNames, type ResourceClass } from "./known-attributes";

/** `T` with writable fields, so that a transform function can assign to them. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Changes a resource's configuration before the library creates the resource: an object whose fields replace the
 * library's, or a function that edits the configuration in place. `id` is the path of the resource inside its stack.
 */
export type Transform<T> = Partial<T> | ((args: Mutable<T>, id: string) => void);

interface MetaArguments {
  readonly dependsOn?: ITerraformDependable[];
  readonly lifecycle?: TerraformResourceLifecycle;
}

/**
 * Applies a transform to a configuration. The `dependsOn` and `lifecycle` of a transform are merged with the library's
 * own, because the order of creation and replacement depends on these. `child` is the resource's id inside `scope`.
 * Names that the class `of` has no argument for are rejected, because the bindings ignore them.
 */
export function applyTransform<T extends object>(
  scope: Construct,
  child: string,
  config: T,
  transform: Transform<T> | undefined,
  of?: ResourceClass,
): T {
  const result = applyArgsTransform(scope, child, config, transform);
  if (of && transform !== undefined) requireConfigNames(scope, pathInStack(scope, child), result, of);
  rejectConstructValues(scope, result, ` of ${quoted(pathInStack(scope, child))}`);
  return result;
}

/** Applies a transform to the arguments of a component, which are checked like those that it changes. */
export function applyArgsTransform<T extends object>(
  scope: Construct,
  child: string,
  config: T,
  transform: Transform<T> | undefined,
): T {
  if (transform === undefined) return config;
  if (typeof transform !== "function" && !isObject(transform))
    throw new ValidationError(
      scope,
      `"transform" of ${quoted(pathInStack(scope, child))} has to be an object or a function; got ${quoted(transform)}. Write { … } with the fields to change, or (args) => { … }.`,
    );
  const hidden = typeof transform === "function" ? undefined : plainObjectProblem("transform", transform);
  if (hidden !== undefined) throw new ValidationError(scope, hidden);
  const result: T = { ...config, ...copiedMeta(config as MetaArguments) };
  if (typeof transform === "function") applyFunction(scope, result, transform, pathInStack(scope, child));
  else Object.assign(result, transform);
  return { ...result, ...mergedMeta(config as MetaArguments, result as MetaArguments) };
}

function requireConfigNames(scope: Construct, id: string, config: object, of: ResourceClass): void {
  const known = configNames(of);
  const stray = Object.keys(config).find((name) => !known.includes(name));
  if (stray === undefined) return;
  const value = (config as Readonly<Record<string, unknown>>)[stray];
  throw new ValidationError(
    scope,
    `${quoted(stray)} is not known in the "transform" of ${quoted(id)}; got ${quoted(value)}. ${didYouMean(stray, known)}`,
  );
}

// A returned object would be ignored silently, together with the auth in it.
function applyFunction<T>(
  scope: Construct,
  result: T,
  transform: (args: Mutable<T>, id: string) => unknown,
  id: string,
): void {
  const returned = transform(result as Mutable<T>, id);
  if (typeof returned !== "object" || returned === null || returned === result) return;
  throw new ValidationError(
    scope,
    `"transform" of ${quoted(id)} has to change its argument instead of returning another object; got ${quoted(Object.keys(returned))}. Write (args) => { args.name = "x"; }.`,
  );
}

// Copied, because a transform function may push to a list that other resources share.
function copiedMeta({ dependsOn, lifecycle }: MetaArguments): MetaArguments {
  return { ...(dependsOn && { dependsOn: [...dependsOn] }), ...(lifecycle && { lifecycle: { ...lifecycle } }) };
}

function mergedMeta(ours: MetaArguments, result: MetaArguments): MetaArguments {
  return {
    ...(ours.dependsOn && { dependsOn: [...new Set([...ours.dependsOn, ...(result.dependsOn ?? [])])] }),
    ...(ours.lifecycle && { lifecycle: { ...ours.lifecycle, ...result.lifecycle } }),
  };
}

/**
 * Terraform meta-arguments for all resources of a component.
 *
 * @example
 * ```ts
 * import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
 *
 * const ireland = new AwsProvider(this, "ireland", { alias: "ireland", region: "eu-west-1" });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi", {}, { provider: ireland });
 * api.route("$default", "src/default.handler");
 * ```
 */
export interface ComponentOptions {
  /**
   * The AWS provider of the component's resources. Pass a provider with an alias to create them in another region or
   * account.
   * @default - the stack's AWS provider without an alias
   */
  readonly provider?: TerraformProvider;
  /**
   * What Terraform has to create before any resource of the component.
   * @default - only what the resources refer to
   */
  readonly dependsOn?: ITerraformDependable[];
}

/** {@link ComponentOptions}, and the `region` argument of a resource that sets one. */
export interface Placement extends ComponentOptions {
  readonly region?: string;
}

/** Returns options with a further dependency, if there is one. */
export function withDependency<T extends ComponentOptions>(
  options: T,
  dependency: ITerraformDependable | undefined,
): T {
  return dependency === undefined ? options : { ...options, dependsOn: [...(options.dependsOn ?? []), dependency] };
}

/** Returns the meta-arguments of a resource that has a `region` argument. */
export function regionalMeta({ provider, dependsOn, region }: Placement) {
  return { ...globalMeta({ provider, dependsOn }), ...(region !== undefined && { region }) };
}

/** Returns the meta-arguments of a resource without a `region` argument, such as those of IAM. */
export function globalMeta({ provider, dependsOn }: ComponentOptions) {
  return { ...(provider && { provider }), ...(dependsOn?.length && { dependsOn }) };
}

interface DependsOn {
  dependsOn?: string[];
}

/** Adds dependencies to a resource. `later` runs at synthesis, so it may return resources that don't exist yet. */
export function dependOnLater(resource: DependsOn, later: () => readonly ITerraformDependable[]): void {
  const before = resource.dependsOn ?? [];
  const all = () => [...new Set([...before, ...later().map(dependable)])];
  resource.dependsOn = Token.asList(Lazy.listValue({ produce: all }, { omitEmpty: true }));
}
