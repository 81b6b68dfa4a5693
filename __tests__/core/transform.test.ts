import { transformed } from "../../lib/core/transform";

interface Config {
  readonly name: string;
  readonly size?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

const config: Config = { name: "a", size: 1, tags: { ours: "1", both: "1" } };

describe("transformed", () => {
  it("gives the configuration itself without a transform", () => {
    expect(transformed(config, undefined, "id")).toBe(config);
  });

  it("replaces fields by an object, shallowly", () => {
    expect(transformed(config, { size: 2, tags: { theirs: "2" } }, "id")).toEqual({
      name: "a",
      size: 2,
      tags: { theirs: "2" },
    });
  });

  it("takes an undefined of an object for the value", () => {
    expect(transformed(config, { size: undefined }, "id").size).toBeUndefined();
  });

  it("has a function edit a copy, and tells it the id", () => {
    const seen: string[] = [];
    const result = transformed<Config>(
      config,
      (args, id) => {
        seen.push(id);
        args.name = `${args.name}b`;
        delete args.size;
      },
      "MyApi/Stage",
    );
    expect(result).toEqual({ name: "ab", tags: config.tags });
    expect(seen).toEqual(["MyApi/Stage"]);
    expect(config).toEqual({ name: "a", size: 1, tags: { ours: "1", both: "1" } });
  });

  describe("adds to ours", () => {
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
      expect(transformed(ours, transform as never, "id")).toEqual({
        dependsOn: [one, two],
        lifecycle: { createBeforeDestroy: true, preventDestroy: true },
      });
    });

    it("what a transform leaves out or takes away", () => {
      const ours = { dependsOn: [one], lifecycle: { createBeforeDestroy: true } };
      for (const transform of [{}, { dependsOn: undefined, lifecycle: undefined }, { dependsOn: [] }])
        expect(transformed(ours, transform as never, "id")).toEqual(ours);
    });

    it("nothing where we have none", () => {
      expect(transformed({}, { dependsOn: [two] } as never, "id")).toEqual({ dependsOn: [two] });
    });
  });
});
