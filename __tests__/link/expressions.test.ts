import { evaluate, evaluateAll } from "./expressions";

const values: Readonly<Record<string, unknown>> = {
  "var.name": "chat",
  "var.quoted": 'say "hi"',
  "var.list": ["a", "b"],
  "aws_lambda_function.Fn-1.arn": "arn:aws:lambda:eu-west-1:123456789012:function:fn",
};

function known(address: string): unknown {
  if (address in values) return values[address];
  throw new Error(`unknown: ${address}`);
}

describe("evaluate", () => {
  it.each<[string, unknown]>([
    ["", ""],
    ["plain $ % { } \\n", "plain $ % { } \\n"],
    ["$${a} %%{b}", "${a} %{b}"],
    ["${var.name}", "chat"],
    ["${var.list}", ["a", "b"]],
    ["a ${var.name} b ${var.name}", "a chat b chat"],
    ['${"a\\n\\t\\"\\\\\\u0041$${x}"}', 'a\n\t"\\A${x}'],
    ['${"a ${var.name}"}', "a chat"],
    ['${{"a" = 1, "b c" = [true, false, null, -1.5e3]}}', { a: 1, "b c": [true, false, null, -1500] }],
    ['${{(var.name) = "x"}}', { chat: "x" }],
    ["${[]}", []],
    ["${{}}", {}],
    ["${var.list[1]}", "b"],
    ['${jsonencode({"a" = var.quoted, "b" = [var.list]})}', '{"a":"say \\"hi\\"","b":[["a","b"]]}'],
    ['${replace("wss://a", "wss://", "https://")}', "https://a"],
    ['${element(split(":", aws_lambda_function.Fn-1.arn), 3)}', "eu-west-1"],
    ['${join("-", ["a", "b"])}', "a-b"],
  ])("evaluates %s", (template, value) => {
    expect(evaluate(template, known)).toEqual(value);
  });

  it("evaluates lists and objects", () => {
    expect(evaluateAll({ a: ["${var.name}", 1], b: null }, known)).toEqual({ a: ["chat", 1], b: null });
  });

  describe("rejects", () => {
    it.each([
      "${var.other}",
      "${unknown(1)}",
      "${var.name",
      '${"a}',
      "${var.list} and more",
      "%{ if true }a%{ endif }",
      "${1 + 2}",
      "${}",
    ])("unknown syntax: %s", (template) => {
      expect(() => evaluate(template, known)).toThrow();
    });
  });
});
