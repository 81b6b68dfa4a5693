import type { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import type { Attributes } from "../core/attributes";
import { changed } from "../core/held";
import { judge } from "../core/judge";
import { resolved } from "../core/resolved";
import { ValidationError } from "../core/validation-error";
import { askerOf } from "./once-per-stack";

type Resource = TerraformElement & { readonly terraformResourceType: string };
type Says = Readonly<Record<string, unknown>>;

/**
 * Holds what the record has to say that proves whose a domain is: AWS would wait for more than an hour for another one.
 * `says` has its arguments by their names in Terraform, `kept` names those that Terraform leaves as it made them.
 */
export function holdProof(scope: Construct, record: Resource, says: Says, kept: readonly string[] = []): void {
  const subject = "what proves whose the domain is";
  holdRecord(scope, record, subject, (attributes) => changed(attributes, resolved(record, says) as Says, kept));
}

/**
 * Holds that a record is for the domain and leads to its API. `says` has its arguments by their names in Terraform,
 * `block` those of a block, of which others may change.
 */
export function holdAlias(
  scope: Construct,
  record: Resource,
  says: Says,
  block?: { readonly name: string; readonly says: Says },
): void {
  holdRecord(scope, record, "where the domain leads", (attributes) => {
    const whole = block && { [block.name]: attributes?.raw(block.name) };
    const difference = changed(attributes, { ...(resolved(record, says) as Says), ...whole });
    if (difference !== undefined || block === undefined) return difference;
    return changed(attributes?.blocks(block.name)[0], resolved(record, block.says) as Says);
  });
}

function holdRecord(
  scope: Construct,
  record: Resource,
  subject: string,
  difference: (attributes: Attributes | undefined) => string | undefined,
): void {
  judge(scope, (read) => {
    const found = difference(read(record));
    if (found === undefined) return;
    throw new ValidationError(
      askerOf(scope),
      `"transform.record" may not change ${subject}; got ${found}. Leave that record as it is, which "id" tells from the others.`,
    );
  });
}
