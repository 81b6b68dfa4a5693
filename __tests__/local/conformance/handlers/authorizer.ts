interface AuthorizerEvent {
  readonly methodArn: string;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
}

/** Decides by the text of the token. */
export const handler = async (event: AuthorizerEvent) => {
  const token = event.queryStringParameters?.token;
  if (token === "unauthorized") throw new Error("Unauthorized");
  if (token === "fail") throw new Error("Out of order");
  const { methodArn } = event;
  const statement = (Effect: string, Resource: string) => ({ Action: "execute-api:Invoke", Effect, Resource });
  const context = { text: "a", number: 1, truth: true, event: JSON.stringify(event) };
  const statements = {
    deny: [statement("Deny", methodArn)],
    elsewhere: [statement("Allow", methodArn.replace("$connect", "other"))],
    both: [statement("Allow", "*"), statement("Deny", methodArn)],
    pattern: [statement("Allow", methodArn.replace(/^(arn:[^/]*)\/.*$/, "$1/*/$con?ect"))],
  }[token ?? ""];
  const Statement = statements ?? [statement("Allow", methodArn)];
  return { principalId: "somebody", policyDocument: { Version: "2012-10-17", Statement }, context };
};

/** Decides by the header `authorization`, in the library's simple response format. */
export const simple = async ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => {
  const token = headers.authorization ?? headers.Authorization;
  if (token === "fail") throw new Error("Out of order");
  if (token === "unauthorized") throw new Error("Unauthorized");
  return { isAuthorized: token === "allow", context: { user: "somebody" } };
};
