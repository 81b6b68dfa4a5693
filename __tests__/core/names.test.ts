import { TerraformElement, TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import fc from "fast-check";
import { constructId, physicalName, readableName } from "../../lib/core/names";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.stringMatching(/^[\w$/ -]{0,30}$/),
  fc.constantFrom("$default", "default", "a/b", "a--b", "", "-"),
);
const part = fc.oneof(text, fc.constantFrom("\ud800", "\udc00"));
const parts = fc.array(part, { maxLength: 6 });
const limit = fc.integer({ min: 10, max: 140 });

describe("physicalName", () => {
  it("contains the stack and the path, and ends in a hash", () => {
    expect(physicalName(["chat-production", "MyApi", "Route $connect", "Handler"], 64)).toMatch(
      /^chat-production-MyApi-Route-connect-Handler-[0-9a-f]{8}$/,
    );
  });

  it("keeps the stack and the route when it shortens the name", () => {
    const name = physicalName(["chat-production", "TheVeryLongNameOfAnApi".repeat(3), "Route sendMessage"], 64);
    expect(name).toMatch(/^chat-production-.*-Route-sendMessage-[0-9a-f]{8}$/);
    expect(name).toHaveLength(64);
  });

  it("keeps the beginning of a stack's name and the end of a route's when both are too long", () => {
    const name = physicalName([`chat${"x".repeat(100)}`, `Route ${"y".repeat(100)}send`], 64);
    expect(name).toMatch(/^chatx+-y+send-[0-9a-f]{8}$/);
    expect(name).toHaveLength(64);
  });

  it("never exceeds the limit, and is legal for Lambda and IAM", () => {
    fc.assert(
      fc.property(parts, limit, (path, max) => {
        const name = physicalName(path, max);
        expect(name.length).toBeLessThanOrEqual(max);
        expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]*-[0-9a-f]{8}$/);
        expect(name).not.toContain("--");
      }),
    );
  });

  it("differs for different parts, at every limit and without regard to case", () => {
    fc.assert(
      fc.property(fc.uniqueArray(parts, { selector: (path) => JSON.stringify(path), minLength: 50 }), (paths) => {
        for (const max of [10, 32, 64]) {
          const names = paths.map((path) => physicalName(path, max).toLowerCase());
          expect(new Set(names).size).toBe(paths.length);
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    [["a", "b"], ["a-b"]],
    [["a", "b"], ["a,b"]],
    [["a", ""], ["a"]],
    [["$default"], ["default"]],
    [["Users"], ["users"]],
    [["\ud800"], ["\udc00"]],
  ])("gives %j and %j different names", (left, right) => {
    const names = [left, right].map((path) => physicalName(path, 64).toLowerCase());
    expect(new Set(names).size).toBe(2);
  });

  it("is equal for equal parts", () => {
    fc.assert(
      fc.property(parts, limit, (path, max) => {
        expect(physicalName([...path], max)).toBe(physicalName(path, max));
      }),
    );
    expect(physicalName(["stack", "MyApi"], 64)).toBe("stack-MyApi-cd32bf1c");
  });

  it("rejects a limit that leaves no room for a readable character", () => {
    expect(() => physicalName(["a"], 9)).toThrow("A name needs at least 10 characters, not 9.");
  });
});

describe("readableName", () => {
  it("has no hash if it fits", () => {
    expect(readableName(["chat-production", "MyApi"], 128)).toBe("chat-production-MyApi");
    expect(readableName(["abcde", "fghij"], 11)).toBe("abcde-fghij");
  });

  it("is a physical name if it is too long, or if no legal character is left", () => {
    const long = ["abcde", "fghij-klmno"];
    expect(readableName(long, 16)).toBe(physicalName(long, 16));
    expect(readableName(["日本"], 16)).toMatch(/^x-[0-9a-f]{8}$/);
  });

  it("has legal characters only, and respects the limit", () => {
    fc.assert(
      fc.property(parts, limit, (path, max) => {
        expect(readableName(path, max)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]*$/);
        expect(readableName(path, max).length).toBeLessThanOrEqual(max);
      }),
    );
  });
});

describe("constructId", () => {
  it.each([
    ["$connect", "Route $connect"],
    ["a/b", "Route a%2Fb"],
    ["a%2Fb", "Route a%252Fb"],
    ["a--b", "Route a--b"],
  ])("encodes %j reversibly", (key, id) => {
    expect(constructId("Route", key)).toBe(id);
  });

  it("gives different keys different construct ids and different Terraform ids", () => {
    const key = fc.oneof(
      text,
      fc.array(fc.constantFrom("/", "%", "--", "2F", "25", "a", "$")).map((x) => x.join("")),
    );
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 50 }), (keys) => {
        const stack = new TerraformStack(Testing.app(), "stack");
        const api = new Construct(stack, "MyApi");
        const ids = keys.map((each) => new TerraformElement(api, constructId("Route", each), "test").friendlyUniqueId);
        expect(new Set(ids).size).toBe(keys.length);
        expect(new Set(api.node.children.map((child) => child.node.id)).size).toBe(keys.length);
      }),
    );
  });

  it("gives different Terraform ids to children of constructs with similar keys", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const api = new Construct(stack, "MyApi");
    const ids = ["a/b", "a--b", "a-b", "ab", "a%2Fb"].map((key) => {
      const route = new Construct(api, constructId("Route", key));
      return new TerraformElement(route, "Permission", "test").friendlyUniqueId;
    });
    expect(new Set(ids).size).toBe(5);
  });
});
