import type { Row } from "../row";

const hour = 60 * 60 * 1000;
const id = expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/);

/** The members of `requestContext` in every event. */
const context = {
  ...{ routeKey: "$connect", eventType: "CONNECT", messageDirection: "IN", stage: "$default" },
  ...{ extendedRequestId: id, requestId: id, connectionId: id, apiId: expect.stringMatching(/^[a-z0-9]{10}$/) },
  requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
  ...{ connectedAt: expect.any(Number), requestTimeEpoch: expect.any(Number), domainName: expect.any(String) },
  identity: { sourceIp: expect.any(String) },
};

/** Matches an event with exactly these members. */
const exactly = (event: object) => ({
  asymmetricMatch: (other: unknown) => {
    expect(other).toEqual(event);
    return true;
  },
});

const sent = (routeKey: string, event: object) =>
  expect.arrayContaining([expect.objectContaining({ routeKey, event })]);

const headers = {
  Host: expect.any(String),
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": expect.any(String),
  "Sec-WebSocket-Extensions": expect.any(String),
  "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
  "X-Forwarded-For": expect.any(String),
  "X-Forwarded-Port": expect.stringMatching(/^\d+$/),
  "X-Forwarded-Proto": "https",
};
const lists = (single: object) => Object.fromEntries(Object.entries(single).map(([name, value]) => [name, [value]]));

const ended = (disconnectStatusCode: number, disconnectReason: string) =>
  sent(
    "$disconnect",
    expect.objectContaining({ requestContext: expect.objectContaining({ disconnectStatusCode, disconnectReason }) }),
  );

/** 2.2 to 2.4: the events. */
export const events: readonly Row[] = [
  {
    section: "2.2",
    says: "sends $connect the headers in their original spelling, without handshake headers, and no empty query",
    ...{ evidence: "cap", api: "Plain", localOnly: true },
    steps: [{ send: "hello" }],
    expected: {
      events: sent(
        "$connect",
        exactly({ headers, multiValueHeaders: lists(headers), requestContext: context, isBase64Encoded: false }),
      ),
    },
  },
  {
    section: "2.2",
    says: "sends $connect the query with the last and with all values, and the user agent if it is present",
    ...{ evidence: "cap", api: "Plain", localOnly: true },
    connect: { query: "a=1&a=2&b=%3D", headers: { "User-Agent": "tests", Origin: "https://example.com" } },
    steps: [{ send: "hello" }],
    expected: {
      events: sent(
        "$connect",
        expect.objectContaining({
          headers: { ...headers, "User-Agent": "tests", Origin: "https://example.com" },
          queryStringParameters: { a: "2", b: "=" },
          multiValueQueryStringParameters: { a: ["1", "2"], b: ["="] },
          requestContext: { ...context, identity: { sourceIp: expect.any(String), userAgent: "tests" } },
        }),
      ),
    },
  },
  {
    section: "2.3",
    says: "sends the context, the message id and the unchanged body of a message, and no headers",
    ...{ evidence: "cap", api: "Plain" },
    steps: [{ send: '{"action": "echo",  "é": 1}' }],
    expected: {
      frames: [
        exactly({
          requestContext: { ...context, routeKey: "echo", eventType: "MESSAGE", messageId: id },
          body: '{"action": "echo",  "é": 1}',
          isBase64Encoded: false,
        }),
      ],
    },
  },
  {
    section: "2.3",
    says: "uses $default as the routeKey of a message without another route",
    ...{ evidence: "doc", api: "Plain" },
    steps: [{ send: '{"action":"unknown"}' }],
    expected: { frames: [{ requestContext: { routeKey: "$default" } }] },
  },
  {
    section: "2.4",
    says: "sends $disconnect four headers, the close code and the reason; a close without a status has the code 1005",
    ...{ evidence: "cap", api: "Plain", localOnly: true },
    steps: [{ send: "hello" }, { close: [] }, { until: "disconnected" }],
    expected: {
      events: sent(
        "$disconnect",
        exactly({
          headers: { Host: expect.any(String), "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" },
          multiValueHeaders: {
            Host: [expect.any(String)],
            "x-api-key": [""],
            "X-Forwarded-For": [""],
            "x-restapi": [""],
          },
          requestContext: {
            ...{ ...context, routeKey: "$disconnect", eventType: "DISCONNECT" },
            ...{ disconnectStatusCode: 1005, disconnectReason: "Client-side close frame status not set" },
          },
          isBase64Encoded: false,
        }),
      ),
    },
  },
  {
    section: "2.4",
    says: "calls $disconnect with 1000 for a deleted connection",
    ...{ evidence: "cap", api: "Plain", localOnly: true },
    steps: [{ send: "hello" }, { call: "delete" }, { until: "closed" }, { until: "disconnected" }],
    expected: { closed: { code: 1000 }, events: ended(1000, "Connection Closed Normally") },
  },
  {
    section: "2.4",
    says: "calls $disconnect with 1001 for a connection that was idle for ten minutes",
    ...{ evidence: "cap", api: "Plain", localOnly: true },
    steps: [{ send: "hello" }, { skip: hour / 6 }, { until: "closed" }, { until: "disconnected" }],
    expected: { closed: { code: 1001, reason: "Going away" }, events: ended(1001, "Going away") },
  },
];
