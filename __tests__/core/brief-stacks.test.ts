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
const usualNow = () => Error.captureStackTrace;

/** What users call, of a library. */
const called = <T>(work: () => T): T => withBriefStacks(called, () => deep(work));

describe("withBriefStacks", () => {
  it("has all tokens remember who called what users call, and no line below that", () => {
    const caller = () => called(() => [stackOf(makeToken()), deep(() => stackOf(makeToken()))]);
    const [one, other] = caller();
    expect(one?.[0]).toContain("caller");
    expect(one?.join()).not.toContain("deep");
    expect(other).toEqual(one);
  });

  it("leaves an error its whole stack, and tokens made later theirs", () => {
    let thrown: unknown;
    try {
      called(() => JSON.parse("{"));
    } catch (error) {
      thrown = error;
    }
    expect((thrown as Error).stack).toContain("deep");
    expect(deep(() => stackOf(makeToken())).length).toBeGreaterThan(20);
  });

  it("leaves an error its stack that asks for it by itself", () => {
    class Refusal extends Error {
      constructor() {
        super("no");
        Error.captureStackTrace(this, Refusal);
      }
    }
    const { stack } = called(() => new Refusal());
    expect(stack).toMatch(/^Error: no\n/);
    expect(stack).toContain("deep");
  });

  it("puts back how stacks are taken, also after an error, and inside one another", () => {
    const before = usualNow();
    expect(() => called(() => JSON.parse("{"))).toThrow();
    expect(usualNow()).toBe(before);
    called(() => {
      const brief = usualNow();
      expect(brief).not.toBe(before);
      withUsualStacks(() => {
        expect(usualNow()).toBe(before);
        called(() => expect(usualNow()).not.toBe(before));
        expect(usualNow()).toBe(before);
      });
      called(() => undefined);
      expect(usualNow()).toBe(brief);
    });
    expect(usualNow()).toBe(before);
  });

  it("keeps what code of users' sets meanwhile", () => {
    const before = usualNow();
    const theirs = () => undefined;
    try {
      called(() =>
        withUsualStacks(() => {
          Error.captureStackTrace = theirs;
        }),
      );
      expect(usualNow()).toBe(theirs);
    } finally {
      Error.captureStackTrace = before;
    }
  });
});

describe("api.route()", () => {
  beforeAll(() => enter(project({ "src/a.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
  afterAll(removeProjects);

  const look = (seen: string[][]) => () => void seen.push([...stackOf(makeToken())]);

  it("leaves the stacks of a transform's own code alone", () => {
    const seen: string[][] = [];
    const transform = { route: { handler: look(seen) } };
    const api = new aws.ApiGatewayWebSocket(testStack(), "Api", { transform });
    api.route("a", { handler: "src/a.handler", transform: { function: look(seen) } });
    expect(seen).toHaveLength(2);
    for (const lines of seen) expect(lines.some((line) => line.includes("transform.ts"))).toBe(true);
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

  it("does so in a class that calls it past its own `route`, and whatever the limit of stacks is", () => {
    class Sub extends aws.ApiGatewayWebSocket {
      public override route(...args: Parameters<aws.ApiGatewayWebSocket["route"]>) {
        return super.route(...args);
      }
      public other() {
        return super.route("a", "src/a.handler");
      }
    }
    const { stackTraceLimit } = Error;
    try {
      Error.stackTraceLimit = 0;
      const { integration } = new Sub(testStack(), "Api").other().nodes;
      expect(stackOf(String(integration.integrationUriInput))[0]).toContain("other");
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  it("has the tokens of a route remember where it was added", () => {
    const api = new aws.ApiGatewayWebSocket(testStack(), "Api");
    const { integration } = api.route("a", "src/a.handler").nodes;
    expect(stackOf(String(integration.integrationUriInput))[0]).toContain("brief-stacks.test");
  });
});
