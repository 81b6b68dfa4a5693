import { Fn, Lazy, ref, TerraformOutput, TerraformStack, Testing, Token } from "cdktf";
import fc from "fast-check";
import { escapeTemplate, isLiteral, unescapeTemplate } from "../../lib/terraform/expressions";

function synthesized(value: string): string {
  const stack = new TerraformStack(Testing.app(), "stack");
  new TerraformOutput(stack, "result", { value });
  return JSON.parse(Testing.synth(stack)).output.result.value;
}

const arn = () => Token.asString(ref("aws_sqs_queue.q.arn"));
const text = fc.array(fc.constantFrom("$", "%", "{", "}", "a")).map((parts) => parts.join(""));

describe("escapeTemplate", () => {
  it.each([
    ["${request.body.a}/${request.body.b}", "$${request.body.a}/$${request.body.b}"],
    ["%{ if }", "%%{ if }"],
    ["$request.body.action $default 100% {a}", "$request.body.action $default 100% {a}"],
    ['{"requestId":"$context.requestId"}', '{"requestId":"$context.requestId"}'],
    ["${", "$${"],
    ["%${a}$%{b}", "%$${a}$%%{b}"],
    ["${${a}", "$${$${a}"],
    ["", ""],
  ])("escapes %j to %j", (written, escaped) => {
    expect(escapeTemplate(written)).toBe(escaped);
  });

  it.each(["$${a}", "%%{a}", "$$${a}", "a$${b}%%{c}"])("does not change %j, which is already escaped", (written) => {
    expect(escapeTemplate(written)).toBe(written);
  });

  it("escapes once, however often it is called", () => {
    fc.assert(
      fc.property(text, (each) => {
        expect(escapeTemplate(escapeTemplate(each))).toBe(escapeTemplate(each));
      }),
    );
  });

  it.each<[string, () => string, string]>([
    ["alone", () => arn(), "${aws_sqs_queue.q.arn}"],
    ["in plain text", () => `a/${arn()}/b`, "a/${aws_sqs_queue.q.arn}/b"],
    ["behind an escape", () => `\${a}/${arn()}`, "$${a}/${aws_sqs_queue.q.arn}"],
    ["behind an opening without an end", () => `\${ ${arn()}`, "$${ ${aws_sqs_queue.q.arn}"],
    ["behind dollars", () => `$$${arn()}`, '${"$$"}${aws_sqs_queue.q.arn}'],
    ["behind a lone carriage return", () => `a$\rb${arn()}`, 'a${"$\\r"}b${aws_sqs_queue.q.arn}'],
    ["behind a line end", () => `a\r\n${arn()}`, "a\r\n${aws_sqs_queue.q.arn}"],
    ["of a number", () => `\${${Token.asNumber(ref("local.n"))}`, "$${${local.n}"],
    ["of a call", () => `%{${Fn.upper(arn())}`, "%%{${upper(aws_sqs_queue.q.arn)}"],
    ["of nothing", () => `a${Lazy.stringValue({ produce: () => undefined })}b`, "ab"],
    ["that went through before", () => escapeTemplate(`\${a}${arn()}`), "$${a}${aws_sqs_queue.q.arn}"],
    [
      "within a call, behind what was escaped before",
      () => Fn.upper(escapeTemplate(`$\${a}${arn()}`)),
      '${upper("$${a}${aws_sqs_queue.q.arn}")}',
    ],
    ["within a call", () => Fn.upper(escapeTemplate(`\${a}${arn()}`)), '${upper("$${a}${aws_sqs_queue.q.arn}")}'],
  ])("keeps a token %s", (_, written, expected) => {
    expect(synthesized(escapeTemplate(written()))).toBe(expected);
  });

  it("returns a string that is one token unchanged, because the token may not be text", () => {
    const token = arn();
    expect(escapeTemplate(token)).toBe(token);
  });
});

describe("isLiteral", () => {
  it.each(["", "a", "$", "$default", "${".slice(1), "$${a}", "$$${a}", "%%{a}", "$%%{a}", "%$${a}"])(
    "%j",
    (resolved) => {
      expect(isLiteral(resolved)).toBe(true);
    },
  );

  it.each(["${a}", "a${a}", "%{a}", "$${a}${b}", "%${a}", "$%{a}", "$$ ${a}", "\n${a}", "${"])("not %j", (resolved) => {
    expect(isLiteral(resolved)).toBe(false);
  });
});

describe("unescapeTemplate", () => {
  it.each([
    ["$${a}", "${a}"],
    ["$$${a}", "$${a}"],
    ["%%{a}%%%{b}", "%{a}%%{b}"],
    ["$$ %% $a", "$$ %% $a"],
    ["$$${a}\r\n$$${b}", "$${a}\r\n$${b}"],
    ["$$${a}\r$${b}", "$${a}\r${b}"],
    ["\r\n$$${a}%%%{b}", "\r\n$${a}%%{b}"],
    ["\r$$${a}%%%{b}\n$$${c}", "\r$$${a}%%%{b}\n$$${c}"],
    ["\r$$$${a}", "\r$$${a}"],
  ])("unescapes %j to %j", (escaped, written) => {
    expect(unescapeTemplate(escaped)).toBe(written);
  });

  it("reverses escapeTemplate", () => {
    fc.assert(
      fc.property(
        text.filter((each) => !/\$\$\{|%%\{/.test(each)),
        (each) => {
          expect(isLiteral(escapeTemplate(each))).toBe(true);
          expect(unescapeTemplate(escapeTemplate(each))).toBe(each);
        },
      ),
    );
  });
});
