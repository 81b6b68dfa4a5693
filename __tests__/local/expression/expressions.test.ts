import fc from "fast-check";
import { collectionFunctions } from "../../../lib/local/expression/collection-functions";
import { evaluate, type Names, stepInto } from "../../../lib/local/expression/evaluate";
import { EvaluationError, isList, isMap, Unknown, type Value } from "../../../lib/local/expression/value";
import { parseTemplate } from "../../../lib/syntax/parse";
import { SyntaxProblem } from "../../../lib/syntax/reader";
import { escapeTemplate } from "../../../lib/terraform/expressions";
import { jsonencode } from "../../../lib/terraform/json";
import { resolveValue } from "../../../lib/terraform/tokens";
import { testStack } from "../../support/synth";

const known: Value = {
  arn: "arn:aws:sqs:eu-west-1:000000000000:jobs",
  list: ["a", "b", "c"],
  objects: [
    { name: "a", ports: [1, 2] },
    { name: "b", ports: [3] },
  ],
  map: { "a.b": "dotted", z: 1, a: 2 },
  number: 5,
  yes: true,
  none: null,
};

/** Names in which only `x.y` is known. */
const names: Names = {
  lookup: (name, [first, ...steps]) =>
    name === "x" && first === "y"
      ? steps.reduce<Value>(stepInto, known)
      : new Unknown([[name, first, ...steps].join(".")]),
};

const valueOf = (text: string): Value => evaluate(parseTemplate(text), names);

describe("a template", () => {
  it.each([
    ["plain text", "plain text"],
    ["", ""],
    ["$default", "$default"],
    ["100%", "100%"],
    ["$$ and $", "$$ and $"],
    ["$${request.body.a}/$${request.body.b}", "${request.body.a}/${request.body.b}"],
    ["$$${x.y.number}", "$${x.y.number}"],
    ["%%{if}", "%{if}"],
    ['a\\nb "quoted"', 'a\\nb "quoted"'],
    ["${x.y.number}", 5],
    ["${ x.y.number }", 5],
    ["no ${x.y.number} yes ${x.y.yes}", "no 5 yes true"],
    ["${x.y.list}", ["a", "b", "c"]],
  ])("%j is %j", (text, value) => {
    expect(valueOf(text)).toEqual(value);
  });

  it.each(["${", "${x.y", "${x.y)}", "%{ if true }a%{ endif }", "${~ x.y ~}", '${"open}', '${"\\q"}'])(
    "%j can't be read",
    (text) => {
      expect(() => parseTemplate(text)).toThrow(SyntaxProblem);
    },
  );

  it("fails for a list inside text", () => {
    expect(() => valueOf("a${x.y.list}")).toThrow(EvaluationError);
  });
});

describe("an expression", () => {
  it.each([
    ["null", null],
    ["true", true],
    ["1.5e3", 1500],
    ['"a\\n\\t\\"\\\\\\u00e9$${b}"', 'a\n\t"\\é${b}'],
    ['"a${x.y.number}${"b"}"', "a5b"],
    ["[1, x.y.number, ]", [1, 5]],
    ['{"a" = 1, b = 2, (x.y.arn) = 3, c : 4}', { a: 1, b: 2, "arn:aws:sqs:eu-west-1:000000000000:jobs": 3, c: 4 }],
    ["{\n a = 1\n b = 2\n}", { a: 1, b: 2 }],
    ["x.y.list[1]", "b"],
    ["x.y.list.1", "b"],
    ['x.y.map["a.b"]', "dotted"],
    ["x.y.list[x.y.number - 4]", "b"],
    ["x.y.objects[*].name", ["a", "b"]],
    ["x.y.objects[*].ports[0]", [1, 3]],
    ["x.y.objects.*.name[1]", "b"],
    ["x.y.number[*]", [5]],
    ["1 + 2 * 3 - 4 / 2", 5],
    ["-x.y.number % 3", -2],
    ["(1 + 2) * 3", 9],
    ["x.y.number == 5 && !false || false", true],
    ["x.y.number >= 5 ? 1 : 2", 1],
    ['x.y.list == ["a", "b", "c"]', true],
    ['x.y.number != "5"', true],
    ["[for v in x.y.list : upper(v)]", ["A", "B", "C"]],
    ['[for i, v in x.y.list : "${i}${v}" if i > 0]', ["1b", "2c"]],
    ["[for k, v in x.y.map : k]", ["a", "a.b", "z"]],
    ["{for v in x.y.list : v => length(v)}", { a: 1, b: 1, c: 1 }],
    ["max(x.y.objects[0].ports...)", 2],
  ])("%s is %j", (text, value) => {
    expect(valueOf(`\${${text}}`)).toEqual(value);
  });

  it.each(["x.y.list[3]", "x.y.list[0.5]", "x.y.map.nothing", "x.y.map.constructor", "1 / 0", "!5", '"a" + 1'])(
    "%s is an error",
    (text) => {
      expect(() => valueOf(`\${${text}}`)).toThrow(EvaluationError);
    },
  );

  it.each(["{for v in x.y.list : v => v...}", "1 +", "[1", "f(1", "{a = 1 b = 2}", "a..b"])(
    "%s can't be read",
    (text) => {
      expect(() => parseTemplate(`\${${text}}`)).toThrow(SyntaxProblem);
    },
  );
});

