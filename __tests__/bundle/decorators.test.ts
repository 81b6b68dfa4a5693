import { symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleAll } from "../../lib/bundle/bundle";
import { bundleLater, fresh, shown } from "./cached";
import {
  bundleOne,
  type Files,
  project,
  removeTemporaryFolders,
  request,
  run,
  textOf,
  thrown,
  writeFiles,
} from "./project";

afterAll(removeTemporaryFolders);

const tsconfig = (more: object = {}) =>
  JSON.stringify({ compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true, ...more } });

/** A decorator that records the metadata of a class, without a package. */
const sources: Files = {
  "src/metadata.ts": `
    export const recorded: Record<string, string> = {};
    const name = (value: unknown) => (typeof value === "function" ? value.name : String(value));
    (Reflect as any).metadata = (key: string, value: any) => (_: object, member?: string) => {
      recorded[\`\${member ?? "class"} \${key}\`] = Array.isArray(value) ? value.map(name).join() : name(value);
    };
    export const field = (..._: unknown[]): void => undefined;
  `,
  "src/shapes.ts": "export interface Shape { readonly corners: number }\nexport class Circle {}\n",
  "src/a.ts": `
    import { field, recorded } from "./metadata";
    import { Circle, Shape } from "./shapes";
    @field
    class Drawing {
      @field circle!: Circle;
      @field shape!: Shape;
      @field text?: string;
      constructor(readonly first: Circle, readonly second: Shape) {}
    }
    export const handler = () => [Object.keys(new Drawing({}, { corners: 1 })), recorded];
  `,
};
const metadata = {
  "circle design:type": "Circle",
  "shape design:type": "Object",
  "text design:type": "String",
  "class design:paramtypes": "Circle,Object",
};

function typescriptProject(files: Files, config = tsconfig({ target: "ES2021" })): string {
  const root = project({ ...sources, "tsconfig.json": config, ...files });
  writeFiles(root, { "node_modules/readme.txt": "" });
  symlinkSync(dirname(require.resolve("typescript/package.json")), join(root, "node_modules/typescript"));
  return root;
}

describe("emitDecoratorMetadata", () => {
  it("is emitted by the project's TypeScript, with the types of imports", () => {
    const root = typescriptProject({});
    expect(run(bundleOne(root, "src/a.handler"), "handler")).toEqual([["first", "second"], metadata]);
  });

  it("defines fields as the target of the tsconfig.json says", () => {
    const root = typescriptProject({}, tsconfig({ target: "ES2022" }));
    const [fields] = run(bundleOne(root, "src/a.handler"), "handler") as [string[]];
    expect(fields.sort()).toEqual(["circle", "first", "second", "shape", "text"]);
  });

  it("works with paths and a base URL, in a tsconfig.json that another one extends", () => {
    const config = tsconfig({ target: "ES2021", baseUrl: "src", paths: { "@/*": ["./*"] } });
    const root = typescriptProject({ "base.json": config }, '{ "extends": "./base.json" }');
    const text = sources["src/a.ts"] ?? "";
    writeFiles(root, { "src/a.ts": text.replace("./metadata", "metadata").replace("./shapes", "@/shapes") });
    expect(run(bundleOne(root, "src/a.handler"), "handler")).toEqual([["first", "second"], metadata]);
  });

  it("covers classes of which a file needs only the metadata", () => {
    const root = typescriptProject({
      "src/shapes.ts":
        'import { field } from "./metadata";\nexport interface Shape { corners: number }\n@field export class Circle { constructor(_: Date) {} }',
    });
    const [, recorded] = run(bundleOne(root, "src/a.handler"), "handler") as [unknown, Record<string, string>];
    expect(recorded["circle design:type"]).toBe("Circle");
  });

  it("writes nothing into the project, and no path of the machine into a bundle or a source map", () => {
    const root = typescriptProject({});
    const files = bundleOne(root, "src/a.handler", { sourcemap: true }, { decidesAccess: true });
    const map = JSON.parse(textOf(files, "index.mjs.map")) as { sources: string[]; sourcesContent: string[] };
    expect(map.sources).toEqual(expect.arrayContaining(["src/a.ts", "src/metadata.ts"]));
    expect(map.sourcesContent[map.sources.indexOf("src/a.ts")]).toBe(sources["src/a.ts"]);
    expect(files.map(({ contents }) => Buffer.from(contents).toString()).join()).not.toContain(dirname(root));
  });

  it("is cached, and emitted again after a change of a type that is not part of the bundle", () => {
    const text = (sources["src/a.ts"] ?? "").replace("{ Circle, Shape }", "{ Circle }");
    const root = typescriptProject({
      "src/a.ts": `import { Shape } from "./kind";\n${text}`,
      "src/kind.ts": "export interface Shape { readonly corners: number }\n",
    });
    const requests = [request(root, "src/a.handler")];
    const first = shown(bundleLater(requests, root));
    expect(shown(bundleLater(requests, root))).toEqual(first);
    writeFiles(root, { "src/kind.ts": "export class Shape { corners = 1 }\n" });
    const second = shown(bundleLater(requests, root));
    expect(second).not.toEqual(first);
    expect(second).toEqual(fresh(requests, root));
  });

  it("starts no process for files without decorators, or without the option", () => {
    const root = project({
      "tsconfig.json": tsconfig(),
      "src/b.ts": "/** @see a comment */\nexport const handler = () => 'text with an @';",
      "other/tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true } }',
      "other/c.ts": "const d = (_: unknown) => undefined;\n@d class A {}\nexport const handler = () => A.name;",
    });
    // Neither could be bundled otherwise, because the project has no TypeScript.
    const requests = ["src/b.handler", "other/c.handler"].map((handler) => request(root, handler));
    expect(bundleAll(requests, root).files.size).toBe(2);
  });

  it("is an error without TypeScript in the project", () => {
    const root = project({ ...sources, "tsconfig.json": tsconfig() });
    expect(thrown(() => bundleOne(root, "src/a.handler")).message).toContain(
      '"src/a.ts" has decorators, and "emitDecoratorMetadata" of its tsconfig.json needs TypeScript\'s own compiler, but the package "typescript" is not installed in the project. Install it: npm install --save-dev typescript',
    );
  });
});
