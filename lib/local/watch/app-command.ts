import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { isRecord } from "../../bundle/canonical-data";
import { eachLine } from "../functions/lines";
import { ProcessReaper } from "../functions/process-reaper";
import { signalGroup } from "../functions/signal-group";

/** How an app is run. */
export interface AppCommand {
  /** The command in `app` of `cdktf.json`. */
  readonly command: string;
  /** The folder of `cdktf.json`. */
  readonly root: string;
  /** The output folder. */
  readonly dir: string;
  readonly context: object;
}

/** A line that an app printed. */
interface AppLine {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** How a run of an app ended. */
export interface AppResult {
  readonly isDone: boolean;
  /** Such as `exit code 1`. */
  readonly exit: string;
  readonly lines: readonly AppLine[];
}

/** The command that runs the app of a project; undefined if its `cdktf.json` names none. */
export function appCommand(root: string, dir: string): AppCommand | undefined {
  const path = join(root, "cdktf.json");
  try {
    const config: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isRecord(config) || typeof config.app !== "string" || config.app === "") return undefined;
    return { command: config.app, root, dir, context: { cdktfRelativeModules: localModules(config.terraformModules) } };
  } catch {
    // The file is missing, or it is being edited.
    return undefined;
  }
}

/** The source file that a command runs, such as `main.ts` in `npx ts-node main.ts`; undefined if it names none. */
export function appSource({ command, root }: Pick<AppCommand, "command" | "root">): string | undefined {
  const words = command.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ""));
  return words.find((word, index) => {
    const isPreloaded = /^(-r|--require|--import|--loader|--experimental-loader)$/.test(words[index - 1] ?? "");
    return /\.[cm]?[jt]sx?$/.test(word) && !isPreloaded && existsSync(join(root, word));
  });
}

/** Runs an app, as `cdktf synth` does. `signal` ends it, and so does the end of this process, even by SIGKILL. */
export async function runApp({ command, root, dir, context }: AppCommand, signal: AbortSignal): Promise<AppResult> {
  const lines: AppLine[] = [];
  const child = spawn(command, {
    cwd: root,
    shell: true,
    // A process group of its own, so that all of its processes can be ended.
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
    env: appEnvironment(process.env, outputFolder(root, dir), context),
  });
  const end = () => child.pid !== undefined && signalGroup(child.pid, "SIGKILL");
  signal.addEventListener("abort", end);
  const reaper = new ProcessReaper();
  if (child.pid !== undefined) reaper.watch(child.pid);
  const outputs = (["stdout", "stderr"] as const).map((stream) =>
    eachLine(child[stream], (text) => void lines.push({ stream, text })),
  );
  const exit = await new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, ended) => resolve(ended ?? `exit code ${code}`));
  });
  await Promise.all(outputs);
  signal.removeEventListener("abort", end);
  if (child.pid !== undefined) reaper.forget(child.pid);
  reaper.close();
  return { isDone: exit === "exit code 0", exit, lines };
}

// Inside of the project the path is relative, as for `cdktf synth`.
function outputFolder(root: string, dir: string): string {
  const path = resolve(dir);
  return path.startsWith(root + sep) ? relative(root, path) : path;
}

/** The environment of `cdktf synth`. Terraform's variables are not meant for the app. */
function appEnvironment(environment: NodeJS.ProcessEnv, outdir: string, context: object): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(([name]) => !name.startsWith("TF_VAR_"));
  const { CDKTF_CONTEXT_JSON: given = "{}", NODE_OPTIONS = "--max-old-space-size=4096" } = environment;
  return {
    ...Object.fromEntries(own),
    NODE_OPTIONS,
    CDKTF_OUTDIR: outdir,
    CDKTF_CONTEXT_JSON: JSON.stringify({ ...JSON.parse(given), ...context }),
    SYNTH_HCL_OUTPUT: "false",
  };
}

/** The entries of `terraformModules` in a `cdktf.json` that are folders of the project. */
function localModules(modules: unknown): readonly unknown[] {
  const isLocal = (source: unknown) => typeof source === "string" && /^\.\.?\//.test(source);
  return (Array.isArray(modules) ? modules : []).filter((each) => isLocal(isRecord(each) ? each.source : each));
}
