import { readPolicyDocument } from "../../../lib/local/iam/policy-document";

const statement = { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" };
const read = { effect: "Allow", actions: ["execute-api:Invoke"], resources: ["*"] };

describe("a policy document", () => {
  it.each<[string, unknown, readonly object[]]>([
    ["may have one statement without a list", statement, [read]],
    ["may have no statement", [], []],
    ["may have lists", [{ ...statement, Action: ["a:B", "c:D"] }], [{ ...read, actions: ["a:B", "c:D"] }]],
    ["may deny", { ...statement, Effect: "Deny" }, [{ ...read, effect: "Deny" }]],
    [
      "may name what it does not cover",
      { Effect: "Allow", NotAction: "s3:*", NotResource: ["x"] },
      [{ effect: "Allow", notActions: ["s3:*"], notResources: ["x"] }],
    ],
    [
      "may have conditions on texts, numbers and booleans",
      { ...statement, Condition: { Bool: { "aws:SecureTransport": false }, NumericLessThan: { age: [1, "2"] } } },
      [{ ...read, conditions: { Bool: { "aws:SecureTransport": ["false"] }, NumericLessThan: { age: ["1", "2"] } } }],
    ],
  ])("%s", (_, Statement, statements) => {
    expect(readPolicyDocument({ Statement })).toEqual({ statements, isWellFormed: true });
  });

  it.each<[string, unknown, readonly object[]]>([
    ["is not an object", "text", []],
    ["is a list", [statement], []],
    ["has no statement", {}, []],
    ["has a statement that is not an object", { Statement: [statement, "later"] }, [read]],
    ["has an effect that is neither Allow nor Deny", { Statement: { ...statement, Effect: "later" } }, [read]],
    ["has an action that is not a string", { Statement: { ...statement, Action: [1] } }, [{ ...read, actions: ["1"] }]],
    [
      "has a resource that is null",
      { Statement: { ...statement, Resource: null } },
      [{ ...read, resources: ["null"] }],
    ],
  ])("is malformed if it %s, and the rest of it is read", (_, document, statements) => {
    expect(readPolicyDocument(document)).toEqual({ statements, isWellFormed: false });
  });
});
