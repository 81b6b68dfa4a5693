import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { aws, type FunctionArgs, Linkable } from "../../lib";
import { ChatStack } from "../../main";
import { enter, project, removeProjects } from "../support/project";

const code = (body: string) => `export const handler = async () => ({ statusCode: 200, body: "${body}" });\n`;
const repository = join(__dirname, "../..");

beforeAll(() => enter(project({ "cdktf.json": "{}", "src/a.ts": code("a"), "ready/index.mjs": code("ready") })));
afterAll(removeProjects);

/** The lines of the file that synthesis writes for a stack, with handlers of the project in `root`. */
function linesOf(make: (app: App) => TerraformStack, root = process.cwd()): readonly string[] {
  const outdir = mkdtempSync(join(tmpdir(), "out-"));
  const before = process.cwd();
  process.chdir(root);
  try {
    const app = new App({ outdir });
    const { node } = make(app);
    app.synth();
    return readFileSync(join(outdir, "stacks", node.id, "cdk.tf.json"), "utf8").split("\n");
  } finally {
    process.chdir(before);
  }
}

const ready = { handler: "index.handler", bundle: "ready" };
type Build = (api: aws.ApiGatewayWebSocket, stack: TerraformStack) => void;

/** The lines of an API with its first route, and what `build` adds. */
function linesWith(build: Build): readonly string[] {
  return linesOf((app) => {
    const stack = new TerraformStack(app, "chat-dev");
    new LocalBackend(stack, { path: "terraform.tfstate" });
    new AwsProvider(stack, "aws", { region: "eu-west-1" });
    new ArchiveProvider(stack, "archive");
    const api = new aws.ApiGatewayWebSocket(stack, "Chat");
    api.route("$default", ready);
    build(api, stack);
    return stack;
  });
}

/** What a reader of the pull request sees: removed and added lines in their order, commas and indentation aside. */
function diff(before: Build, after: Build): readonly string[] {
  const [one, other] = [before, after].map((build) => linesWith(build).map((line) => line.trim().replace(/,$/, "")));
  return changes(one ?? [], other ?? []);
}

/** The shortest edit between two lists of lines, by their longest common subsequence. */
function changes(one: readonly string[], other: readonly string[]): readonly string[] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  const length = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      (lengths[i] as number[])[j] =
        one[i] === other[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
  const found: string[] = [];
  for (let i = 0, j = 0; i < one.length || j < other.length; ) {
    if (i < one.length && one[i] === other[j]) [i, j] = [i + 1, j + 1];
    else if (j >= other.length || (i < one.length && length(i + 1, j) >= length(i, j + 1))) found.push(`- ${one[i++]}`);
    else found.push(`+ ${other[j++]}`);
  }
  return found;
}

const jobs = "arn:aws:sqs:eu-west-1:123456789012:jobs";
const may = (...actions: string[]) => ({ actions, resources: [jobs] });
const chat =
  (args: Partial<FunctionArgs> = {}): Build =>
  (api) =>
    api.route("chat", { ...ready, ...args });

