import { Lazy, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { aws, Linkable } from "../../lib";
import { withBriefStacks, withUsualStacks } from "../../lib/core/brief-stacks";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";

/** The lines of the stack that a token made by `work` remembers. */
const stackOf = (token: string): readonly string[] =>
  (Tokenization.reverseString(token).firstToken as unknown as { readonly creationStack: string[] }).creationStack;
const makeToken = () => Lazy.stringValue({ produce: () => "a" });
const deep = <T>(work: () => T, level = 30): T => (level === 0 ? work() : deep(work, level - 1));
const usualNow = () => Error.prepareStackTrace;

describe("withBriefStacks", () => {
  it("has tokens remember the nearest lines outside of libraries", () => {
    const stack = withBriefStacks(() => deep(() => stackOf(makeToken())));
    expect(stack).toHaveLength(3);
    expect(stack[0]).toContain("brief-stacks.test");
    expect(stack[0]).toContain("makeToken");
  });

  it("leaves an error its whole stack, and tokens made later theirs", () => {
    let thrown: unknown;
    try {
      withBriefStacks(() => deep(() => JSON.parse("{")));
    } catch (error) {
      thrown = error;
    }
    expect((thrown as Error).stack?.split("\n").length).toBeGreaterThan(5);
    expect(deep(() => stackOf(makeToken())).length).toBeGreaterThan(20);
  });

  it("puts back how stacks are written, also after an error, and inside one another", () => {
    const before = usualNow();
    expect(() => withBriefStacks(() => deep(() => JSON.parse("{")))).toThrow();
    expect(usualNow()).toBe(before);
    withBriefStacks(() => {
      const brief = usualNow();
      expect(brief).not.toBe(before);
      withUsualStacks(() => {
        expect(usualNow()).toBe(before);
        withBriefStacks(() => expect(usualNow()).toBe(brief));
        expect(usualNow()).toBe(before);
      });
      withBriefStacks(() => undefined);
      expect(usualNow()).toBe(brief);
    });
    expect(usualNow()).toBe(before);
  });

  it("keeps what code of users' sets meanwhile", () => {
    const before = usualNow();
    const theirs = () => "theirs";
    try {
      withBriefStacks(() =>
        withUsualStacks(() => {
          Error.prepareStackTrace = theirs;
        }),
      );
      expect(usualNow()).toBe(theirs);
    } finally {
      Error.prepareStackTrace = before;
    }
  });
});

describe("api.route()", () => {
  beforeAll(() => enter(project({ "src/a.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
  afterAll(removeProjects);

  const look = (seen: string[][]) => () => void seen.push((new Error("here").stack ?? "").split("\n"));

  it("leaves the stacks of a transform's own code alone", () => {
    const seen: string[][] = [];
    const transform = { route: { handler: look(seen) } };
    const api = new aws.ApiGatewayWebSocket(testStack(), "Api", { transform });
    api.route("a", { handler: "src/a.handler", transform: { function: look(seen) } });
    expect(seen).toHaveLength(2);
    for (const lines of seen) {
      expect(lines[1]).toContain("brief-stacks.test");
      expect(lines[2]).toContain("transform.ts");
    }
  });

  it("leaves those of a link's description alone", () => {
    const stack = testStack();
    const seen: string[][] = [];
    class Linked extends Construct {}
    Linkable.wrap(Linked, () => {
      look(seen)();
      return { properties: {} };
    });
    const api = new aws.ApiGatewayWebSocket(stack, "Api");
    api.route("a", { handler: "src/a.handler", link: [new Linked(stack, "Linked")] });
    expect(seen.length).toBeGreaterThan(0);
    for (const lines of seen) expect(lines.some((line) => line.includes("linkable.ts"))).toBe(true);
  });

  it("has the tokens of a route remember where it was added", () => {
    const api = new aws.ApiGatewayWebSocket(testStack(), "Api");
    const { integration } = api.route("a", "src/a.handler").nodes;
    expect(stackOf(String(integration.integrationUriInput))[0]).toContain("brief-stacks.test");
  });
});
