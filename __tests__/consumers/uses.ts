import { join } from "node:path";
import { type CdkName, type Consumer, repository } from "./consumer";
import { constructsAsValues, messagesForValues } from "./programs";

const stackFile = "stacks/chat-dev/cdk.tf.json";

const resolutions = [
  ["commonjs", "node10"],
  ["node16", "node16"],
  ["preserve", "bundler"],
] as const;

/** Adds the tests of what every project can do with the library. `cwd` is the folder of a package of a workspace. */
export function itIsUsed(cdk: CdkName, consumer: () => Consumer, cwd = ""): void {
  it("synthesizes the same by `require` and by `import`", () => {
    const [required, imported] = ["main.cjs", "main.mjs"].map((program) => {
      consumer().run(process.execPath, [program], { cwd });
      return consumer().files(join(cwd, "cdktf.out"));
    });
    expect(imported).toEqual(required);
    expect(required?.[stackFile]).toContain("aws_apigatewayv2_authorizer");
  });

  // A workspace has the same types as a project.
  it.each(cwd === "" ? resolutions : resolutions.slice(1, 2))(
    "type-checks with module %s and moduleResolution %s, strict and with the libraries",
    (module, moduleResolution) => {
      consumer().link("typescript", "@types/node", "undici-types");
      const compiler = join(repository, "node_modules/typescript/bin/tsc");
      const options = ["--noEmit", "--strict", "--target", "es2022", "--types", "node"];
      const chosen = ["--module", module, "--moduleResolution", moduleResolution];
      expect(consumer().run(process.execPath, [compiler, ...options, ...chosen, "consumer.ts"], { cwd })).toBe("");
    },
  );

  it("is tested in jest, with `Testing` of the Terraform CDK", () => {
    const jest = join(repository, "node_modules/jest/bin/jest.js");
    const args = [jest, "--rootDir", ".", "--ci", "--no-cache", "stack.test.js"];
    expect(consumer().tryRun(process.execPath, args, { cwd }).stderr).toContain("1 passed, 1 total");
  });

  it("rejects constructs in the place of values", () => {
    expect(consumer().evaluate(constructsAsValues(cdk), { cwd })).toEqual(messagesForValues);
  });
}
