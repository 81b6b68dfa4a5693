import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";

interface Referent {
  /** The types of the provider's resources that may stand for the text. */
  readonly type: string | readonly string[];
  /** The attribute of the resource that is the text. */
  readonly attribute: "arn" | "id";
  /** A text for the message. */
  readonly example: string;
}

/** Returns the Terraform type of a resource; undefined for anything else. */
export function resourceType(given: unknown): string | undefined {
  if (!TerraformElement.isTerraformElement(given)) return undefined;
  return (given as TerraformElement & { readonly terraformResourceType?: string }).terraformResourceType;
}

/** Returns the id or the ARN that an argument gives as text or as a resource of the provider. */
export function identifierOf(scope: Construct, argument: string, given: unknown, referent: Referent): string {
  if (typeof given === "string" && given !== "") return given;
  const types = [referent.type].flat();
  if (types.includes(resourceType(given) ?? ""))
    return (given as Record<Referent["attribute"], string>)[referent.attribute];
  throw new ValidationError(
    scope,
    `"${argument}" takes the ${referent.attribute === "arn" ? "ARN" : "id"} of an ${types.join(" or ")}, or the resource itself; got ${quoted(given)}. Write ${quoted(referent.example)}.`,
  );
}
