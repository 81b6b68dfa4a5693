import { decide, type Policy } from "./iam";

const bucket = "arn:aws:s3:::uploads/a.txt";

function policy(...statements: readonly Partial<Policy["Statement"][number]>[]): Policy {
  const filled = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  return { Version: "2012-10-17", Statement: statements.map((statement) => ({ ...filled, ...statement })) };
}

const read = { action: "s3:GetObject", resource: bucket };

describe("decide", () => {
  it.each([
    ["s3:GetObject", true],
    ["S3:getobject", true],
    ["s3:*", true],
    ["s3:Get*", true],
    ["s3:Get?bject", true],
    ["*", true],
    ["s3:GetObjec", false],
    ["s3:Get", false],
    ["s3:Get?Object", false],
    ["dynamodb:*", false],
    ["s3.GetObject", false],
  ])("matches the action %s with s3:GetObject: %s", (Action, allowed) => {
    expect(decide([policy({ Action })], read)).toBe(allowed ? "allowed" : "not allowed");
  });

  it.each([
    ["*", true],
    [bucket, true],
    ["arn:aws:s3:::uploads/*", true],
    ["arn:aws:s3:::*", true],
    ["arn:aws:s3:::upload?/a.txt", true],
    ["arn:*:s3:*:*:uploads/*", true],
    ["arn:aws:s3:::uploads", false],
    ["arn:aws:s3:::UPLOADS/a.txt", false],
    ["arn:aws:s3:::uploads/a?txt?", false],
    ["arn:aws:s3:::upload.*", false],
    ["arn:aws:*:uploads/a.txt", false],
    ["arn:aws:s3:eu-west-1::uploads/*", false],
  ])("matches the resource %s with an object in a bucket: %s", (Resource, allowed) => {
    expect(decide([policy({ Resource })], read)).toBe(allowed ? "allowed" : "not allowed");
  });

  it("matches colons in the resource's name with a wildcard at the end", () => {
    const resource = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/a:log-stream:x";
    const allowed = policy({
      Action: "logs:*",
      Resource: "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/a:*",
    });
    expect(decide([allowed], { action: "logs:PutLogEvents", resource })).toBe("allowed");
  });

  it("replaces IAM variables, and reads wildcards in their values as text", () => {
    const own = policy({ Resource: "arn:aws:s3:::uploads/${aws:username}/${*}" });
    const asks = (name: string, context = {}) =>
      decide([own], { ...read, resource: `arn:aws:s3:::uploads/${name}`, context });
    expect(asks("ann/*", { "aws:username": "ann" })).toBe("allowed");
    expect(asks("ann/b", { "aws:username": "ann" })).toBe("not allowed");
    expect(asks("ann/*", { "aws:username": "*" })).toBe("not allowed");
    expect(asks("ann/*")).toBe("not allowed");
  });

  it("requires every key of a condition to match any of its values", () => {
    const Condition = { StringEquals: { "aws:a": ["x", "y"], "aws:b": "z" } };
    const asks = (context: object) => decide([policy({ Condition })], { ...read, context: { ...context } });
    expect(asks({ "aws:a": "y", "aws:b": "z" })).toBe("allowed");
    expect(asks({ "aws:a": "y" })).toBe("not allowed");
    expect(asks({ "aws:a": "Y", "aws:b": "z" })).toBe("not allowed");
    expect(asks({})).toBe("not allowed");
  });

  it("allows nothing by default, and denies despite any permission", () => {
    expect(decide([], read)).toBe("not allowed");
    expect(decide([policy()], read)).toBe("not allowed");
    expect(decide([policy({})], read)).toBe("allowed");
    expect(decide([policy({}), policy({ Effect: "Deny", Action: "s3:*" })], read)).toBe("denied");
    expect(decide([policy({ Effect: "Deny", Resource: "arn:aws:s3:::other/*" }, {})], read)).toBe("allowed");
  });

  describe("rejects", () => {
    it.each<[string, object]>([
      ["NotAction", { NotAction: "s3:*" }],
      ["NotResource", { NotResource: bucket }],
      ["a principal", { Principal: "*" }],
      ["an operator", { Condition: { StringLike: { "aws:a": "x*" } } }],
      ["an effect", { Effect: "allow" }],
      ["no actions", { Action: [] }],
    ])("an unsupported statement: %s", (_, statement) => {
      expect(() => decide([policy(statement)], read)).toThrow("Can't judge");
    });

    it("a policy of another version", () => {
      expect(() => decide([{ ...policy({}), Version: "2008-10-17" }], read)).toThrow("Can't judge");
    });
  });
});