describe("a function", () => {
  it.each([
    ['jsonencode({"b" = [1, null], "a" = "<&>"})', '{"a":"\\u003c\\u0026\\u003e","b":[1,null]}'],
    ['jsondecode("{\\"a\\": [1]}")', { a: [1] }],
    ['replace("wss://a", "wss://", "https://")', "https://a"],
    ['replace("$request.header.A", "/^\\\\$request\\\\./", "route.request.")', "route.request.header.A"],
    ['replace("ab", "/(a)(?P<second>b)/", "${"$"}second$1$$")', "ba$"],
    ['replace("a.b.c", ".", "$1")', "a$1b$1c"],
    ['element(split(":", x.y.arn), 3)', "eu-west-1"],
    ["element(x.y.list, 4)", "b"],
    ['join(":", slice(split(":", x.y.arn), 0, 3))', "arn:aws:sqs"],
    ['join("-", ["a"], ["b"])', "a-b"],
    ['try(x.y.list[7], jsondecode("null"))', null],
    ["can(x.y.list[7])", false],
    ["coalescelist([], x.y.list)", ["a", "b", "c"]],
    ['coalesce("", null, "a")', "a"],
    ["concat(x.y.list, [1])", ["a", "b", "c", 1]],
    ["distinct([1, 1, 2])", [1, 2]],
    ['toset(["b", "a", "b"])', ["a", "b"]],
    ["flatten([[1], [[2], 3]])", [1, 2, 3]],
    ["keys(x.y.map)", ["a", "a.b", "z"]],
    ["values(x.y.map)", [2, "dotted", 1]],
    ['lookup(x.y.map, "q", 9)', 9],
    ["merge({a = 1}, null, {a = 2})", { a: 2 }],
    ['zipmap(["a"], [1])', { a: 1 }],
    ["one([])", null],
    ['compact(["", "a", null])', ["a"]],
    ['contains(x.y.list, "b")', true],
    ['format("%s-%d %v%%", "a", 2, [1])', "a-2 [1]%"],
    ['substr("hello", -3, 2)', "ll"],
    ['trimsuffix("a.", ".")', "a"],
    ['trimprefix("a.", "a")', "."],
    ['base64decode(base64encode("é"))', "é"],
    ['sha256("a")', "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"],
    ["tostring(5)", "5"],
    ['tonumber("5")', 5],
    ['length("é!")', 2],
    ["reverse([1, 2])", [2, 1]],
    ["sensitive(5)", 5],
  ])("%s is %j", (text, value) => {
    expect(valueOf(`\${${text}}`)).toEqual(value);
  });

  it.each([
    "element([], 0)",
    'format("%d", 1.5)',
    "slice([1], 0, 2)",
    'jsondecode("{")',
    "one([1, 2])",
    "coalescelist([])",
    'format("%s")',
    'format("%s", [])',
    'format("%z", 1)',
    'tolist("a")',
    'tomap("a")',
    'zipmap(["a"], [1, 2])',
    "try()",
  ])("%s is an error", (text) => {
    expect(() => valueOf(`\${${text}}`)).toThrow(EvaluationError);
  });
});

describe("an unknown value", () => {
  it.each([
    ["text ${a.b.c}", ["a.b.c"]],
    ['${jsonencode({"x" = a.b.c, "y" = [d.e.f]})}', ["a.b.c", "d.e.f"]],
    ["${uuid()}", ["uuid()"]],
    ["${provider::aws::arn_parse(a.b.c)}", ["provider::aws::arn_parse()", "a.b.c"]],
    ["${a.b.c == 1 ? 1 : 2}", ["a.b.c"]],
    ["${[1, a.b.c][a.b.d]}", ["a.b.d"]],
    ["${[for v in a.b.c : v]}", ["a.b.c"]],
    ["${try(a.b.c, 1)}", ["a.b.c"]],
    ["${max(a.b.c...)}", ["a.b.c"]],
    ["${flatten([a.b.c])}", ["a.b.c"]],
    ["${length(flatten([[1], [[a.b.c]]]))}", ["a.b.c"]],
    ["${zipmap([a.b.c], [1])}", ["a.b.c"]],
    ["${try(zipmap([a.b.c], [1]), 1)}", ["a.b.c"]],
    // Terraform takes a negative index from 1.10 on.
    ["${can(element(x.y.list, -1))}", ["element() with a negative index"]],
    ['${can(format("%05d", 1))}', ['format() with "%05d"']],
    // Terraform's own patterns have flags and classes that JavaScript's have not.
    ['${can(replace("a", "/(?P<x>(?-s)a)/", "b"))}', ['replace() with the pattern "(?P<x>(?-s)a)"']],
    // Takes longer than the age of the universe without a time limit.
    [`\${can(replace("${"a".repeat(100)}!", "/^(a+)+$/", "b"))}`, ['replace() with the pattern "^(a+)+$"']],
    [`\${can(replace("${"a".repeat(100)}!", "/^(a|a)*$/", "b"))}`, ['replace() with the pattern "^(a|a)*$"']],
  ])("makes %s unknown", (text, causes) => {
    expect(valueOf(text)).toEqual(new Unknown(causes));
  });

  it.each([
    ["${[1, a.b.c][0]}", 1],
    ["${length([a.b.c])}", 1],
    ["${element([1, a.b.c], 0)}", 1],
    ["${merge({a = 1}, {b = a.b.c}).a}", 1],
    ["${true ? 1 : a.b.c}", 1],
  ])("leaves the rest known: %s", (text, value) => {
    expect(valueOf(text)).toEqual(value);
  });
});

