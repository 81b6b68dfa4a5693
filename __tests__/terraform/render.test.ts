import {
  App,
  conditional,
  Fn,
  Lazy,
  propertyAccess,
  ref,
  TerraformLocal,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Testing,
  Token,
} from "cdktf";
import { listExpression, stringExpression } from "../../lib/terraform/expressions";
import { jsonencode } from "../../lib/terraform/json";

function newStack(): TerraformStack {
  return new TerraformStack(Testing.app(), "stack");
}

function synthesized(value: unknown, stack = newStack()): unknown {
  new TerraformOutput(stack, "result", { value });
  return JSON.parse(Testing.synth(stack)).output.result.value;
}

const arn = () => Token.asString(ref("aws_sqs_queue.q.arn"));

describe("jsonencode", () => {
  it("writes a policy as one line of Terraform, its keys in order", () => {
    const policy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["sqs:SendMessage"], Resource: arn(), Condition: undefined }],
    };
    expect(synthesized(jsonencode(policy))).toBe(
      '${jsonencode({"Version" = "2012-10-17", "Statement" = [{"Effect" = "Allow", "Action" = ["sqs:SendMessage"], "Resource" = aws_sqs_queue.q.arn}]})}',
    );
  });

  it.each<[string, unknown, string]>([
    ["dollars and percents without a meaning", "$default $5 100% {}", '"$default $5 100% {}"'],
    ["numbers", [0, -1.5, 1e21, 5e-7], "[0,-1.5,1e+21,5e-7]"],
    ["booleans and null", [true, false, null], "[true,false,null]"],
    ["nothing in lists and objects", [[undefined], { a: undefined }, {}, []], "[[],{},{},[]]"],
    ["nothing at all", undefined, "null"],
    ["keys of every kind", { "": 1, for: 2, "a.b": 4 }, '{"":1,"for":2,"a.b":4}'],
    ["the token of a lazy text", Lazy.stringValue({ produce: () => "a" }), '"a"'],
    ["the token of a lazy list", Lazy.listValue({ produce: () => ["a"] }), '["a"]'],
    ["the token of a raw string", Fn.rawString("a"), '"a"'],
    ["JSON without quotes inside of JSON", [jsonencode([1])], '["[1]"]'],
  ])("writes %s as JSON, without an expression", (_, value, expected) => {
    expect(synthesized(jsonencode(value))).toBe(expected);
  });

  it.each<[string, unknown, string]>([
    ["quotes and backslashes", 'a"b\\c', '"a\\"b\\\\c"'],
    ["line ends", "a\n", '"a\\n"'],
    ["characters that hide a quote from Terraform's JSON reader", "\u0600", '"\\u0600"'],
    ["JSON inside of JSON", jsonencode({ a: 1 }), '"{\\"a\\":1}"'],
    ["a policy variable", "${aws:username}/*", '"$${aws:username}/*"'],
    ["other characters than those of ASCII", "é", '"é"'],
  ])("writes %s as an expression, because some language would have to escape it", (_, value, expected) => {
    expect(synthesized(jsonencode(value))).toBe(`\${jsonencode(${expected})}`);
  });

  it.each<[string, () => unknown, string]>([
    ["a whole string", arn, "aws_sqs_queue.q.arn"],
    ["a part of a string", () => `a-${arn()}/*`, '"a-${aws_sqs_queue.q.arn}/*"'],
    ["neighbours", () => `${arn()}${arn()}`, '"${aws_sqs_queue.q.arn}${aws_sqs_queue.q.arn}"'],
    ["a string behind dollars", () => `$$${arn()}`, '"$\\u0024${aws_sqs_queue.q.arn}"'],
    ["a string beside a policy variable", () => `\${a}${arn()}\${b`, '"$${a}${aws_sqs_queue.q.arn}$${b"'],
    ["a key", () => ({ [arn()]: 1 }), "{(aws_sqs_queue.q.arn) = 1}"],
    ["a part of a key", () => ({ [`${arn()}:sub`]: 1 }), '{("${aws_sqs_queue.q.arn}:sub") = 1}'],
    ["a number", () => Token.asNumber(ref("local.n")), "local.n"],
    ["a number as a key", () => ({ [Token.asNumber(ref("local.n"))]: 1 }), "{(local.n) = 1}"],
    ["numbers in a string", () => `${Token.asNumber(ref("a.n"))}${Token.asNumber(ref("b.n"))}5`, '"${a.n}${b.n}5"'],
    ["a list", () => Token.asList(ref("local.l")), "local.l"],
    ["a list of numbers", () => Token.asNumberList(ref("local.l")), "local.l"],
    ["a map", () => Token.asStringMap(ref("local.m")), "local.m"],
    ["a map of anything", () => Token.asAnyMap(ref("local.m")), "local.m"],
    ["a resolvable", () => ref("local.b"), "local.b"],
    ["a function call", () => Fn.join(",", [arn(), "b"]), 'join(",", [aws_sqs_queue.q.arn, "b"])'],
    ["a function call in a string", () => `${Fn.upper(arn())}!`, '"${upper(aws_sqs_queue.q.arn)}!"'],
    ["a condition", () => conditional(ref("var.x"), "a", arn()), 'var.x ? "a" : aws_sqs_queue.q.arn'],
    ["a property", () => propertyAccess(ref("local.o"), ["a", 0]), "local.o.a.0"],
    ["a property of a construct", () => propertyAccess(new TerraformLocal(newStack(), "o", {}), ["a"]), "local.o.a"],
    ["a raw string", () => Fn.rawString('${a} "\\d"'), '"$${a} \\"\\\\d\\""'],
    ["a raw string in a string", () => `x${Fn.rawString("${a}")}`, '"x$${a}"'],
    ["a lazy text", () => Lazy.stringValue({ produce: () => '${a}"' }), '"$${a}\\""'],
    ["a lazy text in a string", () => `$${Lazy.stringValue({ produce: () => "{a" })}`, '"$${a"'],
    ["a lazy token", () => Lazy.stringValue({ produce: () => `${arn()}/*` }), '"${aws_sqs_queue.q.arn}/*"'],
    ["a lazy number", () => Lazy.numberValue({ produce: () => 5 }), "5"],
    ["a lazy number in a string", () => `n${Lazy.numberValue({ produce: () => 5 })}`, '"n5"'],
    ["a lazy list", () => Lazy.listValue({ produce: () => ["a", arn()] }), '["a", aws_sqs_queue.q.arn]'],
    ["a lazy object", () => Lazy.anyValue({ produce: () => ({ a: [arn()] }) }), '{"a" = [aws_sqs_queue.q.arn]}'],
    ["a lazy nothing", () => ({ a: Lazy.stringValue({ produce: () => undefined }), b: 1 }), '{"b" = 1}'],
    ["a null", () => Token.nullValue(), "null"],
    ["a plain object", () => Token.asString({ a: 1 }), '{"a" = 1}'],
    ["JSON inside of JSON", () => jsonencode({ a: "b" }), '"{\\"a\\":\\"b\\"}"'],
    ["JSON with a reference inside of JSON", () => jsonencode({ a: arn() }), 'jsonencode({"a" = aws_sqs_queue.q.arn})'],
  ])("renders the token of %s beside a reference", (_, value, expected) => {
    expect(synthesized(jsonencode([value(), arn()]))).toBe(`\${jsonencode([${expected}, aws_sqs_queue.q.arn])}`);
  });

  it("is an expression without braces in a function call, and can be part of a string", () => {
    expect(synthesized(Fn.base64encode(jsonencode({ a: arn() })))).toBe(
      '${base64encode(jsonencode({"a" = aws_sqs_queue.q.arn}))}',
    );
    expect(synthesized(`x${jsonencode({ a: arn() })}y`)).toBe('x${jsonencode({"a" = aws_sqs_queue.q.arn})}y');
    expect(synthesized(Fn.base64encode(jsonencode({ a: "b" })))).toBe('${base64encode("{\\"a\\":\\"b\\"}")}');
  });

  it("renders a member that was added after the call", () => {
    const statements = ["a"];
    const token = jsonencode(statements);
    statements.push("b");
    expect(synthesized(token)).toBe('["a","b"]');
  });

  it("resolves to the same text each time", () => {
    const stack = newStack();
    new TerraformOutput(stack, "result", { value: jsonencode({ a: `x${arn()}`, b: Fn.upper(arn()) }) });
    expect(Testing.synth(stack)).toBe(Testing.synth(stack));
  });

  it("works in HCL", () => {
    const stack = newStack();
    const local = new TerraformLocal(stack, "l", ["a"]);
    new TerraformOutput(stack, "result", { value: jsonencode({ a: 'b"c\\', b: `${local.asString}$`, c: "${d}" }) });
    expect(Testing.synthHcl(stack)).toContain(
      'value = "${jsonencode({"a" = "b\\"c\\\\", "b" = "${local.l}$", "c" = "$${d}"})}"',
    );
  });

  it("refers to another stack in the same way as cdktf", () => {
    const app = new App({ outdir: Testing.app().outdir });
    const producer = new TerraformStack(app, "producer");
    const consumer = new TerraformStack(app, "consumer");
    const variable = new TerraformVariable(producer, "v", { default: "x" });
    new TerraformOutput(consumer, "result", {
      value: jsonencode({
        a: `${variable.stringValue}/*`,
        b: { [variable.stringValue]: Fn.upper(variable.stringValue) },
      }),
    });
    app.synth();
    const state = "data.terraform_remote_state.cross-stack-reference-input-producer.outputs.cross-stack-output-varv";
    expect(JSON.parse(Testing.synth(producer)).output["cross-stack-output-varv"].value).toBe("${var.v}");
    expect(JSON.parse(Testing.synth(consumer)).output.result.value).toBe(
      `\${jsonencode({"a" = "\${${state}}/*", "b" = {(${state}) = upper(${state})}})}`,
    );
  });
});

