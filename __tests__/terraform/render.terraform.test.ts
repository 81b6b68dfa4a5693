import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Fn, Lazy, TerraformLocal, TerraformOutput, TerraformStack, Testing } from "cdktf";
import fc from "fast-check";
import {
  escapeTemplate,
  isLiteral,
  listExpression,
  stringExpression,
  unescapeTemplate,
} from "../../lib/terraform/expressions";
import { jsonencode } from "../../lib/terraform/json";

const terraform = process.env.TERRAFORM || "terraform";
const found = spawnSync(terraform, ["version"]).status === 0;
if (!found) process.stderr.write(`Skipped: no Terraform as "${terraform}"; set TERRAFORM to its path.\n`);

type Language = "json" | "hcl";

const text = fc
  .oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc
      .array(
        fc.constantFrom(
          ...[
            "${",
            "%{",
            "$${",
            "%%{",
            "$",
            "%",
            "{",
            "}",
            "~",
            '"',
            "'",
            "\\",
            "\n",
            "\r",
            "\t",
            "\0",
            "\x7f",
            "\x85",
          ],
          ...[
            "\u2028",
            "\ufeff",
            "\u0600",
            "\u{11a85}",
            "😀",
            "<<EOF",
            "<<-EOF\n",
            "EOF\n",
            "${aws:username}",
            "%{ if true }",
            "${local.x}",
          ],
          ...["a", "for", "#", "//", "/*", "\\u0041", "\\${", "-1e5", "+", "e", "TfToken["],
        ),
      )
      .map((parts) => parts.join("")),
  )
  // Terraform keeps every string in this form.
  .map((each) => each.normalize("NFC"));

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    { weight: 6, arbitrary: text },
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(text, tie("value")), { maxLength: 4, selector: ([key]) => key })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** Evaluates all values in one run of Terraform. */
function evaluate(language: Language, values: (stack: TerraformStack) => readonly string[]): unknown[] {
  const directory = mkdtempSync(join(tmpdir(), "render-"));
  try {
    const stack = new TerraformStack(Testing.app(), "stack");
    const outputs = values(stack).map((value, index) => new TerraformOutput(stack, `value${index}`, { value }));
    const synthesized = language === "json" ? Testing.synth(stack) : Testing.synthHcl(stack);
    writeFileSync(join(directory, language === "json" ? "main.tf.json" : "main.tf"), synthesized);
    run(directory, "apply", "-auto-approve", "-no-color");
    const results = JSON.parse(run(directory, "output", "-json"));
    return outputs.map((_, index) => results[`value${index}`].value);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function run(cwd: string, ...args: readonly string[]): string {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  const result = spawnSync(terraform, args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(result.stderr.slice(0, 5000));
  return result.stdout;
}

// Without shrinking, which would start Terraform a thousand times. The diff shows the value.
function check<Sample>(samples: fc.Arbitrary<Sample>, property: (batch: readonly Sample[]) => void): void {
  const batch = fc.array(samples, { minLength: 300, maxLength: 300, size: "max" });
  fc.assert(fc.property(batch, property), { numRuns: 2, endOnFailure: true });
}

function asJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(withoutHoles(value)));
}

// JSON.stringify leaves undefined members out of objects, but makes them null in lists.
function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(withoutHoles);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutHoles(member)]));
}

function expectEach(actual: readonly unknown[], expected: readonly unknown[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    if (!isDeepStrictEqual(actual[index], value)) expect(actual[index]).toEqual(value);
  }
}

/** The parts of strings of text and tokens. `mix` builds the strings and their expected values. */
const mixed = fc.array(fc.oneof(text, fc.record({ token: fc.constantFrom("local", "number", "lazy", "bare"), text })));

function mix(stack: TerraformStack, samples: readonly (typeof mixed extends fc.Arbitrary<infer T> ? T : never)[]) {
  let count = 0;
  const number = new TerraformLocal(stack, "number", 42).asNumber;
  return samples.map((parts) => {
    const pairs = parts.map((part): readonly [string, string] => {
      if (typeof part === "string") return [part, part];
      if (part.token === "number") return [`${number}`, "42"];
      if (part.token === "lazy") return [Lazy.stringValue({ produce: () => part.text }), part.text];
      const value = part.token === "bare" ? "x" : stringExpression(part.text);
      return [new TerraformLocal(stack, `local${count++}`, value).asString, part.token === "bare" ? "x" : part.text];
    });
    const expected = pairs.map(([, value]) => value).join("");
    return { input: pairs.map(([value]) => value).join(""), expected: expected.normalize("NFC") };
  });
}

