import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";

const problem = (args: unknown) => refused((stack) => new aws.Function(stack, "Fn", args as FunctionArgs)).message;

describe("the arguments of a function", () => {
  it.each<[string, FunctionArgs]>([
    ["empty", { handler, logging: {}, nodejs: {}, transform: {}, permissions: [], link: [], environment: {} }],
    ["undefined", { handler, logging: undefined, nodejs: undefined, transform: undefined, link: undefined } as never],
    [
      "all arguments of logging",
      { handler, logging: { retention: "1 day", format: "json", logGroup: undefined, kmsKey: "${var.key}" } as never },
    ],
    ["all arguments of nodejs", { handler, nodejs: { minify: true, sourcemap: true, format: "esm", esbuild: {} } }],
    [
      "all arguments of transform",
      { handler, retries: 1, transform: { function: {}, role: {}, logGroup: {}, eventInvokeConfig: {} } },
    ],
  ])("can be %s", (_, args) => {
    expect(() => synth((stack) => new aws.Function(stack, "Fn", args))).not.toThrow();
  });

  describe("rejects", () => {
    it.each<[string, string, object]>([
      ["snapStart", "Function", { snapStart: {} }],
      ["Timeout", "Function", { Timeout: "1 minute" }],
      ["enviroment", "Function", { enviroment: {} }],
      ["permission", "Function", { permission: [] }],
      ["retain", "logging", { logging: { retain: "1 day" } }],
      ["sourceMap", "nodejs", { nodejs: { sourceMap: true } }],
      ["lambda", "transform", { transform: { lambda: {} } }],
      ["policy", "transform", { transform: { policy: {} } }],
    ])("%s in %s", (name, parent, args) => {
      const message = problem({ handler, ...args });
      expect(message).toContain(`"${name}" is not known in "${parent}"; got `);
      expect(message).toMatch(/ \(Function "Fn" at chat-dev\/Fn\)$/);
    });

    it.each([[null], [true], ["x"], [[]]])("%j instead of an object", (value) => {
      const got = `has to be an object; got ${JSON.stringify(value)}.`;
      expect(problem(value)).toContain(`"Function" ${got}`);
      for (const parent of ["logging", "nodejs", "transform"])
        expect([parent, problem({ handler, [parent]: value })]).toEqual([
          parent,
          expect.stringContaining(`"${parent}" ${got}`),
        ]);
    });
  });
});
