import { Construct } from "constructs";
import { type KnownArguments, requireKnown } from "../../lib/validation/known-arguments";
import { testStack } from "../support/synth";
import { refusal } from "../support/ways";

interface Log {
  readonly format?: string;
  readonly days?: number;
}

const known: KnownArguments<Log> = { format: true, days: true };

const circle: Record<string, unknown> = {};
circle.self = circle;

const refuse = (args: unknown) => requireKnown(new Construct(testStack(), "MyApi"), "log", args as Log, known);

describe("requireKnown", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["an empty object", {}],
    ["one known argument", { days: 1 }],
    ["all known arguments", { format: "x", days: 1 }],
    ["a known argument that is undefined", { format: undefined }],
    ["an object without a prototype", Object.assign(Object.create(null), { days: 1 })],
  ])("accepts %s", (_, args) => {
    expect(() => refuse(args)).not.toThrow();
  });

  describe("rejects", () => {
    it.each<[object, string, string]>([
      [{ days: 1, "": 2 }, '""', "2"],
      [{ other: undefined }, '"other"', "undefined"],
      [{ toString: 1 }, '"toString"', "1"],
      [{ constructor: null }, '"constructor"', "null"],
      [JSON.parse('{ "__proto__": {} }'), '"__proto__"', "{}"],
    ])("%j, and lists the known arguments", (args, name, got) => {
      expect(refusal(() => refuse(args)).message).toBe(
        `${name} is not known in "log"; got ${got}. Known are format, days. (Construct "MyApi" at chat-dev/MyApi)`,
      );
    });

    it.each(["fromat", "Format", "formats"])("a misspelt name, %s, with the name that was meant", (name) => {
      expect(refusal(() => refuse({ [name]: "x" })).message).toBe(
        `"${name}" is not known in "log"; got "x". Did you mean "format"? (Construct "MyApi" at chat-dev/MyApi)`,
      );
    });

    it.each<[string, () => unknown]>([
      ["a construct", () => new Construct(testStack(), "Vpc")],
      ["a circular reference", () => circle],
      ["a bigint", () => 1n],
    ])("an unknown argument with %s, which JSON can't represent", (_, value) => {
      expect(refusal(() => refuse({ vpc: value() })).message).toContain('"vpc" is not known in "log"; got ');
    });

    it.each<[unknown, string]>([
      [null, "null"],
      [true, "true"],
      [false, "false"],
      [1, "1"],
      ["x", '"x"'],
      ["", '""'],
      [[], "[]"],
      [[{ days: 1 }], '[{"days":1}]'],
    ])("%j instead of an object", (args, got) => {
      expect(refusal(() => refuse(args)).message).toContain(
        `"log" has to be an object; got ${got}. Name what it should hold.`,
      );
    });
  });
});