(found ? describe : describe.skip).each<Language>(["json", "hcl"])("with Terraform and %s", (language) => {
  // In HCL cdktf writes the text of an output without quotes if it looks like JSON.
  const shown = (value: string) => (language === "hcl" ? Fn.join("", [value]) : value);

  it("encodes any value as JSON.stringify does", () => {
    check(json, (samples) => {
      const actual = evaluate(language, () => samples.map((sample) => shown(jsonencode(sample))));
      expectEach(
        actual.map((each) => JSON.parse(String(each))),
        samples.map(asJson),
      );
    });
  });

  it("encodes a JSON text as text", () => {
    check(json, (samples) => {
      const actual = evaluate(language, () => samples.map((sample) => shown(jsonencode([jsonencode(sample)]))));
      const texts = actual.map((each) => JSON.parse(JSON.parse(String(each))[0]));
      expectEach(texts, samples.map(asJson));
    });
  });

  it("renders any string and any list", () => {
    check(text, (samples) => {
      expectEach(
        evaluate(language, () => samples.map((sample) => stringExpression(sample))),
        samples,
      );
      expectEach(
        evaluate(language, () => [listExpression(samples)]),
        [samples],
      );
    });
  });

  it("keeps the text around tokens", () => {
    check(mixed, (samples) => {
      const expected: string[] = [];
      const actual = evaluate(language, (stack) => {
        const inputs = mix(stack, samples);
        expected.push(...inputs.map((each) => each.expected));
        return inputs.map(({ input }) => shown(jsonencode({ [input]: [`:${input}`] })));
      });
      const objects = expected.map((each) => Object.fromEntries([[each, [`:${each}`]]]));
      expectEach(
        actual.map((each) => JSON.parse(String(each))),
        objects,
      );
    });
  });
});

(found ? describe : describe.skip)("escapeTemplate with Terraform", () => {
  // Terraform's JSON reader fails if a quote follows one of these characters, whatever program wrote the JSON.
  const isReadable = (each: string) =>
    !/[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e]|[\u{11000}-\u{11fff}]/u.test(each);
  const readable = text.filter(isReadable);

  it("passes on any text without escapes unchanged", () => {
    check(readable, (all) => {
      const samples = all.filter((each) => !/^\ufeff|\$\$\{|%%\{/.test(each));
      const templates = samples.map(escapeTemplate);
      expectEach(
        evaluate("json", () => templates),
        samples,
      );
      expect(templates.filter((each) => !isLiteral(each))).toEqual([]);
    });
  });

  it("unescapes a literal as Terraform does", () => {
    check(readable, (all) => {
      const samples = all.filter((each) => isLiteral(each) && !each.startsWith("\ufeff"));
      expectEach(
        evaluate("json", () => samples),
        samples.map(unescapeTemplate),
      );
    });
  });

  it("keeps the text around tokens", () => {
    check(mixed, (all) => {
      const expected: string[] = [];
      const actual = evaluate("json", (stack) => {
        // The text of a token is not escaped, so it must not contain Terraform syntax.
        const plain = (each: string) => !/[$%\r]/.test(each);
        const samples = all.map((parts) =>
          parts.filter((part) => typeof part === "string" || part.token !== "lazy" || plain(part.text)),
        );
        const inputs = mix(stack, samples).filter(
          ({ input, expected: whole }) =>
            isReadable(whole) &&
            !whole.startsWith("\ufeff") &&
            !/\$\$\{(?!TfToken\[[\w.]*TOKEN\.\d+\]\})|%%\{/.test(input),
        );
        expected.push(...inputs.map((each) => each.expected));
        return inputs.map(({ input }) => escapeTemplate(input));
      });
      expectEach(actual.map(String), expected);
    });
  });
});
