import { Testing } from "cdktf";
import { ValidationError } from "cdktf-apigateway-websocket";
import { requireCodeSize } from "../../lib/app/code-size";
import { testStack } from "../support/synth";

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
