import type { AuthorizerEventV1 } from "../../lib/runtime";

const headers = {
  Connection: "upgrade",
  "content-length": "0",
  Authorization: "Bearer t",
  Cookie: "a=1; b=x=y; c=",
  Host: "api.example.com",
  "Sec-WebSocket-Protocol": "bearer, t",
  "User-Agent": "Mozilla/5.0",
  "X-Tenant.Id": "acme",
};

export const methodArn = "arn:aws-cn:execute-api:cn-north-1:123456789012:abc123/$default/$connect";

/** The event that API Gateway sends to the authorizer of a WebSocket API. */
export const request: AuthorizerEventV1 = {
  type: "REQUEST",
  methodArn,
  headers: { ...headers, "X-Twice": "2" },
  multiValueHeaders: {
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    "X-Twice": ["1", "2"],
  },
  queryStringParameters: { token: "t & u", many: "2", "a.b": "dotted" },
  multiValueQueryStringParameters: { token: ["t & u"], many: ["1", "2"], "a.b": ["dotted"] },
  stageVariables: { color: "blue" },
  requestContext: {
    routeKey: "$connect",
    eventType: "CONNECT",
    extendedRequestId: "TXzPWFkkjoEF92g=",
    requestTime: "19/Feb/2024:07:11:42 +0000",
    messageDirection: "IN",
    stage: "$default",
    connectedAt: 1708326702789,
    requestTimeEpoch: 1708326702790,
    identity: { userAgent: "Mozilla/5.0", sourceIp: "185.69.197.15" },
    requestId: "TXzPWFkkjoEF92g=",
    domainName: "api.example.com",
    connectionId: "TXzPWdnOjoECGjA=",
    apiId: "abc123",
  },
};
