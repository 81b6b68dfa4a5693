import { TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { requireOwnConstruct } from "../core/own-constructs";
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

/** Rejects unknown or wrong arguments of an adapter, and a provider that can't create its records. */
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

// JavaScript users, or a setting that was read as text, may pass another type.
function requireFlag(scope: Construct, adapter: string, name: string, flag: unknown): void {
  if (flag === undefined || typeof flag === "boolean") return;
  throw new ValidationError(
    scope,
    `${quoted(name)} of ${adapter} has to be true or false; got ${quoted(flag)}. Write ${name}: true, or leave it out.`,
  );
}

// The provider may belong to another service or another stack.
function requireProvider(
  scope: Construct,
  adapter: string,
  provider: TerraformProvider | undefined,
  type: string,
): void {
  if (provider === undefined) return;
  requireOwnConstruct(scope, "provider", provider, ` of ${adapter}`);
  if (!TerraformProvider.isTerraformProvider(provider) || provider.terraformResourceType !== type)
    throw new ValidationError(
      scope,
      `"provider" of ${adapter} has to be a provider of ${type}; got ${quoted(provider)}. Pass such a provider, or leave it out to use the stack's default.`,
    );
  const [providerStack, stack] = [TerraformStack.of(provider), TerraformStack.of(scope)];
  if (providerStack === stack) return;
  throw new ValidationError(
    scope,
    `"provider" of ${adapter} has to belong to the stack ${quoted(stack.node.id)}; got ${quoted(provider)} of ${quoted(providerStack.node.id)}. Create an adapter for each stack, or leave "provider" out to use the stack's default.`,
  );
}

const returnValues = {
  createRecord: ["the record, so that the certificate can depend on it", "Return the resource that it creates."],
  createAlias: [
    "a list of the records, so that the mapping can depend on them",
    "Return the resources that it creates, in a list.",
  ],
} as const;

/** Rejects a wrong return value of a user's own adapter, which may be written in JavaScript. */
export function requireReturned(
  scope: Construct,
  dns: Dns,
  method: keyof typeof returnValues,
  returned: unknown,
  isValid: boolean,
): void {
  if (isValid) return;
  const [expected, remedy] = returnValues[method];
  throw new ValidationError(
    scope,
    `"${method}" of the DNS adapter ${quoted(dns.provider)} has to return ${expected}; got ${quoted(returned ?? null)}. ${remedy}`,
  );
}

/** Whether other resources can depend on a value. */
export function isDependable(value: unknown): boolean {
  return typeof (value as { readonly fqn?: unknown } | undefined)?.fqn === "string";
}

/** What is wrong with an argument of a record that allows only some values. */
export function enumProblem(record: Attributes, argument: string, allowed: readonly string[]): string | undefined {
  const value = record.string(argument);
  if (value === undefined || allowed.includes(value)) return undefined;
  return `"transform.record.${argument}" has to be one of ${allowed.join(", ")}; got ${quoted(value)}. Use one of them.`;
}

interface IntegerRange {
  readonly least: number;
  readonly most: number;
}

/** What is wrong with an argument of a record that has to be a whole number in one of the ranges. */
export function integerProblem(
  record: Attributes,
  argument: string,
  ranges: readonly IntegerRange[],
): string | undefined {
  const value = record.number(argument);
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && ranges.some(({ least, most }) => value >= least && value <= most)) return undefined;
  const allowed = ranges.map(({ least, most }) => (least === most ? `${least}` : `${least} to ${most}`)).join(", or ");
  return `"transform.record.${argument}" takes ${allowed}; got ${value}. Use a whole number in that range.`;
}
