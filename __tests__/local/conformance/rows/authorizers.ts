import type { Row } from "../row";

const asks = (says: string, query: string, expected: object, more: Partial<Row> = {}): Row => ({
  section: "2.9",
  ...{ evidence: "doc", api: "Guarded", says, connect: { query }, expected },
  ...more,
});
const asksSimple = (says: string, headers: Record<string, string>, expected: object, more: Partial<Row> = {}): Row =>
  asks(says, "", expected, { api: "Simple", connect: { headers }, ...more });

const authorizer = {
  ...{ principalId: "somebody", integrationLatency: expect.any(Number) },
  ...{ text: "a", number: "1", truth: "true", event: expect.any(String) },
};
const withContext = (routeKey: string) => ({ routeKey, event: { requestContext: { authorizer } } });

/** The authorizer returns its event in its context, where the rows can read it. */
const asked = (event: object) => ({
  asymmetricMatch: (frame: { readonly requestContext: { readonly authorizer: { readonly event: string } } }) => {
    expect(JSON.parse(frame.requestContext.authorizer.event)).toMatchObject(event);
    return true;
  },
});

/** 2.9: authorizers. */
export const authorizers: readonly Row[] = [
  asks(
    "accepts a client that the policy allows",
    "token=allow",
    { frames: [{ body: "hello" }] },
    { steps: [{ send: "hello" }] },
  ),
  asks(
    "accepts a client that a pattern of the policy allows",
    "token=pattern",
    { frames: [{}] },
    { steps: [{ send: "hello" }] },
  ),
  asks("rejects with 403 a client that the policy denies", "token=deny", { status: 403 }),
  asks("rejects with 403 a client that the policy does not mention", "token=elsewhere", { status: 403 }),
  asks("rejects with 403 a client that the policy allows and denies", "token=both", { status: 403 }),
  asks("rejects with 401 if the authorizer throws Unauthorized", "token=unauthorized", { status: 401 }),
  asks("answers 500 if the authorizer fails with another error", "token=fail", { status: 500 }, { evidence: "iss" }),
  asks("rejects with 401 if an identity source is missing", "other=1", { status: 401 }),
  asks("rejects with 401 if an identity source is empty", "token=", { status: 401 }),
  asks(
    "calls the authorizer with the documented event",
    "token=allow&a=1&a=2",
    {
      frames: [
        asked({
          type: "REQUEST",
          methodArn: expect.stringMatching(
            /^arn:aws:execute-api:[a-z0-9-]+:\d{12}:[a-z0-9]{10}\/\$default\/\$connect$/,
          ),
          headers: {
            ...{ Connection: "upgrade", Upgrade: "websocket", "content-length": "0", Host: expect.any(String) },
            "X-Forwarded-For": expect.any(String),
          },
          multiValueHeaders: { Connection: ["upgrade"], Upgrade: ["websocket"], "content-length": ["0"] },
          queryStringParameters: { token: "allow", a: "2" },
          multiValueQueryStringParameters: { token: ["allow"], a: ["1", "2"] },
          stageVariables: { kind: "test" },
          requestContext: {
            ...{ routeKey: "$connect", eventType: "CONNECT", messageDirection: "IN", stage: "$default" },
            ...{
              connectionId: expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/),
              identity: { sourceIp: expect.any(String) },
            },
          },
        }),
      ],
    },
    { steps: [{ send: "hello" }] },
  ),
  asks(
    "passes the context on with every message, as strings",
    "token=allow",
    {
      frames: [
        { stageVariables: { kind: "test" }, requestContext: { authorizer } },
        { requestContext: { authorizer } },
      ],
    },
    { evidence: "cap", steps: [{ send: "1" }, { send: "2" }] },
  ),
  asks(
    "passes the context on to $connect and $disconnect",
    "token=allow",
    {
      events: [withContext("$connect"), withContext("$default"), withContext("$disconnect")],
    },
    {
      ...{ evidence: "cap", localOnly: true },
      steps: [{ send: "1" }, { close: [1000] }, { until: "disconnected" }],
    },
  ),
  asksSimple(
    "accepts a client that a simple authorizer allows",
    { Authorization: "allow" },
    {
      frames: [{ requestContext: { authorizer: { user: "somebody" } } }],
    },
    { steps: [{ send: "hello" }] },
  ),
  asksSimple(
    "finds a header of any case",
    { authorization: "allow" },
    { frames: [{}] },
    { steps: [{ send: "hello" }] },
  ),
  asksSimple("rejects with 403 a client that a simple authorizer denies", { Authorization: "other" }, { status: 403 }),
  asksSimple(
    "rejects with 401 if a simple authorizer throws Unauthorized",
    { Authorization: "unauthorized" },
    { status: 401 },
  ),
  asksSimple(
    "answers 500 if a simple authorizer fails",
    { Authorization: "fail" },
    { status: 500 },
    { evidence: "iss" },
  ),
  asksSimple("rejects with 401 if the header is missing", {}, { status: 401 }),
];
