import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { bundleAll } from "../../bundle/bundle";
import type { ManifestFunction } from "../../bundle/manifest";
import { projectRoot } from "../../bundle/sources";
import { bundleRequest } from "../bundle-request";
import type { LocalFunction } from "../local-function";
import type { OutputStream } from "./instance";

/** A frame of a stack trace: what precedes the position, its file, line and column, and what follows. */
const frame = /^(\s+at .*?)((?:file:\/\/)?(\/[^\s()]*|[A-Za-z]:\\[^\s()]*)):(\d+):(\d+)(.*)$/;

/**
 * Rewrites the stack traces in the output of functions: positions are those of the source, and frames of the program
 * that calls the handler are left out.
 */
export class StackTraces {
  private readonly maps = new WeakMap<LocalFunction, { readonly map: SourceMap | undefined }>();
  /** Functions and streams whose last frame was left out. The frames of Node.js below it belong to the same program. */
  private readonly skipping = new Set<string>();

  constructor(private readonly program: () => string | undefined) {}

  /** The line to print; undefined for a frame that is left out. */
  public rewrite(fn: LocalFunction, stream: OutputStream, line: string): string | undefined {
    const key = `${fn.arn} ${stream}`;
    const isOwn = this.isOwnFrame(line) || (this.skipping.has(key) && /^\s+at .*\bnode:/.test(line));
    if (isOwn) this.skipping.add(key);
    else this.skipping.delete(key);
    if (isOwn) return undefined;
    const [, before, , path = "", row = "", column = "", after] = frame.exec(line) ?? [];
    if (before === undefined || !path.startsWith(fn.folder + sep)) return line;
    const position = this.sourcePosition(fn, path, Number(row), Number(column));
    return position === undefined ? line : `${before}${position}${after}`;
  }

  private isOwnFrame(line: string): boolean {
    const program = this.program();
    return program !== undefined && /^\s+at /.test(line) && line.includes(dirname(program) + sep);
  }

  private sourcePosition(fn: LocalFunction, path: string, row: number, column: number): string | undefined {
    if (!this.maps.has(fn)) this.maps.set(fn, { map: sourceMapOf(fn, path) });
    const entry = this.maps.get(fn)?.map?.findEntry(row - 1, column - 1);
    if (entry === undefined || !("originalSource" in entry)) return undefined;
    const source = resolve(projectRoot(), decodeURIComponent(entry.originalSource));
    if (!existsSync(source)) return undefined;
    return `${relative(process.cwd(), source)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  }
}

/** The source map of a bundle. A bundle without one is built again, and both must be equal: the source may have changed. */
function sourceMapOf({ source }: LocalFunction, bundle: string): SourceMap | undefined {
  try {
    const map = existsSync(`${bundle}.map`)
      ? readFileSync(`${bundle}.map`, "utf8")
      : source && rebuiltMap(source, bundle);
    return map === undefined ? undefined : new SourceMap(JSON.parse(map));
  } catch {
    // The trace then has the positions in the bundle.
    return undefined;
  }
}

function rebuiltMap(source: ManifestFunction, bundle: string): string | undefined {
  const root = projectRoot();
  const request = bundleRequest({ ...source, options: { ...source.options, sourcemap: true } }, root);
  if (request === undefined) return undefined;
  const files = bundleAll([request], root, { cache: false }).files.get(request.id) ?? [];
  const contentOf = (name: string) => files.find(({ path }) => path === name)?.contents;
  const built = Buffer.from(contentOf(basename(bundle)) ?? []).toString();
  const map = contentOf(`${basename(bundle)}.map`);
  const isSame = withoutMapComment(built) === withoutMapComment(readFileSync(bundle, "utf8"));
  return isSame && map ? Buffer.from(map).toString() : undefined;
}

function withoutMapComment(code: string): string {
  return code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "").trimEnd();
}