describe("a function of collections", () => {
  const calls = [
    'coalesce(u.v, "a")',
    'coalesce("a", u.v)',
    "coalescelist([u.v], [1])",
    "coalescelist(u.v, [1])",
    'compact(["", u.v])',
    "concat([u.v], [1])",
    "concat(u.v, [1])",
    'contains([u.v], "a")',
    "contains([1], u.v)",
    'distinct(["a", u.v])',
    "element([u.v, 1], 1)",
    "element([1, 2], u.v)",
    "flatten([1, u.v])",
    "flatten([[[u.v]]])",
    "keys({a = u.v})",
    "keys(u.v)",
    "length([u.v])",
    "length({a = u.v})",
    "length(u.v)",
    'lookup({a = u.v}, "b", 1)',
    'lookup({a = u.v}, "a", 1)',
    'lookup({a = 1}, "a", u.v)',
    "lookup({a = 1}, u.v, 1)",
    'lookup(u.v, "a", 1)',
    "max(1, u.v)",
    "merge({a = 1}, {b = u.v})",
    "merge({a = 1}, u.v)",
    "min(1, u.v)",
    "one([u.v])",
    "one(u.v)",
    "reverse([1, u.v])",
    "slice([1, u.v], 1, 2)",
    "slice([1, 2], 0, u.v)",
    'sort(["b", u.v])',
    "tolist([u.v])",
    "tolist(u.v)",
    "tomap({a = u.v})",
    "tomap(u.v)",
    'toset(["a", u.v])',
    "values({b = 1, a = u.v})",
    "values(u.v)",
    'zipmap(["a", u.v], [1, 2])',
    'zipmap(["a"], [u.v])',
    "zipmap(u.v, [1])",
  ];
  const possible: readonly Value[] = [
    null,
    "",
    "a",
    "2",
    1,
    2,
    true,
    [],
    ["a"],
    ["a", "b"],
    [[1]],
    {},
    { a: 1 },
    { b: 2 },
  ];
  const outcome = (call: string, given: Value): Value | Error => {
    try {
      return evaluate(parseTemplate(`\${${call}}`), { lookup: () => given });
    } catch (error) {
      return error as Error;
    }
  };

  /** Whether a value may turn out to be another one, as far as it is known. */
  const mayBe = (value: Value, known: Value): boolean => {
    if (value instanceof Unknown) return true;
    if (isList(value)) return isList(known) && haveSameKeys(value, known);
    if (isMap(value)) return isMap(known) && haveSameKeys(value, known);
    return value === known;
  };
  const haveSameKeys = (value: object, known: object): boolean => {
    const [own, others] = [new Map(Object.entries(value)), new Map(Object.entries(known))];
    return own.size === others.size && [...own].every(([key, each]) => others.has(key) && mayBe(each, others.get(key)));
  };

  it.each(calls)("claims nothing about an unknown value: %s", (call) => {
    const before = outcome(call, new Unknown(["u.v"]));
    for (const value of possible) {
      const after = outcome(call, value);
      // Terraform would fail at the deployment.
      if (after instanceof Error) continue;
      expect(before).not.toBeInstanceOf(Error);
      if (!mayBe(before as Value, after)) throw new Error(`${JSON.stringify(before)} became ${JSON.stringify(after)}`);
    }
  });

  it("is tried with an unknown value, each of them", () => {
    const tried = new Set(calls.map((call) => call.slice(0, call.indexOf("("))));
    expect([...tried].sort()).toEqual(Object.keys(collectionFunctions).sort());
  });
});

describe("an expression that the library renders", () => {
  const stack = testStack();
  const text = fc.string({
    unit: fc.constantFrom("${", "%{", "$", "%", "}", '"', "\\", "a", "é", "\n", "\u2028", "<"),
  });
  const json = fc.jsonValue({ stringUnit: "binary" });

  it("evaluates to the original text", () => {
    fc.assert(
      fc.property(text, (written) => {
        // The author has already escaped this text.
        fc.pre(!/\$\$\{|%%\{/.test(written));
        expect(valueOf(String(resolveValue(stack, escapeTemplate(written))))).toBe(written);
      }),
    );
  });

  it("evaluates to the original JSON", () => {
    fc.assert(
      fc.property(fc.oneof(json, fc.dictionary(text, text)), (written) => {
        expect(JSON.parse(String(valueOf(String(resolveValue(stack, jsonencode(written))))))).toEqual(
          JSON.parse(JSON.stringify(written)),
        );
      }),
    );
  });
});
