import type { Row } from "../row";

const selects = (api: Row["api"], evidence: Row["evidence"], says: string, send: string, routeKey: string): Row => ({
  section: "2.6",
  ...{ evidence, api, says, steps: [{ send }] },
  expected: { frames: [{ requestContext: { routeKey } }] },
});

const plain = (says: string, message: unknown, routeKey: string) =>
  selects("Plain", "doc", says, typeof message === "string" ? message : JSON.stringify(message), routeKey);
const nested = (says: string, message: unknown, routeKey: string) =>
  selects("Nested", "doc", says, JSON.stringify(message), routeKey);

/** 2.6: route selection. */
export const selection: readonly Row[] = [
  plain("selects the route that the expression names", { action: "echo" }, "echo"),
  plain("falls back for a message that is not JSON", "echo", "$default"),
  plain("falls back for JSON that is not an object", '"echo"', "$default"),
  plain("falls back for null", "null", "$default"),
  plain("falls back for a missing field", { act: "echo" }, "$default"),
  plain("falls back if no route matches", { action: "Echo" }, "$default"),
  plain("finds no route for null", { action: null }, "$default"),
  plain("does not read the prototype", '{"__proto__": {"action": "echo"}}', "$default"),
  plain("selects no route by a name of the prototype", { action: "constructor" }, "$default"),
  nested("puts several variables and literals together", { service: { name: "chat" }, action: "send" }, "chat/send"),
  nested("makes texts of numbers and truths", { service: { name: 5 }, action: true }, "5/true"),
  nested("makes a text of a list", { service: { name: [1, "a"] }, action: "x" }, "[1, a]/x"),
  nested("falls back where one of several is missing", { action: "send" }, "$default"),
  nested("substitutes once", { service: { name: "${request.body.action}" }, action: "send" }, "$default"),
];
