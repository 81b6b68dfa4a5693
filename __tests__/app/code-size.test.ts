import { closeSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import { Testing } from "cdktf";
import { aws, type FunctionArgs, ValidationError } from "cdktf-apigateway-websocket";
import { requireCodeSize } from "../../lib/app/code-size";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { refusedInApp } from "../support/ways";

const megabyte = 1024 * 1024;
const file = (path: string, size: number) => ({ path, from: `/ready/${path}`, size });
const ignoring = { "cdktf-apigateway-websocket:ignoreRules": ["lambda-code-size"] };

function checked(files: readonly ReturnType<typeof file>[], context: Record<string, unknown> = {}) {
  const app = Testing.app({ context });
  const stack = testStack("chat-dev", app);
  requireCodeSize(stack, "bundle", files);
  return stack;
}

describe("the code of a function", () => {
  it("may contain 250 MB", () => {
    const stack = checked([file("main.mjs", megabyte), file("a.bin", 249 * megabyte)]);
    expect(stack.node.metadata).toEqual([]);
  });

  it("may contain more only in an app that ignores the rule", () => {
    const files = [file("main.mjs", megabyte + 1), file("a.bin", 249 * megabyte)];
    const text =
      '"bundle" takes at most 250 MB of files, unzipped and without layers; got 251 MB (a.bin 249 MB, main.mjs 2 MB). Leave files out, or put them on a volume. [lambda-code-size]';
    expect(() => checked(files)).toThrow(new ValidationError(testStack(), text));
    expect(checked(files, ignoring).node.metadata.map(({ data }) => data)).toEqual([text]);
  });

  it("contains no file over 2 GiB in any app", () => {
    const files = [file("a.bin", 2048 * megabyte + 1)];
    expect(() => checked(files, ignoring)).toThrow('"bundle" takes files of at most 2 GiB; got "a.bin" with 2049 MB.');
    expect(() => checked([file("a.bin", 2048 * megabyte)], ignoring)).not.toThrow();
  });
});

/** A file of a size, which needs no space on the disk. */
function sparse(path: string, size: number): void {
  const file = openSync(path, "w");
  ftruncateSync(file, size);
  closeSync(file);
}

describe("the files beside a bundle", () => {
  const bundled = { handler: "src/chat.handler", copyFiles: [{ from: "model.bin" }] };
  const ready = { handler: "index.handler", bundle: "ready", copyFiles: [{ from: "model.bin" }] };
  const hooked = { ...bundled, hook: { postbuild: () => undefined } };
  const adding = {
    handler: "src/chat.handler",
    hook: { postbuild: (dir: string) => sparse(join(dir, "model.bin"), 2048 * megabyte + 1) },
  };

  beforeAll(() => {
    enter(
      project({ "src/chat.ts": "export const handler = () => 1;", "ready/index.mjs": "export const handler = 1;" }),
    );
  });
  afterAll(removeProjects);

  const problemOf = (args: FunctionArgs, size: number) => {
    sparse("model.bin", size);
    return refusedInApp((stack) => new aws.Function(stack, "Chat", args), Testing.fullSynth).message;
  };

  it.each([
    ["a bundle", "handler", bundled],
    ["a ready directory", "bundle", ready],
  ])("count with %s", (_, argument, args) => {
    const text = problemOf(args, 250 * megabyte);
    expect(text).toContain(
      `"${argument}" takes at most 250 MB of files, unzipped and without layers; got 251 MB (model.bin 250 MB`,
    );
    expect(text).toContain("[lambda-code-size]");
  });

  it.each([
    ["copied beside a bundle", "handler", bundled],
    ["copied into a ready directory", "bundle", ready],
    ["copied before a hook", "hook.postbuild", hooked],
    ["left by a hook", "hook.postbuild", adding],
  ])("are not over 2 GiB: one %s", (_, argument, args) => {
    const text = `"${argument}" takes files of at most 2 GiB; got "model.bin" with 2049 MB. Leave the file out`;
    expect(problemOf(args, 2048 * megabyte + 1)).toContain(text);
  });
});
