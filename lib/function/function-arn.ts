import { Fn, propertyAccess, Token } from "cdktf";
import { arnForm } from "../core/arn";

/** The pieces of a function's ARN that API Gateway and the function's policy need. */
export interface FunctionTarget {
  /** What API Gateway calls. */
  readonly invokeArn: string;
  /** The function whose policy admits API Gateway, without a qualifier. */
  readonly functionName: string;
  /** The alias or version that the ARN names. */
  readonly qualifier?: string;
  /** The region of the function. */
  readonly region: string;
}

const functionForm = arnForm(
  "lambda",
  "function:(?<name>[A-Za-z0-9_-]{1,64})(?::(?<qualifier>\\$LATEST|[A-Za-z0-9_-]{1,128}))?",
);

/** Takes a literal ARN apart; undefined where it is none of a Lambda function. */
export function literalTarget(arn: string): FunctionTarget | undefined {
  const { partition, region, account, name, qualifier } = functionForm.exec(arn)?.groups ?? {};
  if (partition === undefined || region === undefined) return undefined;
  return {
    invokeArn: invokeArn(partition, region, arn),
    functionName: `arn:${partition}:lambda:${region}:${account}:function:${name}`,
    ...(qualifier !== undefined && { qualifier }),
    region,
  };
}

/** Takes an ARN apart that only Terraform will know, by expressions. */
export function unresolvedTarget(arn: string): FunctionTarget {
  const parts = Fn.split(":", arn);
  const part = (index: number): string => Token.asString(propertyAccess(parts, [index]));
  return {
    invokeArn: invokeArn(part(1), part(3), arn),
    functionName: Fn.join(":", Fn.slice(parts, 0, 7)),
    // An ARN without a qualifier has seven parts. Null is "not set" to Terraform; cdktf can't write it as an argument.
    qualifier: Token.asString(Fn.try([part(7), Fn.jsondecode("null")])),
    region: part(3),
  };
}

function invokeArn(partition: string, region: string, arn: string): string {
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}
