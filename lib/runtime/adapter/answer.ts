import type { IamAuthorizerResult } from "../authorizer-types";
import { bare } from "../bare";

/** The response format of a Lambda authorizer's handler. */
export type AuthorizerResponse = "simple" | "iam";

/** Converts a handler's answer to a policy for one ARN. Throws for an answer that AWS would reject or misinterpret. */
export function policyOf(answer: unknown, response: AuthorizerResponse, arn: string): IamAuthorizerResult {
  const { isAuthorized, context, policyDocument } = bare(answer);
  const values = bare(context);
  const isSimple = response === "simple";
  const isMeant = isSimple
    ? typeof isAuthorized === "boolean" && !policyDocument
    : isAuthorized == null && policyDocument;
  // JSON would convert a Map to an empty object, a Date to a string, and NaN to null.
  const isFlat =
    {}.toString.call(context ?? {}) === "[object Object]" &&
    Object.values(values).every((value) => /st|oo/.test(typeof value) || Number.isFinite(value));
  const policy = isSimple
    ? {
        principalId: `${values.principalId || "user"}`,
        policyDocument: {
          Version: "2012-10-17",
          Statement: [{ Action: "execute-api:Invoke", Effect: isAuthorized ? "Allow" : "Deny", Resource: arn }],
        },
        context,
      }
    : answer;
  const problem = !isMeant
    ? `has [${Object.keys(answer ?? {})}] for response "${response}"`
    : !isFlat
      ? "has a context beyond text, numbers, booleans"
      : Buffer.byteLength(JSON.stringify(policy)) > 8192 && "is over 8 KB";
  // Lambda logs the error, and API Gateway answers 500.
  if (problem) throw Error(`The answer ${problem}.`);
  return policy as IamAuthorizerResult;
}
