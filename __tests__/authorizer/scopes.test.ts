import { Fn, TerraformVariable, Token } from "cdktf";
import { isWider, requireNonEmpty, scopesProblem } from "../../lib/authorizer/auth";
import { resolveValue } from "../../lib/terraform/tokens";
import { testStack } from "../support/synth";

const stack = testStack();
const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
const list = new TerraformVariable(stack, "list", { type: "list(string)" }).listValue;

describe("scopesProblem", () => {
  it.each<[string, unknown]>([
    ["one", ["chat"]],
    ["several, with all allowed characters", ["chat:write", "https://api.example.com/chat.read", "a/b", "~!#$%^&*()"]],
    ["a token", [text]],
    ["a token with text around it", [`https://${text}/read all`]],
    ["one token twice, which may be two scopes", [text, text]],
    ["a token beside text", [text, "chat"]],
    ["a list that is a token", list],
    ["a list that a Terraform function returns", Token.asList(Fn.concat([["a"], list]))],
    ["a token that resolves to a list", Token.asAny(list)],
  ])("accepts %s", (_, scopes) => {
    expect(scopesProblem(scopes)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ["no scope", [], 'has to contain a scope; got []. Write scopes: ["chat:write"], or leave it out'],
    ["a string", "chat", 'has to be a list; got "chat". Put it in brackets'],
    ["a token that is a string", text, "has to be a list; got a reference."],
    ["null", null, "has to be a list; got null."],
    ["an object", { scope: "a" }, 'has to be a list; got {"scope":"a"}.'],
    ["an empty scope", [""], 'takes non-empty scopes without spaces or "${"; got "".'],
    ["a scope with a space", ["a", "b c"], 'got "b c".'],
    ["a scope that begins with a space", [" a"], 'got " a".'],
    ["a scope with a line break", ["a\nb"], 'got "a\\nb".'],
    ["a literal reference, which would be escaped", ["${var.scope}"], 'got "${var.scope}".'],
    ["a list that is a token, spread into another", [...list, "a"], "join lists of references with Fn.concat"],
    ["undefined among scopes", ["a", undefined], "got undefined."],
    ["a hole among scopes", Array(1), "got undefined."],
    ["a number among scopes", ["a", 1], "got 1."],
    ["a scope twice", ["a", "b", "a"], 'contains "a" twice; got ["a","b","a"]. Remove one of them.'],
    ["a scope twice beside a token", ["a", text, "a"], 'contains "a" twice; got ["a","a"].'],
  ])("rejects %s", (_, scopes, part) => {
    expect(scopesProblem(scopes)).toContain(part);
  });
});

describe("requireNonEmpty", () => {
  it("makes Terraform fail where a list known only after apply is empty", () => {
    expect(resolveValue(stack, requireNonEmpty(list))).toBe("${coalescelist(tolist(var.list))}");
  });

  it("returns a list with literal length unchanged", () => {
    expect(resolveValue(stack, requireNonEmpty(["a", text]))).toEqual(["a", "${var.text}"]);
  });
});

describe("isWider", () => {
  it.each<[unknown, unknown, boolean]>([
    [undefined, ["a"], false],
    [undefined, undefined, false],
    [["a"], ["a"], false],
    [["a", "b"], ["b"], false],
    [["a"], ["b"], true],
    [["a"], undefined, true],
    ["${var.list}", "${var.list}", false],
    ["${var.list}", ["a"], true],
    [["a"], "${var.list}", true],
  ])("from %j to %j is %s", (before, after, answer) => {
    expect(isWider(before, after)).toBe(answer);
  });
});
