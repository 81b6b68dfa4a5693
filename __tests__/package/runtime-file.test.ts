import { join } from "node:path";
import { runtimeFile } from "../../lib/function/runtime-file";

describe("the file of a runtime module", () => {
  it("is the source in the repository", () => {
    expect(runtimeFile("resource")).toBe(join(__dirname, "../../lib/runtime/resource.ts"));
  });

  it("must exist", () => {
    expect(() => runtimeFile("missing")).toThrow('There is no module "missing" in');
  });
});