describe("the lines of the synthesized JSON", () => {
  it("are at most 770 for the example", () => {
    const lines = linesOf((app) => new ChatStack(app, {}), repository);
    expect(lines.length).toBeLessThanOrEqual(770);
    const [longest = ""] = [...lines].sort((a, b) => b.length - a.length);
    expect(longest).toContain('"format": "{\\"requestTime\\"');
  });

  it("are at most 100 for a further route with its own function, and at most 115 with three statements", () => {
    const base = linesWith(() => {}).length;
    expect(linesWith(chat()).length - base).toBeLessThanOrEqual(100);
    const three = chat({ permissions: [may("sqs:SendMessage"), may("sqs:ReceiveMessage")] });
    expect(linesWith(three).length - base).toBeLessThanOrEqual(115);
  });

  it("name the construct of each resource of the library in one line, and leave the metadata of others", () => {
    const lines = linesWith((_, stack) => void new SqsQueue(stack, "Queue", {}));
    const { data, resource } = JSON.parse(lines.join("\n"));
    const [queue] = Object.values<Record<string, unknown>>(resource.aws_sqs_queue);
    expect(queue?.["//"]).toEqual({ metadata: { path: "chat-dev/Queue", uniqueId: "Queue" } });
    const own = Object.values<Record<string, Record<string, unknown>>>({ ...data, ...resource })
      .flatMap((bodies) => Object.values(bodies))
      .filter((body) => body !== queue);
    for (const body of own) expect(body["//"]).toMatch(/^chat-dev\/.+/);
  });

  it("keep what an override has added to the metadata", () => {
    const lines = linesWith((api) => api.nodes.api.addOverride("//.owner", "chat team"));
    const { resource } = JSON.parse(lines.join("\n"));
    const [made] = Object.values<Record<string, unknown>>(resource.aws_apigatewayv2_api);
    expect(made?.["//"]).toMatchObject({ owner: "chat team", metadata: { path: "chat-dev/Chat/Api" } });
  });
});

describe("the difference that a reviewer reads", () => {
  it("is one line for one more action", () => {
    expect(
      diff(
        chat({ permissions: [may("sqs:SendMessage")] }),
        chat({ permissions: [may("sqs:SendMessage", "sqs:Purge")] }),
      ),
    ).toEqual(['+ "sqs:Purge"']);
  });

  it("is one line for a link, and its statement if the link has a permission", () => {
    const limits =
      (include: readonly ReturnType<typeof aws.permission>[]): Build =>
      (api, stack) =>
        chat({ link: [new Linkable(stack, "Limits", { properties: { perMinute: 60 }, include })] })(api, stack);
    const variable = '+ "SST_RESOURCE_Limits": "{\\"perMinute\\":60,\\"type\\":\\"sst.sst.Linkable\\"}"';
    expect(diff(chat(), limits([]))).toEqual([variable]);
    expect(diff(chat(), limits([aws.permission(may("sqs:SendMessage"))]))).toEqual(
      expect.arrayContaining([variable, '+ "sqs:SendMessage"', `+ "${jobs}"`]),
    );
  });

  it("is only added lines for a route", () => {
    const added = diff(() => {}, chat());
    expect(added.filter((line) => line.startsWith("-"))).toEqual([]);
  });

  it("is added lines and one change for an authorizer", () => {
    const connect =
      (isAsked: boolean): Build =>
      (api) => {
        const { id } = isAsked
          ? api.addAuthorizer("users", { lambda: { function: "src/a.handler" } })
          : { id: undefined };
        api.route("$connect", ready, id === undefined ? {} : { auth: { lambda: id } });
      };
    const found = diff(connect(false), connect(true));
    expect(found.filter((line) => line.startsWith("-"))).toEqual(['- "authorization_type": "NONE"']);
  });

  it("is one line for a scope", () => {
    const scoped =
      (...scopes: string[]): Build =>
      (api) => {
        const jwt = { issuer: "https://issuer.com/", audiences: ["chat"] };
        const { id } = api.addAuthorizer("users", { jwt });
        api.route("$connect", ready, { auth: { jwt: { authorizer: id } } });
        api.route("chat", "src/a.handler", { auth: { jwt: { authorizer: id, scopes } } });
      };
    const [removed, added, ...more] = diff(scoped("read"), scoped("read", "write"));
    expect(more).toEqual([]);
    expect(removed?.replace('[\\"read\\"]', "")).toBe(
      added?.replace("+", "-").replace('[\\"read\\", \\"write\\"]', ""),
    );
  });

  it("is nothing for a change of code", () => {
    const before = linesWith((api) => api.route("chat", "src/a.handler"));
    enter(project({ "cdktf.json": "{}", "src/a.ts": code("b"), "ready/index.mjs": code("other") }));
    expect(linesWith((api) => api.route("chat", "src/a.handler"))).toEqual(before);
  });
});
