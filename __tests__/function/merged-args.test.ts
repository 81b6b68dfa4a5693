import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { type TerraformStack, Token } from "cdktf";
import type { Mutable } from "../../lib";
import { aws, type FunctionArgs, Linkable } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { type Synthesized, synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const layer = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:layer:${name}:1`;
const sending = { actions: ["ses:SendEmail"], resources: ["*"] };

type Change = Partial<FunctionArgs> | ((args: Mutable<FunctionArgs>) => void);

function build(own: Partial<FunctionArgs>, change: Change) {
  return (stack: TerraformStack) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform: { route: { handler: change } } });
    api.route("$default", { handler, ...own });
  };
}

function merged(own: Partial<FunctionArgs>, change: Change): Synthesized {
  return synth(build(own, change));
}

const functionOf = (stack: Synthesized) => stack.one(LambdaFunction);
const variablesOf = (stack: Synthesized) => {
  const { variables } = functionOf(stack).environment as { variables: Readonly<Record<string, string>> };
  const { SST_RESOURCE_App: _, ...others } = variables;
  return others;
};

describe("transform.route.handler as an object", () => {
  it.each<[string, Partial<FunctionArgs>, Partial<FunctionArgs>, object]>([
    ["the transform alone", {}, { environment: { A1: "t" } }, { A1: "t" }],
    ["the route alone", { environment: { A1: "r" } }, {}, { A1: "r" }],
    [
      "both",
      { environment: { A1: "r", B1: "r" } },
      { environment: { B1: "t", C1: "t" } },
      { A1: "r", B1: "r", C1: "t" },
    ],
    ["an undefined map", { environment: { A1: "r" } }, { environment: undefined } as never, { A1: "r" }],
    ["an undefined member", { environment: { A1: undefined as never } }, { environment: { A1: "t" } }, { A1: "t" }],
  ])("joins the environment of %s", (_, own, change, expected) => {
    expect(variablesOf(merged(own, change))).toEqual(expected);
  });

  it("joins tags, and the route's own stand", () => {
    const stack = merged({ tags: { team: "chat" } }, { tags: { team: "all", cost: "1" } });
    expect(functionOf(stack).tags).toEqual({ team: "chat", cost: "1" });
  });

  it("joins layers, those of the transform first and each once", () => {
    const stack = merged({ layers: [layer("own"), layer("both")] }, { layers: [layer("both"), layer("all")] });
    expect(functionOf(stack).layers).toEqual([layer("both"), layer("all"), layer("own")]);
  });

  it("joins permissions", () => {
    const stack = merged({ permissions: [sending] }, { permissions: [{ ...sending, actions: ["sqs:SendMessage"] }] });
    const text = JSON.stringify(stack.json);
    expect(text).toContain("sqs:SendMessage");
    expect(text).toContain("ses:SendEmail");
  });

  it("joins links, and the same resource is linked once", () => {
    const stack = synth((scope) => {
      const [one, two] = ["One", "Two"].map((id) => new Linkable(scope, id, { properties: { id } }));
      if (!one || !two) return;
      const change = { link: [one] };
      const api = new aws.ApiGatewayWebSocket(scope, "MyApi", { transform: { route: { handler: change } } });
      api.route("$default", { handler, link: [two, one] });
    });
    expect(Object.keys(variablesOf(stack))).toEqual(["SST_RESOURCE_One", "SST_RESOURCE_Two"]);
  });

  it("joins nodejs option by option, and those of the transform win", () => {
    const stack = merged({ nodejs: { sourcemap: true, minify: true } }, { nodejs: { minify: false } });
    expect(variablesOf(stack)).toEqual({ NODE_OPTIONS: "--enable-source-maps" });
    const off = merged({ nodejs: { sourcemap: true } }, { nodejs: { sourcemap: false } });
    expect(variablesOf(off)).toEqual({});
  });

  it("replaces every other argument", () => {
    const own = { memory: "512 MB", logging: { format: "json" }, description: "own" } as const;
    const stack = merged(own, { memory: "2 GB", logging: { retention: "1 week" } });
    expect(functionOf(stack)).toMatchObject({
      memory_size: 2048,
      logging_config: { log_format: "Text" },
      description: "own",
    });
  });

  it("does not change the objects of the user", () => {
    const [own, change] = [
      { environment: { A1: "r" }, layers: [layer("a")] },
      { environment: { B1: "t" }, layers: [] },
    ];
    merged(own, change);
    expect([own, change]).toEqual([
      { environment: { A1: "r" }, layers: [layer("a")] },
      { environment: { B1: "t" }, layers: [] },
    ]);
  });

  it.each<[string, object, object]>([
    ["layers", { layers: Token.asList("${var.layers}") }, { layers: [layer("a")] }],
    ["layers", { layers: [layer("a")] }, { layers: Token.asList("${var.layers}") }],
    ["tags", { tags: Token.asStringMap("${var.tags}") }, { tags: { team: "chat" } }],
  ])("rejects %s of both if one is known only after apply", (name, own, change) => {
    expect(refused(build(own, change)).message).toContain(
      `"${name}" can't be joined with that of "transform.route.handler", because one of them is known only after apply; got `,
    );
  });

  it("passes on what only one of them sets, also if it is known only after apply", () => {
    expect(functionOf(merged({ layers: Token.asList("${var.layers}") }, {})).layers).toBe("${var.layers}");
    expect(functionOf(merged({}, { layers: Token.asList("${var.layers}") })).layers).toBe("${var.layers}");
  });

  it.each<[object, object, string]>([
    [{ layers: [layer("a")] }, { layers: layer("b") }, '"layers" has to be a list'],
    [{ layers: layer("a") }, { layers: [layer("b")] }, '"layers" has to be a list'],
    [{ nodejs: { sourcemap: true } }, { nodejs: true }, '"nodejs" has to be an object; got true.'],
    [
      { nodejs: {} },
      {
        nodejs: new (class {
          get minify() {
            return false;
          }
        })(),
      },
      '"nodejs" has to be a plain object',
    ],
    [{}, { enviroment: {} }, 'Did you mean "environment"?'],
  ])("rejects %j with %j", (own, change, text) => {
    expect(refused(build(own, change)).message).toContain(text);
  });
});

describe("transform.route.handler as a function", () => {
  it("replaces what it assigns", () => {
    const stack = merged({ environment: { A1: "r" }, tags: { team: "chat" } }, (args) => {
      args.environment = { B1: "t" };
    });
    expect(variablesOf(stack)).toEqual({ B1: "t" });
    expect(functionOf(stack).tags).toEqual({ team: "chat" });
  });

  it("takes nothing away with a member that is undefined", () => {
    const own = { memory: "512 MB", kmsKey: "arn:aws:kms:eu-west-1:123456789012:key/own" } as const;
    expect(functionOf(merged(own, { memory: undefined, kmsKey: undefined }))).toMatchObject({
      memory_size: 512,
      kms_key_arn: own.kmsKey,
    });
  });
});
