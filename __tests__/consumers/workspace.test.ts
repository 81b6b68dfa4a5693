import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { type Files, write } from "../support/project";
import { type CdkName, Consumer, repository } from "./consumer";
import { mixedKinds, mixedKindsRejected } from "./mixed-kinds";
import { project } from "./programs";
import { itIsUsed } from "./uses";

const { renamed } = require("../../scripts/cdktn") as { readonly renamed: (specifier: string) => string };

const cdks = ["cdktf", "cdktn"] as const;

describe("a workspace with a project of each kind", () => {
  let consumer: Consumer;

  beforeAll(() => {
    const files = cdks.flatMap((cdk) =>
      Object.entries(project(cdk)).map(([path, text]) => [`${cdk}-app/${path}`, text]),
    );
    const root = { name: "both", private: true, workspaces: cdks.map((cdk) => `${cdk}-app`) };
    consumer = new Consumer({ "package.json": JSON.stringify(root), ...Object.fromEntries(files) });
    consumer.npm("install");
    consumer.link("@aws-sdk");
  });

  describe.each(cdks)("%s", (cdk) => itIsUsed(cdk, () => consumer, `${cdk}-app`));

  it("synthesizes the repository's example the same, except for versions and the source of the AWS provider", () => {
    const [cdktf = {}, cdktn = {}] = cdks.map((cdk) => synthesizedExample(consumer, cdk));
    expect(Object.keys(cdktn)).toEqual(Object.keys(cdktf));
    const differing = Object.keys(cdktf).filter((path) => cdktf[path] !== cdktn[path]);
    expect(differing).toEqual(["manifest.json", "stacks/chat-dev/cdk.tf.json"]);
    const parsed = ({ "stacks/chat-dev/cdk.tf.json": text = "" }: Files) => JSON.parse(text);
    const [old, now] = [parsed(cdktf), parsed(cdktn)];
    const { aws, archive } = old.terraform.required_providers;
    expect(now).toEqual({
      ...old,
      "//": { ...old["//"], metadata: { ...old["//"].metadata, version: "0.24.0" } },
      terraform: {
        ...old.terraform,
        required_providers: {
          aws: { ...aws, source: "hashicorp/aws", version: "6.66.0" },
          archive: { ...archive, version: "2.8.1" },
        },
      },
    });
    expect([aws, archive]).toEqual([
      { source: "aws", version: "6.25.0" },
      { source: "hashicorp/archive", version: "2.7.1" },
    ]);
  });

  it.each([
    ["cdktf", "cdktn"],
    ["cdktn", "cdktf"],
  ] as const)("gets one error for each part of an app of %s that is of %s, and nothing is written", (own, other) => {
    expect(consumer.evaluate(mixedKinds(own, other))).toEqual(mixedKindsRejected(own, other));
  });
});

/** Synthesizes the repository's `main.ts`. For CDK Terrain only its imports differ. */
function synthesizedExample(consumer: Consumer, cdk: CdkName): Files {
  const source = readFileSync(join(repository, "main.ts"), "utf8");
  const moved = cdk === "cdktf" ? source : source.replace(/(?<=from ")[^"]+/g, renamed);
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const folder = join(consumer.root, `${cdk}-app`);
  write(folder, { "example.cjs": ts.transpileModule(moved, { compilerOptions }).outputText });
  cpSync(join(repository, "src"), join(folder, "src"), { recursive: true });
  consumer.run(process.execPath, ["example.cjs"], { cwd: `${cdk}-app`, env: { CDKTF_OUTDIR: "example.out" } });
  return consumer.files(`${cdk}-app/example.out`);
}
