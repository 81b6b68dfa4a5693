import type { Row } from "../row";

const connectWith = (answer: unknown) => ({ query: `answer=${encodeURIComponent(JSON.stringify(answer))}` });
const answered = (answer: unknown, action: string) => JSON.stringify({ action, do: "answer", answer });
const id = "[A-Za-z0-9_-]{15}=";
const frame = (message: string) =>
  expect.stringMatching(new RegExp(`^{"message": "${message}", "connectionId":"${id}", "requestId":"${id}"}$`));

/** 2.5: the effect of return values. */
export const answers: readonly Row[] = [
  ...[400, 401, 403, 404, 429, 500, 503].map(
    (status): Row => ({
      section: "2.5",
      says: `answers with the status that $connect returned: ${status}`,
      ...{ evidence: "doc", api: "Plain" },
      connect: connectWith({ statusCode: status }),
      expected: { status },
    }),
  ),
  {
    section: "2.5",
    says: "opens the connection for any 2xx status",
    ...{ evidence: "doc", api: "Plain" },
    connect: connectWith({ statusCode: 204 }),
    steps: [{ send: "hello" }],
    expected: { frames: [{ body: "hello" }] },
  },
  {
    section: "2.5",
    says: "answers 502 if $connect failed",
    ...{ evidence: "cap", api: "Plain" },
    connect: { query: "fail=1" },
    expected: { status: 502 },
  },
  {
    section: "2.5",
    says: "answers 502 if $connect returned an invalid response",
    ...{ evidence: "cap", api: "Plain" },
    connect: connectWith("text"),
    expected: { status: 502 },
  },
  {
    section: "2.5",
    says: "accepts clients without a route $connect",
    ...{ evidence: "doc", api: "Bare" },
    steps: [{ send: '{"action":"only"}' }],
    expected: { frames: [{ requestContext: { routeKey: "only" } }] },
  },
  {
    section: "2.5",
    says: "chooses no subprotocol by itself, so that a client that needs one closes the connection",
    ...{ evidence: "doc", api: "Plain" },
    connect: { protocols: ["chat", "other"] },
    expected: { error: "Server sent no subprotocol" },
  },
  {
    section: "2.5",
    says: "answers with the subprotocol that $connect returned, in a header of any case",
    ...{ evidence: "doc", api: "Plain" },
    connect: {
      ...connectWith({ statusCode: 200, headers: { "sec-websocket-PROTOCOL": "other" } }),
      protocols: ["chat", "other"],
    },
    steps: [{ send: "hello" }],
    expected: { protocol: "other", frames: [{ body: "hello" }] },
  },
  {
    section: "2.5",
    says: "answers 410 to a message to a connection during its $connect",
    ...{ evidence: "doc", api: "Plain" },
    connect: { query: "post=1" },
    expected: { status: 410 },
  },
  {
    section: "2.5",
    says: "ignores the status of other routes, and sends the body if the route has a response",
    ...{ evidence: "cap", api: "Plain" },
    steps: [{ send: answered({ statusCode: 500, body: "all the same" }, "echo") }],
    expected: { texts: ["all the same"], binary: [false] },
  },
  {
    section: "2.5",
    says: "sends no body without a route response",
    ...{ evidence: "doc", api: "Plain" },
    steps: [{ send: answered({ statusCode: 200, body: "lost" }, "quiet"), frames: 0 }, { send: "hello" }],
    expected: { texts: [expect.stringContaining('"body":"hello"')] },
  },
  {
    section: "2.5",
    says: "sends AWS's exact error frame after a failed handler, and keeps the connection open",
    ...{ evidence: "cap", api: "Plain" },
    steps: [{ send: '{"action":"quiet","do":"fail"}' }, { send: "hello" }],
    expected: { texts: [frame("Internal server error"), expect.any(String)] },
  },
  {
    section: "2.5",
    says: "sends an error frame if the handler's process ended, and keeps the connection open",
    ...{ evidence: "cap", api: "Plain" },
    steps: [{ send: '{"action":"echo","do":"exit"}' }, { send: "hello" }],
    expected: { texts: [frame("Internal server error"), expect.any(String)] },
  },
  {
    section: "2.5",
    says: "waits for a handler until the integration's timeout, and keeps the connection open",
    ...{ evidence: "doc", api: "Plain" },
    steps: [{ send: '{"action":"impatient","do":"wait","milliseconds":900}' }, { send: "hello" }],
    expected: { frames: [{ message: expect.any(String), connectionId: expect.any(String) }, { body: "hello" }] },
  },
  {
    section: "2.5",
    says: "answers Forbidden if no route matches and $default is missing, and keeps the connection open",
    ...{ evidence: "cap", api: "Bare" },
    steps: [{ send: '{"action":"other"}' }, { send: "no JSON" }, { send: '{"action":"only"}' }],
    expected: { texts: [frame("Forbidden"), frame("Forbidden"), expect.any(String)] },
  },
];
