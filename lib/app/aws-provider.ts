import { TerraformProvider, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ownCdk } from "../cdk/own-cdk";
import { type StackStateEntry, stackState } from "../core/app-state";
import { ValidationError } from "../core/validation-error";

// cdktf's own validation would propose a provider of another kind. It collects problems; one that is thrown comes alone.
const validations: StackStateEntry<true> = {
  name: "AWS provider",
  create: (stack) => {
    stack.node.addValidation({
      validate: () => {
        if (!hasAwsProvider(stack)) throw new ValidationError(stack, problem);
        return [];
      },
    });
    return true;
  },
};

const problem = `"provider" is missing: the stack has resources of AWS and no AWS provider; got none. Write import { AwsProvider } from "${ownCdk.scope}/provider-aws/lib/provider"; and, in the stack, new AwsProvider(this, "aws", { region: "eu-west-1" });`;

/** Rejects a stack without an AWS provider, whenever cdktf validates the stack. */
export function requireProviderOfStack(scope: IConstruct): void {
  stackState(scope, validations);
}

function hasAwsProvider(stack: TerraformStack): boolean {
  return stack.node
    .findAll()
    .some(
      (construct) =>
        TerraformProvider.isTerraformProvider(construct) &&
        construct.terraformGeneratorMetadata?.providerName === "aws",
    );
}
