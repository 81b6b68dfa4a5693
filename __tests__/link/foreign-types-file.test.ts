import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, Aspects, type TerraformStack } from "cdktf";
import { aws, Linkable } from "../../lib";
import { enter, type Files, project, removeProjects, write } from "../support/project";
import { testStack } from "../support/synth";
import { refusal, terraformFiles } from "../support/ways";

const typesFile = "cdktf-env.d.ts";
const header = "// Written by synthesis from the links of the app. Do not edit or commit it.";
const handler = "src/chat.handler";
const source = { "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" };

// In a jest worker, synthesis writes no types. This test simulates the user's `node main.ts`.
const worker = process.env.JEST_WORKER_ID;
beforeAll(() => {
  delete process.env.JEST_WORKER_ID;
});
afterAll(() => {
  process.env.JEST_WORKER_ID = worker;
  removeProjects();
});

function link(stack: TerraformStack): void {
  const limits = new Linkable(stack, "Limits", { properties: { perMinute: 60 } });
  new aws.Function(stack, "Fn", { handler, link: [limits] });
}

function plain(stack: TerraformStack): void {
  new aws.Function(stack, "Plain", { handler });
}

function synthesize(...builds: readonly ((stack: TerraformStack) => void)[]): void {
  const app = new App();
  builds.forEach((build, index) => {
    build(testStack(`stack${index}`, app));
  });
  app.synth();
}

const foreign: Readonly<Record<string, [(root: string) => void, string, string]>> = {
  "a symbolic link to a file outside": [
    (root) => symlinkSync(join(root, "../outside.txt"), join(root, typesFile)),
    "got a symbolic link at ",
    "Remove the link, and synthesize again.",
  ],
  "a symbolic link to a file that the library wrote": [
    (root) => symlinkSync(join(root, "../own.d.ts"), join(root, typesFile)),
    "got a symbolic link at ",
    "Remove the link, and synthesize again.",
  ],
  "a symbolic link to nothing": [
    (root) => symlinkSync(join(root, "../nothing"), join(root, typesFile)),
    "got a symbolic link at ",
    "Remove the link, and synthesize again.",
  ],
  "a directory": [
    (root) => mkdirSync(join(root, typesFile)),
    "got a directory or a device at ",
    "Rename or delete it, and synthesize again.",
  ],
};

/** Enters a project that has two files beside its folder. */
function inProject(files: Files = {}): string {
  const root = project({ ...source, ...files }, "app");
  write(join(root, ".."), { "outside.txt": "keep", "own.d.ts": `${header}\n` });
  return enter(root);
}

const texts: Readonly<Record<string, string>> = {
  "declarations of the user": "declare const a: string;\n",
  "the header in another line": `\n${header}\n`,
  "more behind the header": `${header} Mine.\n`,
  "only a line break": "\n",
};

describe("the types of links are not written", () => {
  it.each(Object.entries(foreign))("to %s", (_, [create, got, remedy]) => {
    const root = inProject();
    create(root);
    const { message } = refusal(() => synthesize(link));
    expect(message).toContain(`"${typesFile}" has to be a file that synthesis may replace`);
    expect(message).toContain(got);
    expect(message).toContain(remedy);
    expect(readdirSync(join(root, "..")).sort()).toEqual(["app", "outside.txt", "own.d.ts"]);
    expect(readFileSync(join(root, "../outside.txt"), "utf8")).toBe("keep");
    expect(readFileSync(join(root, "../own.d.ts"), "utf8")).toBe(`${header}\n`);
    expect(terraformFiles(root)).toEqual([]);
  });

  it.each(Object.entries(texts))("over a file that contains %s", (_, text) => {
    const root = inProject({ [typesFile]: text });
    const { message } = refusal(() => synthesize(link));
    expect(message).toContain(`got a file whose first line is not ${JSON.stringify(header)} at `);
    expect(message).toContain("Rename or delete it, and synthesize again.");
    expect(readFileSync(join(root, typesFile), "utf8")).toBe(text);
    expect(terraformFiles(root)).toEqual([]);
  });

  it("and the output of the previous synthesis stays", () => {
    const root = inProject();
    synthesize(link, link);
    const before = terraformFiles(root);
    expect(before.length).toBeGreaterThan(2);
    writeFileSync(join(root, typesFile), "mine\n");
    expect(refusal(() => synthesize(link, link)).message).toContain(`"${typesFile}" has to be a file`);
    expect(terraformFiles(root)).toEqual(before);
  });

  // With `Linkable.env`, a link needs no construct of this library.
  it.each<[string, (stack: TerraformStack) => void]>([
    ["function of this library", link],
    ["link", (stack) => void Linkable.env([new Linkable(stack, "Late", { properties: {} })])],
  ])("and nothing is left if an aspect of the last stack adds the first %s", (_, add) => {
    const root = inProject({ [typesFile]: "mine\n" });
    const late = (stack: TerraformStack) => {
      let added = false;
      Aspects.of(stack).add({
        visit: () => {
          if (!added) {
            added = true;
            add(stack);
          }
        },
      });
      plain(stack);
    };
    expect(refusal(() => synthesize(plain, late)).message).toContain(`"${typesFile}" has to be a file`);
    expect(readFileSync(join(root, typesFile), "utf8")).toBe("mine\n");
    expect(terraformFiles(root)).toEqual([]);
  });

  it("over a file that appears while the stack is written", () => {
    const root = inProject();
    const appears = (stack: TerraformStack) => {
      const { synthesizer } = stack;
      stack.synthesizer = {
        synthesize: (session) => {
          synthesizer.synthesize(session);
          writeFileSync(join(root, typesFile), "mine\n");
        },
      };
      Linkable.env([new Linkable(stack, "Limits", { properties: {} })]);
    };
    expect(refusal(() => synthesize(appears)).message).toContain(`"${typesFile}" has to be a file`);
    expect(readFileSync(join(root, typesFile), "utf8")).toBe("mine\n");
    expect(terraformFiles(root)).toEqual([]);
  });
});

describe("the types of links replace", () => {
  it.each([
    ["an empty file", ""],
    ["a file of an earlier version", `${header}\nexport {};\n`],
    ["a file that Git checked out with the line breaks of Windows", `${header}\r\nexport {};\r\n`],
  ])("%s", (_, text) => {
    const root = inProject({ [typesFile]: text });
    synthesize(link);
    expect(readFileSync(join(root, typesFile), "utf8")).toContain('Limits: { "perMinute": number;');
  });
});

it("an app without links leaves another file of that name as it is", () => {
  const root = inProject();
  symlinkSync(join(root, "../outside.txt"), join(root, typesFile));
  synthesize(plain);
  expect(lstatSync(join(root, typesFile)).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(root, "../outside.txt"), "utf8")).toBe("keep");
});
