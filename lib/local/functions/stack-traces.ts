import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { libraryRoot } from "../../bundle/library-root";
import type { ManifestFunction } from "../../bundle/manifest";
import { projectRoot } from "../../bundle/sources";
import { bundleRequest } from "../bundle-request";
import type { LocalFunction } from "../local-function";
import type { OutputStream } from "./instance";

const packageName = "cdktf-apigateway-websocket";

/** A frame of a stack trace: what precedes the position, its file, line and column, and what follows. */
const frame = /^(\s+at .*?)((?:file:\/\/)?(\/[^\s()]*|[A-Za-z]:\\[^\s()]*)):(\d+):(\d+)(.*)$/;

/**
 * Rewrites the stack traces in the output of functions: positions are those of the source. Frames of this library and of
 * the internals of Node.js are left out.
 */
export class StackTraces {
  /** By function and by file: a bundle may consist of several files. */
  private readonly maps = new WeakMap<LocalFunction, Map<string, SourceMap | undefined>>();
  /** Functions and streams whose last frame was left out. The frames of Node.js below it are left out too. */
  private readonly skipping = new Set<string>();

  constructor(private readonly program: () => string | undefined) {}

  /** The line to print; undefined for a frame that is left out. */
  public rewrite(fn: LocalFunction, stream: OutputStream, line: string): string | undefined {
    const key = `${fn.arn} ${stream}`;
    const isOfNode = (this.skipping.has(key) ? /^\s+at .*(\bnode:|<anonymous>\))/ : /^\s+at .*\bnode:internal\//).test(
      line,
    );
    const shown = isOfNode || this.isOwnFrame(line) ? undefined : this.withSource(fn, line);
    if (shown === undefined) this.skipping.add(key);
    else this.skipping.delete(key);
    return shown;
  }

  /** A frame with the position in the source; undefined if the source belongs to this library, such as the scope guard. */
  private withSource(fn: LocalFunction, line: string): string | undefined {
    const [, before, , path = "", row = "", column = "", after] = frame.exec(line) ?? [];
    if (before === undefined || !path.startsWith(fn.folder + sep)) return line;
    const source = this.sourcePosition(fn, path, Number(row), Number(column));
    if (source === undefined) return line;
    if (source === "own") return undefined;
    return `${before}${relative(process.cwd(), source.path)}:${source.position}${after}`;
  }

  private isOwnFrame(line: string): boolean {
    const program = this.program();
    return program !== undefined && /^\s+at /.test(line) && line.includes(dirname(program) + sep);
  }

  private sourcePosition(fn: LocalFunction, bundle: string, row: number, column: number) {
    const entry = this.mapOf(fn, bundle)?.findEntry(row - 1, column - 1);
    if (entry === undefined || !("originalSource" in entry)) return undefined;
    const name = decodeURIComponent(entry.originalSource);
    const path = resolve(projectRoot(), name);
    if (path.startsWith(libraryRoot + sep)) return "own";
    // In a bundle, a file outside of the project has the name of its package instead of its path.
    if (!existsSync(path)) return name.startsWith(`${packageName}/`) ? "own" : undefined;
    return { path, position: `${entry.originalLine + 1}:${entry.originalColumn + 1}` };
  }

  private mapOf(fn: LocalFunction, bundle: string): SourceMap | undefined {
    const maps = this.maps.get(fn) ?? new Map<string, SourceMap | undefined>();
    this.maps.set(fn, maps);
    if (!maps.has(bundle)) maps.set(bundle, sourceMapOf(fn, bundle));
    return maps.get(bundle);
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
  // Loaded only when it is needed, because loading it takes long.
  const { bundleAll } = require("../../bundle/bundle") as typeof import("../../bundle/bundle");
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
