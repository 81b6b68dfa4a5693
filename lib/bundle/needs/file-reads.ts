import { posix } from "node:path";
import type { CallExpression, Expression, NewExpression, Node, TemplateLiteral } from "acorn";
import { loadEsbuild } from "../esbuild";

/** A file that code reads, relative to its own folder. */
export interface FileRead {
  readonly path: string;
  /** Whether the read is in a `try` block with `catch`, so that the code may handle the file's absence. */
  readonly isOptional: boolean;
}

const CANDIDATE = /\b__dirname\b|\b__filename\b|\bimport\.meta\b|\bWorker\b|\brequire\.resolve\b/;

/**
 * The files that a source clearly reads: `new Worker("./x")`, `new URL("./x", import.meta.url)`, `join(__dirname, "x")`,
 * `` `${__dirname}/x` `` and `require.resolve("./x")`, with literal text.
 */
export function fileReads(path: string, text: string): readonly FileRead[] {
  if (!CANDIDATE.test(text)) return [];
  const program = parse(path, text);
  return program === undefined ? [] : readsIn(program, false);
}

/** esbuild removes types and JSX, and acorn parses the rest. Undefined if either can't. */
function parse(path: string, text: string): Node | undefined {
  const { parse: parseModule } = require("acorn") as typeof import("acorn");
  const loader = /\.[cm]?ts$/.test(path) ? "ts" : path.endsWith(".tsx") ? "tsx" : path.endsWith(".jsx") ? "jsx" : "js";
  try {
    const { code } = loadEsbuild().transformSync(text, { loader, target: "es2022", logLevel: "silent" });
    const options = { ecmaVersion: "latest", allowHashBang: true, allowReturnOutsideFunction: true } as const;
    try {
      return parseModule(code, { ...options, sourceType: "module" });
    } catch {
      return parseModule(code, { ...options, sourceType: "script" });
    }
  } catch {
    // A file that is not JavaScript, such as JSON. The warnings are best effort: esbuild reports invalid sources.
    return undefined;
  }
}

function readsIn(node: Node, isOptional: boolean): FileRead[] {
  const path = readOf(node as Expression);
  const own = path === undefined ? [] : [{ path: posix.normalize(path.replace(/^\/+/, "")), isOptional }];
  const below = Object.entries(node).flatMap(([name, value]) => {
    const inTry = isOptional || (node.type === "TryStatement" && name === "block");
    return [value]
      .flat()
      .filter(isNode)
      .flatMap((child) => readsIn(child, inTry));
  });
  return [...own, ...below];
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null | undefined)?.type === "string";
}

/** The path that an expression reads, relative to the folder of the code. */
function readOf(node: Expression): string | undefined {
  switch (node.type) {
    case "NewExpression":
      return newRead(node);
    case "CallExpression":
      return callRead(node);
    case "BinaryExpression":
      return node.operator === "+" && isFolder(node.left) ? absoluteRest(literal(node.right)) : undefined;
    case "TemplateLiteral":
      return templateRead(node);
    default:
      return undefined;
  }
}

function newRead({ callee, arguments: [first, second] }: NewExpression): string | undefined {
  const text = literal(first);
  if (text === undefined) return undefined;
  if (nameOf(callee) === "Worker") return /^\.\.?\//.test(text) ? text : undefined;
  const isRelative = !/^[a-z][a-z0-9+.-]*:|^\//i.test(text);
  return nameOf(callee) === "URL" && isRelative && isMeta(second, "url") ? text.replace(/[?#].*$/, "") : undefined;
}

function callRead({ callee, arguments: given }: CallExpression): string | undefined {
  const name = nameOf(callee);
  const [first, ...rest] = given;
  if (name === "resolve" && isMember(callee, "require")) {
    const text = literal(first);
    return text !== undefined && /^\.\.?\//.test(text) ? text : undefined;
  }
  if ((name !== "join" && name !== "resolve") || !isFolder(first) || rest.length === 0) return undefined;
  const texts = rest.map(literal);
  return texts.every((text) => text !== undefined) ? texts.join("/") : undefined;
}

function templateRead({ expressions, quasis }: TemplateLiteral): string | undefined {
  const [folder] = expressions;
  if (expressions.length !== 1 || !isFolder(folder) || quasis[0]?.value.cooked !== "") return undefined;
  return absoluteRest(quasis[1]?.value.cooked ?? undefined);
}

function absoluteRest(text: string | undefined): string | undefined {
  return text?.startsWith("/") ? text : undefined;
}

/** Whether an expression is the folder of the code. Modules often declare their own `__dirname`. */
function isFolder(node: Node | undefined): boolean {
  const { type, ...expression } = (node ?? {}) as { type?: string; name?: string };
  if (type === "Identifier") return expression.name === "__dirname";
  if (isMeta(node, "dirname")) return true;
  if (type !== "CallExpression") return false;
  const { callee, arguments: given } = node as CallExpression;
  return nameOf(callee) === "dirname" && isOwnFile(given[0]);
}

function isOwnFile(node: Node | undefined): boolean {
  if (node?.type === "Identifier") return (node as { readonly name?: string }).name === "__filename";
  if (node?.type !== "CallExpression") return isMeta(node, "filename");
  const { callee, arguments: given } = node as CallExpression;
  return nameOf(callee) === "fileURLToPath" && isMeta(given[0], "url");
}

/** Whether an expression is a property of `import.meta`. */
function isMeta(node: Node | undefined, property: string): boolean {
  const member = node as Expression | undefined;
  return member?.type === "MemberExpression" && member.object.type === "MetaProperty" && nameOf(member) === property;
}

function isMember(node: Node, object: string): boolean {
  const member = node as Expression;
  return member.type === "MemberExpression" && nameOf(member.object) === object;
}

/** The last part of a name: "join" for `join` and `path.join`. */
function nameOf(node: Node): string | undefined {
  const expression = node as Expression;
  if (expression.type === "Identifier") return expression.name;
  if (expression.type === "MemberExpression" && !expression.computed) return nameOf(expression.property);
  return undefined;
}

function literal(node: Node | undefined): string | undefined {
  const { value } = (node ?? {}) as { readonly value?: unknown };
  return node?.type === "Literal" && typeof value === "string" ? value : undefined;
}
