import type { IamAuthorizerResult } from "../authorizer-types";

/** What the handler of a Lambda authorizer answers. */
export type AuthorizerResponse = "simple" | "iam";

type Fields = Readonly<Record<string, unknown>>;

/** The policy that a handler's answer means for one ARN. What AWS would refuse, or take for something else, is an error. */
export function policyOf(answer: unknown, response: AuthorizerResponse, arn: string): IamAuthorizerResult {
  const { isAuthorized, context, policyDocument } = (answer ?? {}) as Fields;
  const values = (context ?? {}) as Fields;
  const isSimple = response === "simple";
  const isMeant = isSimple
    ? typeof isAuthorized === "boolean" && !policyDocument
    : isAuthorized == null && policyDocument;
  // JSON makes an empty object of a Map, a text of a Date and null of NaN.
  const isFlat =
    {}.toString.call(values) === "[object Object]" &&
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
  // Lambda logs it, and API Gateway answers 500.
  if (problem) throw Error(`The answer ${problem}.`);
  return policy as IamAuthorizerResult;
}
