import type { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { changed } from "../core/held";
import { judge } from "../core/judge";
import { resolved } from "../core/resolved";
import { ValidationError } from "../core/validation-error";
import { askerOf } from "./once-per-stack";

type Resource = TerraformElement & { readonly terraformResourceType: string };

/**
 * Holds what the record has to say that proves whose a domain is: AWS would wait for more than an hour for another one.
 * `says` has its arguments by their names in Terraform, `kept` names those that Terraform leaves as it made them.
 */
export function holdProof(
  scope: Construct,
  record: Resource,
  says: Readonly<Record<string, unknown>>,
  kept: readonly string[] = [],
): void {
  judge(scope, (read) => {
    const difference = changed(read(record), resolved(record, says) as Readonly<Record<string, unknown>>, kept);
    if (difference === undefined) return;
    throw new ValidationError(
      askerOf(scope),
      `"transform.record" may not change what proves whose the domain is; got ${difference}. Leave that record as it is, which "id" tells from the others.`,
    );
  });
}
