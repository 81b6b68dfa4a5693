import type { LambdaCodeSigningConfig } from "@cdktf/provider-aws/lib/lambda-code-signing-config";
import type { Construct } from "constructs";
import { arnForm } from "../core/arn";
import { quoted } from "../core/validation-error";
import { type Rule, rule } from "../validation/rule";
import type { FunctionPart } from "./part";
import { identifierOf } from "./reference";

/** Which signatures of its code a function accepts: the ARN of the configuration, or the resource. */
export type CodeSigning = string | LambdaCodeSigningConfig;

const example = "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0a1b2c3d4e5f67890";

/** Returns what `codeSigning` means for a function. */
export function codeSigningPart(scope: Construct, given: CodeSigning | undefined): FunctionPart | undefined {
  if (given === undefined) return undefined;
  const referent = { type: "aws_lambda_code_signing_config", attribute: "arn", example } as const;
  return { config: { codeSigningConfigArn: identifierOf(scope, "codeSigning", given, referent) } };
}

const configForm = arnForm("lambda", "code-signing-config:csc-[a-z0-9]{17}");

/** Rules for the code signing of an `aws_lambda_function`. */
export const codeSigningRules: readonly Rule[] = [
  rule("lambda-code-signing", (fn) => {
    const arn = fn.string("code_signing_config_arn");
    return arn === undefined || configForm.test(arn)
      ? undefined
      : `"codeSigning" takes the ARN of a code signing configuration; got ${quoted(arn)}. Write an ARN such as ${quoted(example)}.`;
  }),
];
