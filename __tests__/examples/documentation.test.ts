import { join, relative } from "node:path";
import ts from "typescript";
import { compilerOptions } from "./program";

const repository = join(__dirname, "../..");

/** Something that users see, under the name by which they do. */
interface Public {
  readonly name: string;
  readonly symbol: ts.Symbol;
  readonly place: string;
  readonly optional: boolean;
}

/** What of the public surface lacks its documentation, by what is lacking. */
function lacks(file: string, text?: string) {
  const options = { ...compilerOptions(repository), noEmit: true };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  if (text !== undefined) {
    host.readFile = (path) => (path === file ? text : readFile(path));
    host.fileExists = (path) => path === file || fileExists(path);
  }
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file) as ts.SourceFile;
  const exported = exportsOf(checker, checker.getSymbolAtLocation(source) as ts.Symbol, "");
  const fields = exported.flatMap((item) => membersOf(checker, item));
  const tagged = ({ symbol }: Public, tag: string) => symbol.getJsDocTags(checker).some(({ name }) => name === tag);
  const summary = ({ symbol }: Public) =>
    ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== "";
  const told = (items: readonly Public[]) => items.map(({ name, place }) => `${place} ${name}`).sort();
  return {
    seen: [...exported, ...fields].map(({ name }) => name),
    summary: told([...exported, ...fields].filter((item) => !summary(item))),
    default: told(
      fields.filter(
        (item) => item.optional && /(Args|FunctionSettings|Options)\./.test(item.name) && !tagged(item, "default"),
      ),
    ),
    example: told(exported.filter((item) => isMain(item) && !tagged(item, "example"))),
  };
}

function exportsOf(checker: ts.TypeChecker, module: ts.Symbol, prefix: string): readonly Public[] {
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const name = prefix + exported.name;
    return symbol.flags & ts.SymbolFlags.ValueModule
      ? exportsOf(checker, symbol, `${name}.`)
      : [described(name, symbol)];
  });
}

function described(name: string, symbol: ts.Symbol): Public {
  const [declaration] = symbol.declarations ?? [];
  const source = declaration?.getSourceFile();
  const line = source && declaration ? source.getLineAndCharacterOfPosition(declaration.getStart()).line + 1 : 0;
  const place = `${relative(repository, source?.fileName ?? "")}:${line}`;
  return { name, symbol, place, optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0 };
}

/** The fields and methods that are declared in the library itself, those of nested objects included. */
function membersOf(checker: ts.TypeChecker, { name, symbol }: Public): readonly Public[] {
  if (!(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeLiteral))) return [];
  const own = [...(symbol.members?.values() ?? []), ...(isClass(symbol) ? (symbol.exports?.values() ?? []) : [])];
  return own.filter(isPublic).flatMap((member) => {
    const item = described(`${name}.${member.name}`, member);
    const [declaration] = member.declarations ?? [];
    const type = declaration && ts.isPropertySignature(declaration) ? declaration.type : undefined;
    const nested = type && ts.isTypeLiteralNode(type) ? checker.getTypeAtLocation(type).symbol : undefined;
    return [item, ...(nested ? membersOf(checker, { ...item, symbol: nested }) : [])];
  });
}

function isPublic(member: ts.Symbol): boolean {
  const [declaration] = member.declarations ?? [];
  if (declaration === undefined || ts.isConstructorDeclaration(declaration) || member.name === "prototype")
    return false;
  if (ts.isTypeParameterDeclaration(declaration)) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Override;
  const internal = ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === "internal");
  return !internal && (ts.getCombinedModifierFlags(declaration) & hidden) === 0 && !member.name.startsWith("#");
}

const isClass = (symbol: ts.Symbol) => (symbol.flags & ts.SymbolFlags.Class) !== 0;
const isMain = ({ name, symbol }: Public) =>
  isClass(symbol) || ((symbol.flags & ts.SymbolFlags.Interface) !== 0 && name.endsWith("Args"));

describe("the public surface", () => {
  const lacking = lacks(join(repository, "lib/index.ts"));

  it("is seen whole", () => {
    expect(lacking.seen).toEqual(
      expect.arrayContaining([
        ...[
          "aws.ApiGatewayWebSocket",
          "aws.ApiGatewayWebSocket.route",
          "aws.Function.isFunction",
          "FunctionSettings.memory",
        ],
        ...["ApiGatewayWebSocketTransform.route.handler", "Duration", "ValidationError.constructPath"],
      ]),
    );
    expect(lacking.seen).not.toContain("aws.ApiGatewayWebSocket.routes");
  });

  it("says of each type, field and method what it is", () => {
    expect(lacking.summary).toEqual([]);
  });

  it("says of each optional argument what it is when it is left out", () => {
    expect(lacking.default).toEqual([]);
  });

  it("shows each class and its arguments in an example", () => {
    expect(lacking.example).toEqual([]);
  });
});

describe("the test of documentation", () => {
  it("sees what lacks", () => {
    const text = [
      "/** A. @example x */",
      "export class A {",
      "  /** B. */",
      "  public b = 1;",
      "  public c = 2;",
      "  private d = 3;",
      "  constructor() { void this.d; }",
      "}",
      "export interface EArgs {",
      "  /** F. */",
      "  readonly f?: string;",
      "  /** G. @default 1 */",
      "  readonly g?: { readonly h?: string };",
      "  readonly i: string;",
      "}",
      "/** J. */",
      "export type J = string;",
      "export class K {}",
    ].join("\n");
    const { seen: _seen, ...found } = lacks(join(repository, "sample.ts"), text);
    const told = (lines: Readonly<Record<string, number>>) =>
      Object.entries(lines).map(([name, line]) => `sample.ts:${line} ${name}`);
    expect(found).toEqual({
      summary: told({ K: 18, "A.c": 5, "EArgs.g.h": 13, "EArgs.i": 14, EArgs: 9 }).sort(),
      default: told({ "EArgs.f": 11, "EArgs.g.h": 13 }).sort(),
      example: told({ K: 18, EArgs: 9 }).sort(),
    });
  });
});
