import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import WebSocket from "ws";
import { write } from "../../support/project";
import { isRunning } from "../functions/pool";
import { ask, endProjects, until } from "../wire/started";
import { answers, dev, endDevs, main, projectWith, route, startDev } from "./dev-project";
import { answering } from "./project";

jest.setTimeout(120_000);

const hasPython = spawnSync("python3", ["--version"]).status === 0;

afterEach(endDevs);
afterAll(endProjects);

const saves: Readonly<Record<string, (path: string, text: string) => void>> = {
  "by writing it": writeFileSync,
  "by renaming another file": (path, text) => {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  },
  "as vim does": (path, text) => {
    renameSync(path, `${path}~`);
    writeFileSync(path, text);
    unlinkSync(`${path}~`);
  },
};

describe("dev", () => {
  it("runs the app first if there is no output, and then answers", async () => {
    const one = await dev(projectWith({ "main.ts": main(route("$default", "a")), "src/a.ts": answering("a") }));
    expect(await ask(one.client, "?")).toBe("a");
    expect(one.run.printed).toContain("There is no output in cdktf.out: running node ");
  });

  it("applies saved handlers and modules in every way in which editors save, and keeps the connection", async () => {
    const one = await dev(
      projectWith({
        "main.ts": main(route("$default", "a")),
        "src/a.ts":
          'import { text } from "./deep/text";\nexport const handler = async () => ({ statusCode: 200, body: text });\n',
        "src/deep/text.ts": 'export const text = "0";\n',
      }),
    );
    let last = "0";
    for (const [way, save] of Object.entries(saves))
      for (const file of ["src/deep/text.ts", "src/a.ts"]) {
        const next = `${way} ${file}`;
        const text = file === "src/a.ts" ? answering(next) : `export const text = ${JSON.stringify(next)};\n`;
        if (file === "src/deep/text.ts")
          save(
            join(one.root, "src/a.ts"),
            'import { text } from "./deep/text";\nexport const handler = async () => ({ statusCode: 200, body: text });\n',
          );
        save(join(one.root, file), text);
        await answers(one, next, [last, next, ...Object.keys(saves).map((each) => `${each} src/deep/text.ts`), "0"]);
        last = next;
      }
    expect(one.client.readyState).toBe(WebSocket.OPEN);
  });

  it("keeps copied files beside new code, and copies them again when they change", async () => {
    const reading = (text: string) => `import { readFileSync } from "node:fs";
export const handler = async () => ({ statusCode: 200, body: "${text} " + readFileSync("data/a.txt", "utf8") });
`;
    const copying =
      'api.route("$default", { handler: "src/a.handler", copyFiles: [{ from: "data" }] }, { reply: true });';
    const one = await dev(projectWith({ "main.ts": main(copying), "src/a.ts": reading("old"), "data/a.txt": "1" }));
    expect(await ask(one.client, "?")).toBe("old 1");
    write(one.root, { "src/a.ts": reading("new") });
    await answers(one, "new 1", ["old 1"]);
    write(one.root, { "data/a.txt": "2" });
    await answers(one, "new 2", ["new 1"]);
  });

  (hasPython ? it : it.skip)("packs a changed Python function again, by running the app", async () => {
    const saying = (text: string) =>
      `def handler(event, context):\n    return {"statusCode": 200, "body": "${text}"}\n`;
    const python = 'api.route("$default", { handler: "py/app.handler", runtime: "python3.13" }, { reply: true });';
    const one = await dev(projectWith({ "main.ts": main(python), "py/app.py": saying("old") }));
    expect(await ask(one.client, "?")).toBe("old");
    write(one.root, { "py/app.py": saying("new") });
    await answers(one, "new", ["old"]);
  });

  it("calls a hook again for new code, by running the app, also for code that was saved between two runs", async () => {
    const saying = (text: string) => `import { readFileSync } from "node:fs";
export const handler = async () => ({ statusCode: 200, body: "${text} " + readFileSync("length", "utf8") });
`;
    const hooked = `api.route("$default", { handler: "src/a.handler", hook: { postbuild: (dir) => {
  const { readFileSync, writeFileSync } = require("node:fs");
  const code = readFileSync(dir + "/index.mjs", "utf8");
  writeFileSync(dir + "/length", code.includes("new") ? "of new code" : "of old code");
} } }, { reply: true });`;
    const one = await dev(projectWith({ "main.ts": main(hooked), "src/a.ts": saying("old") }));
    expect(await ask(one.client, "?")).toBe("old of old code");
    write(one.root, { "src/a.ts": saying("new") });
    await answers(one, "new of new code", ["old of old code"]);
    await one.run.end("SIGKILL");
    write(one.root, { "src/a.ts": saying("newest") });
    await answers(await dev(one.root), "newest of new code", ["new of new code"]);
  });

  it("runs the app at the start if it was saved after the synthesis", async () => {
    const files = { "main.ts": main(route("$default", "a")), "src/a.ts": answering("a"), "src/b.ts": answering("b") };
    const first = await dev(projectWith(files));
    await first.run.end("SIGKILL");
    write(first.root, { "main.ts": main(route("$default", "b")) });
    await answers(await dev(first.root), "b", ["a"]);
  });

  it("names the saved files that new code comes from, and no other ones", async () => {
    const one = await dev(projectWith({ "main.ts": main(route("$default", "a")), "src/a.ts": answering("old") }));
    expect(await ask(one.client, "?")).toBe("old");
    const manifest = readFileSync(join(one.root, "cdktf.out/manifest.json"), "utf8");
    write(one.root, { "cdktf.out/manifest.json": manifest, "src/a.ts": answering("new") });
    await answers(one, "new", ["old"]);
    await one.run.line(/^src\/a\.ts: new code of src\/a\.handler /m);
  });

  it("ends the app that it runs when it is killed itself", async () => {
    const hanging = 'require("fs").writeFileSync("id", String(process.pid)); setInterval(() => {}, 1000);';
    const root = projectWith({ "main.ts": hanging });
    const run = startDev(root);
    await run.line(/running node/);
    const path = join(root, "id");
    await until(() => existsSync(path) && readFileSync(path, "utf8") !== "");
    const id = Number(readFileSync(path, "utf8"));
    await run.end("SIGKILL");
    await until(() => !isRunning(id));
  });

  it("shows an error once, goes on with the old code, and recovers", async () => {
    const one = await dev(projectWith({ "main.ts": main(route("$default", "a")), "src/a.ts": answering("old") }));
    expect(await ask(one.client, "?")).toBe("old");
    write(one.root, { "src/a.ts": "export const handler = async () => {\n  return (\n};\n" });
    await one.run.line(/src\/a\.ts:3:0/);
    expect(await ask(one.client, "?")).toBe("old");
    expect(one.run.printed.match(/\[ERROR\]/g)).toHaveLength(1);
    write(one.root, { "src/a.ts": answering("new") });
    await answers(one, "new", ["old"]);
  });

  it("builds again when a missing import appears", async () => {
    const one = await dev(projectWith({ "main.ts": main(route("$default", "a")), "src/a.ts": answering("old") }));
    write(one.root, {
      "src/a.ts":
        'import { text } from "../lib/later/text.js";\nexport const handler = async () => ({ statusCode: 200, body: text });\n',
    });
    await one.run.line(/Could not resolve "\.\.\/lib\/later\/text\.js"/);
    write(one.root, { "lib/later/text.ts": 'export const text = "found";\n' });
    await answers(one, "found", ["old"]);
  });

  it("runs the app again when a file changes that it imports, and applies its routes", async () => {
    const one = await dev(
      projectWith({ "main.ts": main(route("$default", "a")), "src/a.ts": answering("a"), "src/b.ts": answering("b") }),
    );
    expect(await ask(one.client, { action: "b" })).toBe("a");
    write(one.root, { "main.ts": main(route("$default", "a"), route("b", "b")) });
    await answers(one, "b", ["a"], { action: "b" });
    await one.run.line(/The output was applied: added .*route b of chat-dev\/Chat/);
    write(one.root, { "names.ts": "export const names = { api: ;\n" });
    await one.run.line(/The app failed \(exit code 1\)/);
    expect(await ask(one.client, { action: "b" })).toBe("b");
    write(one.root, {
      "names.ts": 'export const names = { api: "Chat", more: 1 };\n',
      "main.ts": main(route("b", "b")),
    });
    await one.run.line(/removed route \$default of chat-dev\/Chat/);
    expect(one.client.readyState).toBe(WebSocket.OPEN);
  });

  it("goes on when the output is deleted, prints its path, and applies the next synthesis", async () => {
    const one = await dev(
      projectWith({ "main.ts": main(route("$default", "a")), "src/a.ts": answering("a"), "src/b.ts": answering("b") }),
    );
    const output = join(one.root, "cdktf.out");
    rmSync(output, { recursive: true });
    await one.run.line(new RegExp(`${output} was deleted`));
    expect(await ask(one.client, "?")).toBe("a");
    write(one.root, { "main.ts": main(route("$default", "a"), route("b", "b")) });
    await answers(one, "b", ["a"], { action: "b" });
  });
});