describe("jsonencode rejects", () => {
  it.each<[string, () => unknown, string]>([
    ["a function", () => () => 1, "A Terraform expression can't contain a function."],
    ["a symbol", () => Symbol("a"), "A Terraform expression can't contain a symbol."],
    ["a bigint", () => 1n, "A Terraform expression can't contain a bigint."],
    ["NaN", () => Number.NaN, "A Terraform expression can't contain the number NaN."],
    ["infinity", () => Number.POSITIVE_INFINITY, "A Terraform expression can't contain the number Infinity."],
    ["a construct", () => newStack(), "A Terraform expression can't contain a construct; got the "],
    ["a list token beside other items", () => [...Token.asList(ref("local.l")), "a"], "list"],
    ["a list token in a string", () => `${Token.asList(ref("local.l"))}`, "list"],
  ])("%s", (_, value, message) => {
    expect(() => synthesized(jsonencode({ a: value(), b: [] }))).toThrow(message);
  });
});

describe("listExpression", () => {
  it("renders a list, and the token of one", () => {
    expect(synthesized(listExpression(["a", arn(), 1]))).toBe('${["a", aws_sqs_queue.q.arn, 1]}');
    expect(synthesized(listExpression(Token.asList(ref("local.l"))))).toBe("${local.l}");
    expect(synthesized(listExpression([]))).toBe("${[]}");
  });

  it("has no braces inside another expression", () => {
    expect(synthesized(Fn.concat([listExpression(["a"])]))).toBe('${concat(["a"])}');
  });
});

describe("stringExpression", () => {
  it("renders a string, and the token of one", () => {
    expect(synthesized(stringExpression('a"${b}'))).toBe('${"a\\"$${b}"}');
    expect(synthesized(stringExpression(`${arn()}/*`))).toBe('${"${aws_sqs_queue.q.arn}/*"}');
    expect(synthesized(stringExpression(arn()))).toBe("${aws_sqs_queue.q.arn}");
  });
});
