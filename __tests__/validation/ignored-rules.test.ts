import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { App, Testing } from "cdktf";
import { aws } from "../../lib";
import { ruleIds } from "../../lib/validation/rule-ids";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { type Build, given, refusal, temporaryFolder, warningsOf } from "../support/ways";

beforeAll(() => enter(project({ "src/default.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/default.handler";
const key = "cdktf-apigateway-websocket:ignoreRules";

/** Synthesizes an app with a context. Returns the stack's entry in the manifest. */
function synthesize(
  build: Build,
  ignored: unknown,
): readonly { constructPath: string; level: string; message: string }[] {
  const outdir = temporaryFolder();
  const app = new App({ outdir, context: { [key]: ignored } });
  build(testStack("chat-dev", app));
  app.synth();
  return JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")).stacks["chat-dev"].annotations;
}

const tooSmall: Build = (stack) => {
  new aws.Function(stack, "Fn", { handler, memory: "64 MB" });
};
const longKey: Build = (stack) => {
  new aws.ApiGatewayWebSocket(stack, "MyApi").route("k".repeat(129), given);
};

describe("a rule about a limit or a format", () => {
  it("has its id at the end of its message, before the construct's path", () => {
    const { message } = refusal(() => synthesize(tooSmall, []));
    expect(message).toMatch(/; got 64\. .+ \[lambda-memory\] \(Function "Fn" at chat-dev\/Fn\)$/);
  });

  it("has its id also if a constructor checks it", () => {
    expect(refusal(() => longKey(testStack())).message).toMatch(/ \[route-key\] \(ApiGatewayWebSocket "MyApi" at /);
  });

  it("is a warning in the manifest if the context ignores it", () => {
    expect(synthesize(tooSmall, ["lambda-memory"])).toEqual([
      {
        constructPath: "chat-dev/Fn",
        level: "@cdktf/warn",
        message: expect.stringMatching(/^"memory" has to be .+; got 64\. .+ \[lambda-memory\]$/),
      },
    ]);
  });

  it("is a single warning if both a constructor and the rendering check it", () => {
    const build: Build = (stack) => {
      new aws.Function(stack, "Fn", { handler, name: "a".repeat(65), transform: { role: { name: "role" } } });
    };
    const ids = synthesize(build, ["lambda-name"]).map(({ message }) => message.slice(message.lastIndexOf("[")));
    expect(ids).toEqual(["[lambda-name]"]);
  });

  it("is a warning also if a constructor checks it, and the checked value reaches the stack", () => {
    const stack = testStack("chat-dev", Testing.app({ context: { [key]: ["route-key"] } }));
    longKey(stack);
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/ \[route-key\]$/)]);
    expect(Testing.synth(stack)).toContain("k".repeat(129));
  });

  it("does not turn off the other rules of a resource", () => {
    const build: Build = (stack) => {
      new aws.Function(stack, "Fn", { handler, memory: "64 MB", timeout: "1000 seconds" });
    };
    expect(refusal(() => synthesize(build, ["lambda-memory"])).message).toContain("[lambda-timeout]");
  });

  it("causes no warning if the default, or the change of an aspect, follows it", () => {
    expect(synthesize((stack) => void new aws.Function(stack, "Fn", { handler }), ["lambda-memory"])).toEqual([]);
  });
});

describe("a rule about auth", () => {
  const opened: Build = (stack) => {
    const transform = { route: { authorizationType: "AWS_IAM" } };
    new aws.ApiGatewayWebSocket(stack, "MyApi").route("$default", given, { transform });
  };

  it("has no id, and no setting turns it off", () => {
    const { message } = refusal(() => synthesize(opened, Object.keys(ruleIds)));
    expect(message).toContain('"transform.route.authorizationType" can only be set on "$connect"');
    expect(message).not.toMatch(/\[[a-z0-9-]+\]/);
  });
});

describe("the list of ignored rules", () => {
  it.each<[string, unknown, string]>([
    [
      "an unknown id",
      ["lambda-memroy"],
      'contains an unknown rule id; got "lambda-memroy". Did you mean "lambda-memory"?',
    ],
    ["a text", "lambda-memory", 'has to be a list of rule ids; got "lambda-memory"'],
    ["a list of something else", [1], "has to be a list of rule ids; got [1]"],
    ["null", null, "has to be a list of rule ids; got null"],
  ])("is rejected with %s", (_, ignored, says) => {
    const build: Build = (stack) => void new aws.Function(stack, "Fn", { handler });
    const { message } = refusal(() => synthesize(build, ignored));
    expect(message).toContain(`"${key}" ${says}`);
  });
});

describe("the ids of rules", () => {
  const lib = join(__dirname, "../../lib");
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const sources = files
    .filter((file) => !file.endsWith("rule-ids.ts"))
    .map((file) => readFileSync(join(lib, file), "utf8"));

  it.each(Object.keys(ruleIds))("%s belongs to a rule", (id) => {
    expect(sources.some((source) => source.includes(`"${id}"`))).toBe(true);
  });

  it("are sorted", () => {
    expect(Object.keys(ruleIds)).toEqual(Object.keys(ruleIds).sort());
  });
});
