import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import type { Dns } from "./dns";

const expected = {
  createRecord: ["the record, for the certificate to wait for", "Return the resource that it makes."],
  createAlias: ["a list of the records, for the mapping to wait for", "Return the resources that it makes, in a list."],
} as const;

/** Rejects what a method of a user's own adapter returns, written without types, if it is not what the method promises. */
export function requireReturned(
  scope: Construct,
  dns: Dns,
  method: keyof typeof expected,
  returned: unknown,
  isRight: boolean,
): void {
  if (isRight) return;
  const [what, remedy] = expected[method];
  throw new ValidationError(
    scope,
    `"${method}" of the DNS adapter ${quoted(dns.provider)} has to return ${what}; got ${quoted(returned ?? null)}. ${remedy}`,
  );
}

/** Whether other resources can depend on a value. */
export function isDependable(value: unknown): boolean {
  return typeof (value as { readonly fqn?: unknown } | undefined)?.fqn === "string";
}
