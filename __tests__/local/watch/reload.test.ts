import { once } from "node:events";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { aws } from "../../../lib";
import type { LocalRun } from "../../../lib/local/local-run";
import { startLocal } from "../../../lib/local/start-local";
import { type Files, write } from "../../support/project";
import { ask, connected, endAll, endProjects, until } from "../wire/started";
import { answering, newProject, synthesize } from "./project";

jest.setTimeout(120_000);

let run: LocalRun | undefined;

afterEach(async () => {
  await endAll();
  await run?.close();
  run = undefined;
});
afterAll(endProjects);

const logged = `
export const handler = async ({ requestContext }) => {
  console.log("left " + requestContext.connectionId);
  return { statusCode: 200 };
};`;

const slow = (text: string) => `
export const handler = async () => {
  console.log("begun ${text}");
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return { statusCode: 200, body: ${JSON.stringify(text)} };
};`;

const env = "export const handler = async () => ({ statusCode: 200, body: process.env.TEXT + process.pid });\n";

interface Chat {
  readonly root: string;
  readonly dir: string;
  readonly lines: string[];
  again(files: Files, build: (stack: TerraformStack) => void): Promise<void>;
}

async function chat(files: Files, build: (stack: TerraformStack) => void): Promise<Chat & { readonly run: LocalRun }> {
  const root = newProject(files);
  const dir = synthesize(root, build);
  const lines: string[] = [];
  const own = await startLocal({ dir, maxInstances: 2, log: (line) => lines.push(line) });
  run = own;
  const again: Chat["again"] = async (changed, rebuild) => {
    write(root, changed);
    synthesize(root, rebuild);
    await own.reload();
  };
  return { root, dir, lines, again, run: own };
}

const oneRoute = (stack: TerraformStack, name = "Chat") => {
  const api = new aws.ApiGatewayWebSocket(stack, name, { accessLog: false });
  api.route("$default", "src/a.handler", { reply: true });
  return api;
};

describe("reload()", () => {
  it("answers the next message of an open connection with the new code", async () => {
    const { run, again } = await chat({ "src/a.ts": answering("old") }, oneRoute);
    const client = await connected(run);
    expect(await ask(client, "?")).toBe("old");
    await again({ "src/a.ts": answering("new") }, oneRoute);
    expect(await ask(client, "?")).toBe("new");
    expect(run.connections()).toHaveLength(1);
  });

  it("lets a call under way end on the old code, and then ends its process", async () => {
    const { run, again, lines } = await chat({ "src/a.ts": slow("old") }, oneRoute);
    const client = await connected(run);
    const answer = ask(client, "?");
    await until(() => lines.some((line) => line.includes("begun old")));
    await again({ "src/a.ts": slow("new") }, oneRoute);
    expect(await answer).toBe("old");
    expect(await ask(client, "?")).toBe("new");
  });

  it("keeps the processes of functions that did not change", async () => {
    const variable = (TEXT: string) => (stack: TerraformStack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "Chat", { accessLog: false });
      api.route("$default", { handler: "src/a.handler", environment: { TEXT } }, { reply: true });
    };
    const { run, again } = await chat({ "src/a.ts": env }, variable("one "));
    const client = await connected(run);
    const first = await ask(client, "?");
    await again({}, variable("one "));
    expect(await ask(client, "?")).toBe(first);
    await again({}, variable("two "));
    expect(await ask(client, "?")).toMatch(/^two \d+$/);
  });

  it("serves new routes and new APIs, whose addresses it lists", async () => {
    const { run, again } = await chat({ "src/a.ts": answering("a"), "src/b.ts": answering("b") }, oneRoute);
    const client = await connected(run);
    const { url } = run;
    await again({}, (stack) => {
      oneRoute(stack).route("b", "src/b.handler", { reply: true });
      oneRoute(stack, "Second");
    });
    expect(await ask(client, { action: "b" })).toBe("b");
    expect(run.url).toBe(url);
    const second = await connected(run, "", { url: run.apis[1]?.url ?? "" });
    expect(await ask(second, "?")).toBe("a");
  });

  it("closes the connections of an API that is gone with 1001, and calls their $disconnect", async () => {
    const two = (stack: TerraformStack) => {
      oneRoute(stack);
      oneRoute(stack, "Second").route("$disconnect", "src/left.handler");
    };
    const { run, again, lines } = await chat({ "src/a.ts": answering("a"), "src/left.ts": logged }, two);
    const stays = await connected(run);
    const leaves = await connected(run, "", { url: run.apis[1]?.url ?? "" });
    const id = run.connections()[1]?.connectionId;
    const closed = once(leaves, "close");
    await again({}, oneRoute);
    expect((await closed)[0]).toBe(1001);
    await until(() => lines.some((line) => line.endsWith(`left ${id}`)));
    expect(await ask(stays, "?")).toBe("a");
    expect(run.apis).toHaveLength(1);
  });

  it("fails for an output that can't be read, and the old app goes on", async () => {
    const { run, dir } = await chat({ "src/a.ts": answering("a") }, oneRoute);
    const client = await connected(run);
    writeFileSync(join(dir, "manifest.json"), '{ "stacks": {');
    await expect(run.reload()).rejects.toThrow(/manifest\.json can't be read/);
    expect(await ask(client, "?")).toBe("a");
  });

  it("does not need the output between two reloads", async () => {
    const { run, dir, lines } = await chat({ "src/a.ts": answering("a") }, oneRoute);
    rmSync(dir, { recursive: true });
    expect(await ask(await connected(run), "?")).toBe("a");
    await until(() => lines.some((line) => line.startsWith(`${dir} was deleted.`)));
  });

  it("says that the output has changed, as long as nobody calls it", async () => {
    const { root, run, dir, lines } = await chat({ "src/a.ts": answering("old") }, oneRoute);
    write(root, { "src/a.ts": answering("new") });
    synthesize(root, oneRoute);
    await until(() => lines.some((line) => line.startsWith(`${dir} has changed. This run does not watch`)));
    expect(await ask(await connected(run), "?")).toBe("old");
  });

  it("writes nothing into the output, and removes its own copies at the end", async () => {
    const before = readdirSync(join(process.env.TMPDIR ?? "/tmp")).filter((name) => name.startsWith("websocket-code-"));
    const { run, dir, again } = await chat({ "src/a.ts": answering("old") }, oneRoute);
    const output = readdirSync(dir, { recursive: true });
    await again({ "src/a.ts": answering("new") }, oneRoute);
    await ask(await connected(run), "?");
    expect(readdirSync(dir, { recursive: true })).toEqual(output);
    await run.close();
    const after = readdirSync(join(process.env.TMPDIR ?? "/tmp")).filter((name) => name.startsWith("websocket-code-"));
    expect(after).toEqual(before);
  });
});
