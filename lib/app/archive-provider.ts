import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { TerraformProvider, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type StackStateEntry, stackState } from "../core/app-state";

/**
 * The archive provider of a stack that has none of its own. It is in the tree of constructs before cdktf's validations
 * run. What it renders is decided at the very end, because an aspect may still add a provider.
 */
class ImpliedArchiveProvider extends ArchiveProvider {
  /** Renders nothing beside a provider of the user: Terraform rejects two without an alias. */
  public override toTerraform() {
    return this.isNeeded() ? super.toTerraform() : {};
  }

  public override toHclTerraform() {
    return this.isNeeded() ? super.toHclTerraform() : {};
  }

  // Beside a provider with an alias, Terraform implies an empty default.
  private isNeeded(): boolean {
    const isOther = (construct: IConstruct) =>
      construct !== this &&
      TerraformProvider.isTerraformProvider(construct) &&
      construct.terraformResourceType === this.terraformResourceType;
    return !TerraformStack.of(this).node.findAll().some(isOther);
  }
}

const providers: StackStateEntry<ArchiveProvider> = {
  name: "archive provider",
  create: (stack) => new ImpliedArchiveProvider(stack, freeId(stack)),
};

/** Gives a stack the archive provider, which packs the code of functions, unless the stack has one. */
export function ensureArchiveProvider(scope: IConstruct): void {
  stackState(scope, providers);
}

function freeId({ node }: TerraformStack, id = "cdktf-apigateway-websocket:archive"): string {
  return node.tryFindChild(id) === undefined ? id : freeId({ node } as TerraformStack, `${id}_`);
}
