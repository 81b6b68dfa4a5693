import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const library = join(__dirname, "../../lib");

/** Whether a text is the specifier of an import, which the build for CDK Terrain renames. */
function isSpecifier({ parent }: ts.Node): boolean {
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isLiteralTypeNode(parent)) return ts.isImportTypeNode(parent.parent);
  return ts.isCallExpression(parent) && parent.expression.getText() === "require";
}

/** The texts of a source that name a package of one Terraform CDK, or the CDK itself. */
function fixedNames(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && /@cdkt[fn]\/|\bCDKTF\b|\bcdkt[fn] synth\b/.test(node.text) && !isSpecifier(node))
      found.push(`${file}: ${node.text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("a message", () => {
  it("takes the names of the Terraform CDK and its packages from lib/cdk, so that each entry point has its own", () => {
    const files = readdirSync(library, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !/^cdk[/\\]/.test(file),
    );
    expect(files.flatMap((file) => fixedNames(file, readFileSync(join(library, file), "utf8")))).toEqual([]);
  });

  it.each([
    'throw new Error("Install @cdktf/provider-aws.");',
    "const text = `A CDKTF app has ${count} stacks.`;",
    'const problem = `Run "cdktf synth".`;',
  ])("with a fixed name is found: %s", (text) => {
    expect(fixedNames("x.ts", text)).toHaveLength(1);
  });

  it("is not confused with an import", () => {
    const imports = 'import { App } from "@cdktf/provider-aws";\nrequire("@cdktf/provider-archive");';
    expect(fixedNames("x.ts", imports)).toEqual([]);
  });
});
