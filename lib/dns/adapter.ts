import { TerraformProvider, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { pathInStack } from "../core/names";
import { quoted, ValidationError } from "../core/validation-error";
import type { Attributes } from "../terraform/rendered-stack";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import type { Dns } from "./dns";

interface AdapterArgs {
  readonly override?: boolean;
  readonly proxy?: boolean;
  readonly caa?: boolean;
  readonly transform?: { readonly record?: unknown };
  readonly provider?: TerraformProvider;
}

/** Refuses what an adapter does not know, and a provider that can't make its records. */
export function requireAdapterArguments<Args extends AdapterArgs>(
  scope: Construct,
  adapter: string,
  args: Args,
  known: KnownArguments<Args>,
  type: string,
): void {
  requireKnown(scope, adapter, args, known);
  requireKnown(scope, `transform of ${adapter}`, args.transform, { record: true });
  for (const flag of ["override", "proxy", "caa"] as const) requireFlag(scope, adapter, flag, args[flag]);
  requireProvider(scope, adapter, args.provider, type);
}

// From JavaScript, or a setting that was read as text.
function requireFlag(scope: Construct, adapter: string, name: string, flag: unknown): void {
  if (flag === undefined || typeof flag === "boolean") return;
  throw new ValidationError(
    scope,
    `${quoted(name)} of ${adapter} has to be true or false; got ${quoted(flag)}. Give one of them, or leave it out.`,
  );
}

// It may be one of another service, or of another stack.
function requireProvider(
  scope: Construct,
  adapter: string,
  provider: TerraformProvider | undefined,
  type: string,
): void {
  if (provider === undefined) return;
  if (!TerraformProvider.isTerraformProvider(provider) || provider.terraformResourceType !== type)
    throw new ValidationError(
      scope,
      `"provider" of ${adapter} has to be a provider of ${type}; got ${quoted(provider)}. Give that one, or leave it out for the stack's own.`,
    );
  const [theirs, ours] = [TerraformStack.of(provider), TerraformStack.of(scope)];
  if (theirs === ours) return;
  throw new ValidationError(
    scope,
    `"provider" of ${adapter} has to be one of the stack ${quoted(ours.node.id)}; got ${quoted(provider)} of ${quoted(theirs.node.id)}. Make an adapter for each stack, or leave the provider out for the stack's own.`,
  );
}

/** What tells a provider from the stack's own of the same service; empty for that one. */
export function providerKey(provider: TerraformProvider | undefined): string {
  return provider?.alias === undefined ? "" : pathInStack(provider);
}

const singletonMark = Symbol.for("cdktf-apigateway-websocket/OncePerStack");

/** What the APIs of a stack share. It belongs to none of them, so that taking one out moves nothing. */
class StackSingleton<T> extends Construct {
  public readonly value: T;

  constructor(
    public readonly requester: Construct,
    id: string,
    make: (scope: Construct) => T,
  ) {
    super(TerraformStack.of(requester), id);
    Object.defineProperty(this, singletonMark, { value: true });
    this.value = make(this);
  }
}

/** Makes something below a stack at the first call, and gives the same at every other with that id. */
export function getOrCreateInStack<T>(scope: Construct, id: string, make: (scope: Construct) => T): T {
  const known = TerraformStack.of(scope).node.tryFindChild(id);
  if (known === undefined) return new StackSingleton(scope, id, make).value;
  if (isStackSingleton(known)) return known.value as T;
  throw new ValidationError(
    scope,
    `"id" of a construct of the stack is one that DNS needs; got ${quoted(id)}. Give that construct another id.`,
  );
}

/** The construct for messages about another: for what is shared, the one that asked for it first. */
export function firstRequester(scope: Construct): Construct {
  return isStackSingleton(scope) ? firstRequester(scope.requester) : scope;
}

function isStackSingleton(construct: IConstruct): construct is StackSingleton<unknown> {
  return singletonMark in construct;
}

const returnValues = {
  createRecord: ["the record, for the certificate to wait for", "Return the resource that it makes."],
  createAlias: ["a list of the records, for the mapping to wait for", "Return the resources that it makes, in a list."],
} as const;

/** Rejects what a method of a user's own adapter returns, written without types, if it is not what the method promises. */
export function requireReturned(
  scope: Construct,
  dns: Dns,
  method: keyof typeof returnValues,
  returned: unknown,
  isRight: boolean,
): void {
  if (isRight) return;
  const [what, remedy] = returnValues[method];
  throw new ValidationError(
    scope,
    `"${method}" of the DNS adapter ${quoted(dns.provider)} has to return ${what}; got ${quoted(returned ?? null)}. ${remedy}`,
  );
}

/** Whether other resources can depend on a value. */
export function isDependable(value: unknown): boolean {
  return typeof (value as { readonly fqn?: unknown } | undefined)?.fqn === "string";
}

/** What is wrong with a text argument of a record that takes a few words only. */
export function enumProblem(record: Attributes, argument: string, words: readonly string[]): string | undefined {
  const value = record.string(argument);
  if (value === undefined || words.includes(value)) return undefined;
  return `"transform.record.${argument}" has to be one of ${words.join(", ")}; got ${quoted(value)}. Choose one of them.`;
}

interface IntegerRange {
  readonly least: number;
  readonly most: number;
}

/** What is wrong with a number of a record that has to be whole and in one of the ranges. */
export function integerProblem(
  record: Attributes,
  argument: string,
  ranges: readonly IntegerRange[],
): string | undefined {
  const value = record.number(argument);
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && ranges.some(({ least, most }) => value >= least && value <= most)) return undefined;
  const words = ranges.map(({ least, most }) => (least === most ? `${least}` : `${least} to ${most}`)).join(", or ");
  return `"transform.record.${argument}" takes ${words}; got ${value}. Give a whole number in there.`;
}
