import { stringify } from "node:querystring";
import type { AuthorizerEventV1, AuthorizerEventV2 } from "../authorizer-types";
import { bare } from "../bare";

type Values = Readonly<Record<string, string | readonly string[]>>;
type Texts = Readonly<Record<string, string>>;

/** Converts the authorizer event of a WebSocket API to format 2.0. */
export function eventV2(given: AuthorizerEventV1, identitySources: readonly string[]): AuthorizerEventV2 {
  const event = bare(given) as unknown as AuthorizerEventV1;
  const { methodArn, requestContext: context } = event;
  const parameters: Values | undefined = event.multiValueQueryStringParameters ?? event.queryStringParameters;
  const [header, querystring] = [event.multiValueHeaders ?? event.headers, parameters].map((values, isQuery) => {
    // Without a prototype, so that every name is allowed. A client may send a header in several spellings.
    const texts: Record<string, string> = { __proto__: null } as never;
    for (const [name, value] of Object.entries(values ?? {})) {
      const key = isQuery ? name : name.toLowerCase();
      texts[key] = `${[texts[key] ?? [], value].flat()}`;
    }
    return texts;
  }) as [Texts, Texts];
  const { cookie, ...headers } = header;
  // The event of a WebSocket API contains no path. The path of its URL is the stage.
  const path = `/${context.stage}`;
  const known: unknown = { ...event, route: { request: { header, querystring } }, context };
  return {
    version: "2.0",
    type: event.type,
    routeArn: methodArn,
    identitySource: identitySources.map((source) => {
      // The names of headers and parameters, after "header." and "querystring.", may contain dots. Header names are in
      // lower case here, whatever the identity source declares.
      const names = source.split(/(?<![rg]\..*)\./);
      return `${names.reduce((at, name) => bare(at)[name] ?? bare(at)[name.toLowerCase()], known) ?? ""}`;
    }),
    routeKey: context.routeKey,
    rawPath: path,
    rawQueryString: stringify(parameters),
    cookies: cookie?.split("; "),
    headers,
    queryStringParameters: parameters && { ...querystring },
    stageVariables: event.stageVariables,
    requestContext: {
      ...context,
      accountId: methodArn.split(":")[4] as string,
      domainPrefix: context.domainName.split(".")[0] as string,
      http: { method: "GET", path, protocol: "HTTP/1.1", ...context.identity },
      time: context.requestTime,
      timeEpoch: context.requestTimeEpoch,
    },
  };
}
