import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, parse, relative, resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { TsConfigJson } from "get-tsconfig";
import type { MetadataJob } from "./build-with-metadata";
import { type FileConfig, tsconfigLookup } from "./tsconfig-of";

/** A compiler's output for one file. */
interface EmittedFile {
  readonly code: string;
  /** The JSON of the source map. */
  readonly map?: string;
}

/** Emits files with the project's TypeScript. The compiler runs once for each tsconfig.json, if it can. */
export class Emission {
  /** The files that the compiler read. */
  public readonly read = new Set<string>();
  private readonly configOf: (file: string) => FileConfig | undefined;
  private readonly outputs: Array<{ readonly folder: string; readonly config: string | undefined }> = [];

  private constructor(private readonly job: MetadataJob) {
    this.configOf = tsconfigLookup(job.call.root, job.call.options);
  }

  /** Emits the decorated files of a job. */
  public static async of(job: MetadataJob): Promise<Emission> {
    const emission = new Emission(job);
    const configs = new Map<string | undefined, string[]>();
    for (const file of job.decorated) {
      const path = emission.configOf(file)?.path;
      configs.set(path, [...(configs.get(path) ?? []), file]);
    }
    for (const files of configs.values()) await emission.compile(files);
    return emission;
  }

  /**
   * The JavaScript of a source file. The compiler has also emitted what the decorated files import; anything else is
   * compiled now.
   *
   * @throws Error if the compiler emits nothing for the file
   */
  public async emit(file: string): Promise<EmittedFile> {
    const problem = this.find(file) === undefined ? await this.compile([file]) : "";
    const emitted = this.find(file);
    if (emitted !== undefined) return emitted;
    throw new Error(`TypeScript ${this.job.compiler.version} emits nothing for this file. ${problem}`.trim());
  }

  private find(file: string): EmittedFile | undefined {
    const path = relative(parse(file).root, file).replace(/\.([cm]?)tsx?$/, file.endsWith("x") ? ".jsx" : ".$1js");
    // A file that a file of another tsconfig.json imports was emitted with the options of that one.
    const config = this.configOf(file)?.path;
    const folders = this.outputs.filter((output) => output.config === config);
    const output = folders.map(({ folder }) => join(folder, path)).find((candidate) => existsSync(candidate));
    if (output === undefined) return undefined;
    const map = existsSync(`${output}.map`) ? mapBeside(file, readFileSync(`${output}.map`, "utf8")) : undefined;
    return { code: readFileSync(output, "utf8"), map };
  }

  /** Runs the compiler. Returns what it printed about errors. */
  private async compile(files: readonly string[]): Promise<string> {
    const { scratch, compiler, call } = this.job;
    const folder = join(scratch, String(this.outputs.length));
    mkdirSync(folder);
    const [first = ""] = files;
    const config = this.configOf(first);
    this.outputs.push({ folder: join(folder, "output"), config: config?.path });
    const project = projectFor(files, config, compiler.version);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(withSourceMap(project, call.options.sourcemap)));
    const args = [compiler.tsc, "--project", folder, "--listFiles", "--pretty", "false"];
    const lines = (await runNode(args)).split("\n").map((line) => line.trim());
    for (const line of lines.filter((candidate) => existsSync(candidate))) this.read.add(resolve(line));
    // Types are not checked, so the rest is about options that this compiler does not know.
    return lines.filter((line) => line !== "" && !existsSync(line)).join("\n");
  }
}

/** Runs a program of Node.js, which ends with this process, and returns what it prints. */
async function runNode(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const end = () => child.kill();
  process.once("exit", end);
  const printed = await Promise.all([text(child.stdout), text(child.stderr)]);
  process.off("exit", end);
  return printed.join("");
}

/**
 * A tsconfig.json that compiles only these files, and what they import. It extends the project's own, and is in a
 * temporary folder.
 */
function projectFor(files: readonly string[], found: FileConfig | undefined, version: string): TsConfigJson {
  const { path, config } = found ?? { config: {} };
  const [first = ""] = files;
  const own = config.compilerOptions ?? {};
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const forced = {
    ...keepsTypesOnly,
    // `Preserve` also keeps `import x = require(…)`.
    module: major > 5 || minor >= 4 ? "Preserve" : "ESNext",
    rootDir: parse(first).root,
    ...(own.typeRoots === undefined ? { typeRoots: typeRootsAbove(dirname(path ?? first)) } : {}),
    // esbuild's rule: fields are defined unless the target is older than ES2022.
    useDefineForClassFields: own.useDefineForClassFields ?? own.target === undefined,
    ...(path !== undefined && own.baseUrl !== undefined ? pathsWithoutBaseUrl(dirname(path), own) : {}),
  };
  const compilerOptions = path === undefined ? { ...own, ...forced } : forced;
  return {
    ...(path === undefined ? {} : { extends: path }),
    compilerOptions,
    files: [...files],
    include: [],
  } as object;
}

/** Options that have to differ from the project's. `null` removes an option. */
const keepsTypesOnly = {
  target: "ESNext",
  moduleResolution: "Bundler",
  jsx: "preserve",
  outDir: "output",
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  noCheck: true,
  skipLibCheck: true,
  noEmit: false,
  noEmitOnError: false,
  noEmitHelpers: false,
  importHelpers: false,
  isolatedModules: false,
  allowImportingTsExtensions: false,
  composite: false,
  incremental: false,
  declaration: false,
  declarationMap: false,
  emitDeclarationOnly: false,
  isolatedDeclarations: false,
  inlineSourceMap: false,
  inlineSources: false,
  declarationDir: null,
  outFile: null,
  sourceRoot: null,
  mapRoot: null,
  tsBuildInfoFile: null,
};

function withSourceMap(project: TsConfigJson, sourceMap: boolean): TsConfigJson {
  return { ...project, compilerOptions: { ...project.compilerOptions, sourceMap } };
}

/** TypeScript 7 rejects `baseUrl`. Absolute `paths` mean the same. */
function pathsWithoutBaseUrl(folder: string, { baseUrl = ".", paths = {} }: TsConfigJson.CompilerOptions): object {
  const base = resolve(folder, baseUrl);
  const entries = Object.entries(paths).map(([name, targets]) => [
    name,
    targets.map((target) => resolve(base, target)),
  ]);
  return { baseUrl: null, paths: { "*": [join(base, "*")], ...Object.fromEntries(entries) } };
}

/** By default, TypeScript looks for types next to its tsconfig.json, which is in a temporary folder here. */
function typeRootsAbove(folder: string): readonly string[] {
  const own = join(folder, "node_modules/@types");
  const parent = dirname(folder);
  return [...(existsSync(own) ? [own] : []), ...(parent === folder ? [] : typeRootsAbove(parent))];
}

/** A source map whose path is relative to the source file, where esbuild loads it. */
function mapBeside(file: string, json: string): string {
  const map = JSON.parse(json) as object;
  return JSON.stringify({ ...map, sourceRoot: "", sources: [basename(file)] });
}
