import { Attributes, RenderedStack } from "../../lib/terraform/rendered-stack";
import { testStack } from "../support/synth";

const reference = "${aws_x.y.z}";
const attributesOf = (value: unknown) => new Attributes({ value });

describe("Attributes", () => {
  it.each([
    ["chat", "chat"],
    ["", ""],
    ["$default", "$default"],
    ["$${a} %%{b}", "${a} %{b}"],
    ["a$", "a$"],
    [reference, undefined],
    [`a${reference}b`, undefined],
    ["%{ if true }", undefined],
    [`$$${reference}`, "$${aws_x.y.z}"],
    [5, undefined],
    [null, undefined],
    [undefined, undefined],
  ])("reads the string %j as %j", (value, text) => {
    expect(attributesOf(value).string("value")).toBe(text);
  });

  it.each([
    [5, 5],
    [0, 0],
    ["5", 5],
    ["0.5", 0.5],
    ["", undefined],
    [" ", undefined],
    [reference, undefined],
    ["five", undefined],
    [Number.NaN, undefined],
    [true, undefined],
    [null, undefined],
  ])("reads the number %j as %j", (value, number) => {
    expect(attributesOf(value).number("value")).toBe(number);
  });

  it.each([
    [true, true],
    [false, false],
    ["true", true],
    ["false", false],
    [reference, undefined],
    [1, undefined],
    [null, undefined],
  ])("reads the boolean %j as %j", (value, answer) => {
    expect(attributesOf(value).boolean("value")).toBe(answer);
  });

  it.each([
    [0, true],
    ["", true],
    [false, true],
    [reference, true],
    [null, false],
    [undefined, false],
  ])("reports whether %j is set: %s", (value, answer) => {
    expect(attributesOf(value).has("value")).toBe(answer);
    expect(attributesOf(value).raw("value")).toBe(value);
  });

  it.each([
    [{ a: 1 }, 1],
    [[{ a: 1 }, { a: 2 }], 2],
    [[reference, { a: 1 }, null], 1],
    [reference, 0],
    [undefined, 0],
    [null, 0],
  ])("finds the blocks of %j", (value, count) => {
    const blocks = attributesOf(value).blocks("value");
    expect(blocks).toHaveLength(count);
    expect(blocks.map((block) => block.number("a"))).toEqual([1, 2].slice(0, count));
  });

  it.each([
    [
      { a: 1, b: reference },
      [
        ["a", 1],
        ["b", reference],
      ],
    ],
    [{}, []],
    [reference, undefined],
    [undefined, undefined],
    [["a"], undefined],
  ])("lists the entries of %j", (value, entries) => {
    expect(attributesOf(value).entries("value")).toEqual(entries);
  });
});

describe("a resource whose body an override replaces", () => {
  it.each([null, "x", [], [null]])("by %j has no attributes", (body) => {
    const stack = new RenderedStack({ resource: { aws_iam_role: { a: body as never } } }, testStack());
    expect(stack.all("aws_iam_role")).toEqual([]);
  });
});
