import { stripVTControlCharacters } from "node:util";
import { appOfGuide, guide, testsOfGuide, testsWithVitest } from "../package/guide-tests";
import { write } from "../support/project";
import { Consumer, dependencies } from "./consumer";
import { initialProject } from "./init";

/** The test runner that the guide shows beside jest and that of Node.js. */
const vitest = "4.1.12";

describe("the tests of the guide, in a project as `cdktf init` leaves it,", () => {
  let consumer: Consumer;
  beforeAll(() => {
    const { "package.json": manifest = "", ...files } = initialProject();
    const packages = { ...dependencies("cdktf"), vitest, ws: "8.23.0", "@types/ws": "8.18.2", typescript: "5.9.3" };
    const { devDependencies, ...rest } = JSON.parse(manifest);
    const installed = { ...rest, dependencies: { ...devDependencies, ...packages } };
    consumer = new Consumer({ ...files, ...appOfGuide, "package.json": JSON.stringify(installed) });
    consumer.npm("install");
    consumer.run("npx", ["ts-node", "main.ts"]);
  });

  it("pass with vitest", () => {
    write(consumer.root, testsWithVitest());
    expect(stripVTControlCharacters(consumer.run("npx", ["vitest", "run"]))).toMatch(/Tests {2}2 passed \(2\)/);
  });

  it("pass with jest and with the runner of Node.js", () => {
    write(consumer.root, testsOfGuide());
    expect(consumer.tryRun("npx", ["jest"], {}).stderr).toContain("2 passed, 3 total");
    const command = /`node (--require \S+ --test chat\.node\.ts)`/.exec(guide())?.[1] ?? "";
    expect(consumer.run(process.execPath, command.split(" "))).toContain("# pass 1");
  });
});
