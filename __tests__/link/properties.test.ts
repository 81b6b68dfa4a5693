import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Fn, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { aws, Linkable } from "../../lib";
import { propertiesProblem } from "../../lib/link/links";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

class Money {
  public readonly euros = 1;
}

const circle: Record<string, unknown> = {};
circle.self = circle;
const circularList: unknown[] = [];
circularList.push({ list: circularList });
const twice = { a: 1 };

type Made = (stack: TerraformStack) => unknown;

describe("propertiesProblem", () => {
  it.each<[string, Made]>([
    ["nothing", () => ({})],
    ["data", () => ({ text: "", number: -0.5, yes: true, none: null, list: [[], {}], object: { a: { b: [1] } } })],
    ["an undefined member, which JSON leaves out", () => ({ a: undefined, b: { c: undefined } })],
    ["an object without a prototype", () => Object.assign(Object.create(null), { a: 1 })],
    ["one object at two places, which is not circular", () => ({ a: twice, b: twice, c: [twice, twice] })],
    ["a text known only after apply", (stack) => ({ url: new SqsQueue(stack, "Queue", {}).url })],
    ["a number known only after apply", (stack) => ({ delay: new SqsQueue(stack, "Queue", {}).delaySeconds })],
    ["a list known only after apply", () => ({ list: Fn.split(",", "${var.list}") })],
    ["a map known only after apply, under a name", (stack) => ({ map: new TerraformVariable(stack, "v", {}).value })],
    ["a type deeper down", () => ({ of: { type: "x" } })],
  ])("accepts %s", (_, made) => {
    expect(propertiesProblem(made(testStack()))).toBeUndefined();
  });
});

describe("the properties of a link", () => {
  describe("rejects", () => {
    it.each<[string, Made, string, string]>([
      ["a map known only after apply", (stack) => new TerraformVariable(stack, "v", {}).value, "properties", ""],
      ["the result of a Terraform function", () => Fn.merge([{ a: 1 }, { b: 2 }]), "properties", ""],
      ["a map that cdktf resolves", () => Token.asStringMap({ resolve: () => ({}) }), "properties", ""],
      ["a list", () => [1], "properties", "[1]"],
      ["nothing", () => undefined, "properties", "undefined"],
      ["null", () => null, "properties", "null"],
      ["a text", () => "x", "properties", '"x"'],
      ["a map", () => new Map([["a", 1]]), "properties", "[object Map]"],
      ["a class instance", () => new Money(), "properties", "[object Object]"],
      ["a resource", (stack) => new SqsQueue(stack, "Queue", {}), "properties", 'the SqsQueue "Queue"'],
      ["a member called type", () => ({ type: "x" }), "properties", '"x"'],
      ["an undefined type", () => ({ type: undefined }), "properties", "undefined"],
      ["a date in them", () => ({ a: new Date(0) }), "properties.a", "1970"],
      ["a map in them", () => ({ a: new Map() }), "properties.a", "[object Map]"],
      ["a set in them", () => ({ a: new Set() }), "properties.a", "[object Set]"],
      ["a pattern in them", () => ({ a: /x/ }), "properties.a", "/x/"],
      ["a class instance in them", () => ({ a: { b: new Money() } }), "properties.a.b", "[object Object]"],
      [
        "a construct in them",
        (stack) => ({ a: [new SqsQueue(stack, "Q", {})] }),
        "properties.a[0]",
        'the SqsQueue "Q"',
      ],
      ["a function in them", () => ({ a: () => 60 }), "properties.a", "60"],
      ["a symbol in them", () => ({ a: Symbol("x") }), "properties.a", "Symbol(x)"],
      ["a bigint in them", () => ({ a: 1n }), "properties.a", "1"],
      ["an undefined entry of a list", () => ({ a: [1, undefined] }), "properties.a[1]", "undefined"],
      ["an infinite number", () => ({ a: Number.POSITIVE_INFINITY }), "properties.a", "Infinity"],
      ["a negative infinite number", () => ({ a: [Number.NEGATIVE_INFINITY] }), "properties.a[0]", "-Infinity"],
      ["NaN", () => ({ a: Number.NaN }), "properties.a", "NaN"],
      ["an object that contains itself", () => ({ a: circle }), "properties.a.self", "a circular reference"],
      ["a list that contains itself", () => ({ a: circularList }), "properties.a[0].list", "a circular reference"],
    ])("%s, by the name of the link", (_, made, path, got) => {
      const { message } = refused((stack) => {
        const limits = new Linkable(stack, "Limits", { properties: made(stack) as Record<string, unknown> });
        new aws.Function(stack, "Fn", { handler: "src/chat.handler", link: [limits] });
      });
      expect(message).toContain(`"link" contains "Limits", whose "${path}" `);
      expect(message).toMatch(/; got .+\. [A-Z].+ \(Function "Fn" at chat-dev\/Fn\)$/su);
      expect(message.split("; got ")[1]).toContain(got);
    });

    it("properties that contain themselves", () => {
      expect(propertiesProblem(circle)).toBe('"properties.self" contains itself; got a circular reference. Remove it.');
    });

    it("those of a wrapped class as well", () => {
      class Jobs extends SqsQueue {}
      Linkable.wrap(Jobs, () => ({ properties: { at: new Date(0) } }));
      const { message } = refused((stack) => {
        new aws.Function(stack, "Fn", { handler: "src/chat.handler", link: [new Jobs(stack, "Jobs", {})] });
      });
      expect(message).toContain('"link" contains "Jobs", whose "properties.at" has to be JSON data');
    });
  });
});
