import { spawnSync } from "node:child_process";
import { write } from "../../support/project";
import { ask, endProjects } from "../wire/started";
import { answers, appCommand, type Dev, dev, endDevs, main, projectWith } from "./dev-project";

jest.setTimeout(120_000);

/** An app with a variable whose value comes from outside of its sources. */
const withText = (text: string) =>
  main(
    'import { readFileSync } from "node:fs";',
    `api.route("$default", { handler: "src/a.handler", environment: { TEXT: ${text} } }, { reply: true });`,
  );
const showingText = "export const handler = async () => ({ statusCode: 200, body: process.env.TEXT });\n";

describe("dev", () => {
  let one: Dev;

  beforeAll(async () => {
    one = await dev(
      projectWith({
        "main.ts": withText('process.env.TEXT ?? "none"'),
        "src/a.ts": showingText,
        "tsconfig.json": '{ "extends": "./config/base" }',
        "config/base.json": "{}",
      }),
    );
    await one.run.line(/Every program on this machine/);
  });
  afterAll(async () => {
    await endDevs();
    await endProjects();
  });

  it("applies a synthesis from another terminal", async () => {
    expect(await ask(one.client, "?")).toBe("none");
    const environment = { ...process.env, CDKTF_OUTDIR: "cdktf.out", TEXT: "from another terminal" };
    spawnSync(appCommand(), { cwd: one.root, shell: true, env: environment });
    await answers(one, "from another terminal", ["none"]);
    expect(one.run.printed).not.toContain("changed: running");
  });

  it("runs the app again when a file changes that its tsconfig.json extends", async () => {
    write(one.root, { "config/base.json": '{ "compilerOptions": { "strict": true } }' });
    await one.run.line(/config\/base\.json changed: running node/);
    await answers(one, "none", ["from another terminal"]);
  });

  it("builds a handler again when the package appears that it imports", async () => {
    write(one.root, {
      "src/a.ts":
        'import { text } from "left";\nexport const handler = async () => ({ statusCode: 200, body: text });\n',
    });
    await one.run.line(/Could not resolve "left"/);
    write(one.root, {
      "node_modules/left/package.json": '{ "name": "left", "main": "index.js" }',
      "node_modules/left/index.js": 'exports.text = "of the package";\n',
    });
    await answers(one, "of the package", ["none"]);
  });
});

describe("dev of an app whose command names no source", () => {
  afterAll(async () => {
    await endDevs();
    await endProjects();
  });

  it("runs the app again when any source of the project changes", async () => {
    const one = await dev(
      projectWith({
        "cdktf.json": JSON.stringify({ app: appCommand("./main") }),
        "main.ts": withText('readFileSync("texts/one.json", "utf8")'),
        "src/a.ts": showingText,
        "texts/one.json": '"1"',
        "texts/one.txt": "1",
      }),
    );
    await one.run.line(/Every program on this machine/);
    expect(await ask(one.client, "?")).toBe('"1"');
    write(one.root, { "texts/one.txt": "2" });
    write(one.root, { "texts/one.json": '"2"' });
    await answers(one, '"2"', ['"1"']);
    expect(one.run.printed).toMatch(/^texts\/one\.json changed: running/m);
  });
});
