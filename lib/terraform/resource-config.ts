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

/** `T` with its fields writable, so that a transform function may assign to them. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Changes what the library is about to create: either fields that replace its own, or a function that edits the
 * configuration in place. `id` is the path of the resource inside its stack.
 */
export type Transform<T> = Partial<T> | ((args: Mutable<T>, id: string) => void);

interface MetaArguments {
  readonly dependsOn?: ITerraformDependable[];
  readonly lifecycle?: TerraformResourceLifecycle;
}

/**
 * Applies a transform to a configuration. `dependsOn` and `lifecycle` add to ours: order and replacement rest on them.
 * `child` is the id of the resource inside `scope`.
 */
export function applyTransform<T extends object>(
  scope: Construct,
  child: string,
  config: T,
  transform: Transform<T> | undefined,
): T {
  if (transform === undefined) return config;
  if (typeof transform !== "function" && !isObject(transform))
    throw new ValidationError(
      scope,
      `"transform" of ${quoted(pathInStack(scope, child))} has to be an object or a function; got ${quoted(transform)}. Give the fields to change, or (args) => { … }.`,
    );
  const hidden = typeof transform === "function" ? undefined : plainObjectProblem("transform", transform);
  if (hidden !== undefined) throw new ValidationError(scope, hidden);
  const result: T = { ...config, ...copiedMeta(config as MetaArguments) };
  if (typeof transform === "function") applyFunction(scope, result, transform, pathInStack(scope, child));
  else Object.assign(result, transform);
  return { ...result, ...mergedMeta(config as MetaArguments, result as MetaArguments) };
}

// What a function returns in place of changing its argument would be lost without a word, auth included.
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
    `"transform" of ${quoted(id)} has to change its argument, and not to return another object; got ${quoted(Object.keys(returned))}. Assign to the argument's fields: (args) => { args.name = "x"; }.`,
  );
}

// A function may push to the list, which other resources share.
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
 * Terraform's meta-arguments for everything that a component makes.
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
   * The AWS provider that makes the component's resources. Set it to put the component into another region or account.
   * @default - the stack's AWS provider without an alias
   */
  readonly provider?: TerraformProvider;
  /**
   * What has to exist before any resource of the component is made.
   * @default - nothing but what the resources refer to
   */
  readonly dependsOn?: ITerraformDependable[];
}

/** {@link ComponentOptions}, and the region where a resource's own `region` argument names one. */
export interface Placement extends ComponentOptions {
  readonly region?: string;
}

/** The meta-arguments of a resource that lives in a region. */
export function regionalMeta({ provider, dependsOn, region }: Placement) {
  return { ...globalMeta({ provider, dependsOn }), ...(region !== undefined && { region }) };
}

/** The meta-arguments of a resource that knows no region, as those of IAM. */
export function globalMeta({ provider, dependsOn }: ComponentOptions) {
  return { ...(provider && { provider }), ...(dependsOn?.length && { dependsOn }) };
}

interface DependsOn {
  dependsOn?: string[];
}

/** Has Terraform create a resource after others that may be declared later than it. */
export function dependOnLater(resource: DependsOn, later: () => readonly ITerraformDependable[]): void {
  const before = resource.dependsOn ?? [];
  const all = () => [...new Set([...before, ...later().map(dependable)])];
  resource.dependsOn = Token.asList(Lazy.listValue({ produce: all }, { omitEmpty: true }));
}
