import { spawnSync } from "node:child_process";
import { write } from "../../support/project";
import { ask, endProjects } from "../wire/started";
import { answers, appCommand, type Dev, dev, endDevs, main, projectWith, route } from "./dev-project";
import { answering } from "./project";

jest.setTimeout(120_000);

afterEach(endDevs);
afterAll(endProjects);

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

describe("two runs of dev in one project", () => {
  it("use ports of their own, and one of them runs the app for both until it ends", async () => {
    const root = projectWith({
      "main.ts": main(route("$default", "a")),
      "src/a.ts": answering("a"),
      "src/b.ts": answering("b"),
    });
    const both = await Promise.all([dev(root), dev(root)]);
    const printed = () => both.map(({ run }) => run.printed).join("");
    expect(count(printed(), /There is no output in/g)).toBe(1);
    for (const { run } of both) await run.line(/Every program on this machine/);
    write(root, { "main.ts": main(route("$default", "a"), route("b", "b")) });
    for (const one of both) await answers(one, "b", ["a"], { action: "b" });
    // A run that sees the file while it is written runs the app once more.
    const runsApp = ({ run }: Dev) => run.printed.includes("changed: running node");
    const waits = ({ run }: Dev) =>
      /changed: another "dev" of this project \(process \d+\) runs the app/.test(run.printed);
    expect(both.map((one) => [runsApp(one), waits(one)]).sort()).toEqual([
      [false, true],
      [true, false],
    ]);
    await both.find(runsApp)?.run.end("SIGINT");
    write(root, { "main.ts": main(route("$default", "b")) });
    for (const other of both.filter((one) => !runsApp(one))) await answers(other, "b", ["a"]);
  });

  it("say that the output has changed, if they do not watch", async () => {
    const root = projectWith({ "main.ts": main(route("$default", "a")), "src/a.ts": answering("a") });
    const one = await dev(root, "--no-watch");
    const environment = { ...process.env, CDKTF_OUTDIR: "cdktf.out" };
    spawnSync(appCommand(), { cwd: root, shell: true, env: environment });
    await one.run.line(/cdktf\.out has changed\. This run does not watch/);
    expect(await ask(one.client, "?")).toBe("a");
  });
});
