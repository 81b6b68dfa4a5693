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
    ["several, with what scopes are made of", ["chat:write", "https://api.example.com/chat.read", "a/b", "~!#$%^&*()"]],
    ["a token", [text]],
    ["a token with text around it", [`https://${text}/read all`]],
    ["one token twice, which may be two scopes", [text, text]],
    ["a token beside text", [text, "chat"]],
    ["a list that is a token", list],
    ["a list that Terraform makes", Token.asList(Fn.concat([["a"], list]))],
    ["what resolves to a list", Token.asAny(list)],
  ])("takes %s", (_, scopes) => {
    expect(scopesProblem(scopes)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ["no scope", [], "has to name a scope; got []. Leave it out to ask for none"],
    ["a string", "chat", 'has to be a list; got "chat". Put it in brackets'],
    ["a token that is a string", text, "has to be a list; got a reference."],
    ["null", null, "has to be a list; got null."],
    ["an object", { scope: "a" }, 'has to be a list; got {"scope":"a"}.'],
    ["an empty scope", [""], 'without spaces and without "${", which only a reference may hold; got "".'],
    ["a scope with a space", ["a", "b c"], 'got "b c".'],
    ["a scope that begins with a space", [" a"], 'got " a".'],
    ["a scope with a line break", ["a\nb"], 'got "a\\nb".'],
    ["a reference written by hand, which would arrive as text", ["${var.scope}"], 'got "${var.scope}".'],
    ["a list that is a token, spread into another", [...list, "a"], "join lists that are references with Fn.concat"],
    ["undefined among scopes", ["a", undefined], "got undefined."],
    ["a hole among scopes", Array(1), "got undefined."],
    ["a number among scopes", ["a", 1], "got 1."],
    ["a scope twice", ["a", "b", "a"], 'names "a" twice; got ["a","b","a"]. Take one of the two out.'],
    ["a scope twice beside a token", ["a", text, "a"], 'names "a" twice; got ["a","a"].'],
  ])("refuses %s", (_, scopes, part) => {
    expect(scopesProblem(scopes)).toContain(part);
  });
});

describe("neverEmpty", () => {
  it("has Terraform refuse a list that turns out to be empty", () => {
    expect(resolveValue(stack, requireNonEmpty(list))).toBe("${coalescelist(tolist(var.list))}");
  });

  it("leaves a list alone that has something in it", () => {
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
