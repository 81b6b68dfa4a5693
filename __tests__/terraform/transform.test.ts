import { Construct } from "constructs";
import { applyTransform } from "../../lib/terraform/resource-config";
import { testStack } from "../support/synth";
import { refusal } from "../support/ways";

interface Config {
  readonly name: string;
  readonly size?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

const config: Config = { name: "a", size: 1, tags: { ours: "1", both: "1" } };

const api = () => new Construct(testStack(), "MyApi");

describe("applyTransform", () => {
  it("returns the configuration itself without a transform", () => {
    expect(applyTransform(api(), "Stage", config, undefined)).toBe(config);
  });

  it("replaces fields by an object, shallowly", () => {
    expect(applyTransform(api(), "Stage", config, { size: 2, tags: { theirs: "2" } })).toEqual({
      name: "a",
      size: 2,
      tags: { theirs: "2" },
    });
  });

  it("sets a field to undefined if the object does", () => {
    expect(applyTransform(api(), "Stage", config, { size: undefined }).size).toBeUndefined();
  });

  it("passes a copy and the id to a function", () => {
    const seen: string[] = [];
    const result = applyTransform<Config>(api(), "Stage", config, (args, id) => {
      seen.push(id);
      args.name = `${args.name}b`;
      delete args.size;
    });
    expect(result).toEqual({ name: "ab", tags: config.tags });
    expect(seen).toEqual(["MyApi/Stage"]);
    expect(config).toEqual({ name: "a", size: 1, tags: { ours: "1", both: "1" } });
  });

  describe("merges dependsOn and lifecycle", () => {
    const [one, two] = [{ fqn: "a.one" }, { fqn: "a.two" }];

    it.each<[string, object]>([
      ["an object", { dependsOn: [two, one], lifecycle: { preventDestroy: true } }],
      [
        "a function",
        (args: { dependsOn?: unknown; lifecycle?: unknown }) => {
          args.dependsOn = [two, one];
          args.lifecycle = { preventDestroy: true };
        },
      ],
    ])("dependsOn and lifecycle of %s", (_, transform) => {
      const ours = { dependsOn: [one], lifecycle: { createBeforeDestroy: true } };
      expect(applyTransform(api(), "Stage", ours, transform as never)).toEqual({
        dependsOn: [one, two],
        lifecycle: { createBeforeDestroy: true, preventDestroy: true },
      });
    });

    it("and keeps entries that a transform omits or removes", () => {
      const ours = { dependsOn: [one], lifecycle: { createBeforeDestroy: true } };
      for (const transform of [{}, { dependsOn: undefined, lifecycle: undefined }, { dependsOn: [] }])
        expect(applyTransform(api(), "Stage", ours, transform as never)).toEqual(ours);
    });

    it("only if the library sets them", () => {
      expect(applyTransform(api(), "Stage", {}, { dependsOn: [two] } as never)).toEqual({ dependsOn: [two] });
    });
  });

  it("copies lists and lifecycles, so that a function does not change those of other resources", () => {
    const [one, two] = [{ fqn: "a.one" }, { fqn: "a.two" }];
    const dependsOn = [one];
    const lifecycle = { createBeforeDestroy: true };
    const result = applyTransform(api(), "Stage", { dependsOn, lifecycle }, (args) => {
      args.dependsOn.push(two);
      Object.assign(args.lifecycle, { preventDestroy: true });
    });
    expect(result).toEqual({
      dependsOn: [one, two],
      lifecycle: { createBeforeDestroy: true, preventDestroy: true },
    });
    expect(dependsOn).toEqual([one]);
    expect(lifecycle).toEqual({ createBeforeDestroy: true });
  });

  it.each<[string, (args: { name: string }) => unknown]>([
    ["nothing", () => undefined],
    ["null", () => null],
    ["a number, as push does", () => 1],
    ["a text, as an assignment does", () => "b"],
    ["a boolean, as delete does", () => true],
    ["its argument", (args) => args],
  ])("accepts a function that returns %s", (_, returned) => {
    const transform = (args: { name: string }) => {
      args.name = "b";
      return returned(args);
    };
    expect(applyTransform(api(), "Stage", { name: "a" }, transform as never)).toEqual({ name: "b" });
  });

  describe("rejects", () => {
    it.each<[string, (args: object) => unknown, string]>([
      ["a changed copy", (args) => ({ ...args, name: "b" }), '["name"]'],
      ["only the changed fields", () => ({ size: 2 }), '["size"]'],
      ["an empty object", () => ({}), "[]"],
      ["a list", () => ["b"], '["0"]'],
      ["a promise", async () => undefined, "[]"],
    ])("a function that returns %s", (_, transform, got) => {
      const { message } = refusal(() => applyTransform(api(), "Stage", { name: "a" }, transform as never));
      expect(message).toContain(
        '"transform" of "MyApi/Stage" has to change its argument instead of returning another object',
      );
      expect(message).toContain(`got ${got}. Write (args) => { args.name`);
      expect(message).toMatch(/ \(Construct "MyApi" at chat-dev\/MyApi\)$/);
    });
  });
});
