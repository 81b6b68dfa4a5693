import { type TerraformElement, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "./validation-error";

/** Refuses a construct id that Terraform's addresses can't begin with: cdktf makes them from it and looks no further. */
export function checkTerraformName(scope: Construct, resource: TerraformElement): void {
  const address = TerraformStack.of(scope).getLogicalId(resource);
  if (/^[A-Za-z_]/.test(address)) return;
  throw new ValidationError(
    scope,
    `"id" has to begin with a letter or "_", because Terraform's addresses are made from it; got ${quoted(scope.node.id)}. Choose another one.`,
  );
}
