import type { LambdaLayerVersion } from "@cdktf/provider-aws/lib/lambda-layer-version";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { quoted, ValidationError } from "../core/validation-error";
import type { FunctionPart } from "./part";
import { identifierOf } from "./reference";

/** A layer: the ARN of its version, or the `aws_lambda_layer_version`. */
export type FunctionLayer = string | LambdaLayerVersion;

const referent = {
  type: "aws_lambda_layer_version",
  attribute: "arn",
  example: "arn:aws:lambda:eu-west-1:123456789012:layer:tools:1",
} as const;

/** Returns what `layers` means for a function. */
export function layersPart(scope: Construct, layers: readonly FunctionLayer[] | undefined): FunctionPart | undefined {
  if (layers === undefined) return undefined;
  if (Token.isUnresolved(layers)) return { config: { layers: layers as string[] } };
  if (!Array.isArray(layers))
    throw new ValidationError(
      scope,
      `"layers" has to be a list; got ${quoted(layers)}. Put it in brackets: ["${referent.example}"].`,
    );
  if (layers.length > 5)
    throw new ValidationError(scope, `"layers" takes at most 5 layers; got ${layers.length}. Join some of them.`);
  return { config: { layers: layers.map((layer) => identifierOf(scope, "layers", layer, referent)) } };
}
