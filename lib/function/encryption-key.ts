import type { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { Construct } from "constructs";
import { arnForm } from "../core/arn";
import { quoted, ValidationError } from "../core/validation-error";
import { evaluatedText } from "../terraform/expressions";
import { type Rule, rule } from "../validation/rule";
import type { FunctionPart } from "./part";
import { identifierOf, resourceType } from "./reference";

/** A symmetric key of KMS: its ARN, or the `aws_kms_key`. */
export type EncryptionKey = string | KmsKey;

const example = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";

/** Returns the ARN of a key that an argument gives. */
export function keyArn(scope: Construct, argument: string, key: EncryptionKey): string {
  if (resourceType(key) === "aws_kms_alias")
    throw new ValidationError(
      scope,
      `"${argument}" takes a key, because AWS accepts no alias; got ${quoted(key)}. Write the alias's targetKeyArn.`,
    );
  return identifierOf(scope, argument, key, { type: "aws_kms_key", attribute: "arn", example });
}

/** Returns what `kmsKey` means for a function. */
export function encryptionPart(scope: Construct, key: EncryptionKey | undefined): FunctionPart | undefined {
  if (key === undefined) return undefined;
  const arn = keyArn(scope, "kmsKey", key);
  return {
    config: { kmsKeyArn: arn },
    creation: [{ actions: ["kms:Decrypt"], resources: [evaluatedText(arn)] }],
  };
}

const keyForm = arnForm("kms", "key/[A-Za-z0-9-]+");

/** Describes what is wrong with the ARN of a key. */
export function keyProblem(argument: string, arn: string | undefined): string | undefined {
  return arn === undefined || keyForm.test(arn)
    ? undefined
    : `"${argument}" takes the ARN of a key, because AWS accepts no alias and no id; got ${quoted(arn)}. Write the key's ARN, such as ${quoted(example)}.`;
}

/** Rules for the key of an `aws_lambda_function`. */
export const encryptionRules: readonly Rule[] = [
  rule("lambda-kms-key", (fn) => keyProblem("kmsKey", fn.string("kms_key_arn"))),
];
