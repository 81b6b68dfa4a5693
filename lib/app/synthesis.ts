import { rmdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type App, type ISynthesisSession, Manifest, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { projectRoot } from "../bundle/sources";
import { appState, type StateEntry } from "../core/app-state";
import { stackHooks } from "../terraform/stack-hooks";

/** A part of the library that has files to write, beside the stacks or into the project. */
export interface Contributor {
  /** Gets ready everything that may fail, in memory, for the stacks that are not written yet. */
  prepare?(isWritten: (stack: TerraformStack) => boolean): void;
  /** The name of what `write` makes in the folder of a stack. It makes nothing else there. */
  readonly folder?: string;
  write?(stack: TerraformStack, folder: string): void;
  /** The name of the file that `finish` writes into the project. */
  readonly projectFile?: string;
  /** Writes what belongs to the whole app, once all its stacks are written. */
  finish?(session: ISynthesisSession): void;
}

const synthesis: StateEntry<Synthesis> = { name: "synthesis", create: () => new Synthesis() };

/**
 * The synthesis of an app, so far as this library has a part in it. cdktf writes one stack after the other; when a
 * later one fails, those that were written before are taken back, because half an app must not be deployed.
 */
export class Synthesis {
  public static of(scope: IConstruct): Synthesis {
    return appState(scope, synthesis);
  }

  private readonly contributors: Contributor[] = [];
  private readonly watched = new Set<TerraformStack>();
  private readonly written = new Set<TerraformStack>();
  private session: ISynthesisSession | undefined;
  private current: TerraformStack | undefined;

  public contribute(contributor: Contributor): void {
    this.contributors.push(contributor);
  }

  /** The files that a synthesis writes into the project. */
  public get projectFiles(): readonly string[] {
    return this.contributors.flatMap(({ projectFile }) => projectFile ?? []);
  }

  /** Takes part in the synthesis of a stack. */
  public watch(stack: TerraformStack): void {
    if (this.watched.has(stack)) return;
    this.watched.add(stack);
    stackHooks(stack).synthesize.push((session, inner) => this.synthesize(stack, session, inner));
  }

  /**
   * Has a construct that needs files tell when its stack is being written, aspects included. Constructs that an aspect
   * adds come too late for the first round, and too late for a stack that nothing of this library was in.
   */
  public watchConstruct(construct: Construct): void {
    this.watch(TerraformStack.of(construct));
    const onSynthesize = (session: ISynthesisSession) => this.synthesizeLate(TerraformStack.of(construct), session);
    // cdktf's own way for constructs to write files, which it does not export the function for.
    Object.defineProperty(construct, Symbol.for("cdktf/customSynthesis"), { value: { onSynthesize } });
  }

  /** Whether a stack is written already while others of the app still are being synthesized. */
  public isWritten(stack: TerraformStack): boolean {
    return this.current !== undefined && this.written.has(stack);
  }

  private synthesizeLate(stack: TerraformStack, session: ISynthesisSession): void {
    this.prepare();
    if (this.current === stack) return;
    for (const contributor of this.contributors) contributor.write?.(stack, stackFolder(stack, session));
  }

  private synthesize(stack: TerraformStack, session: ISynthesisSession, inner: () => void): void {
    const folder = stackFolder(stack, session);
    if (this.session !== session) this.written.clear();
    this.session = session;
    this.current = stack;
    try {
      this.prepare();
      inner();
      this.written.add(stack);
      for (const contributor of this.contributors) contributor.write?.(stack, folder);
      if (this.written.size === this.watched.size)
        for (const contributor of this.contributors) contributor.finish?.(session);
    } catch (error) {
      this.removeWritten(folder, session);
      throw error;
    } finally {
      this.current = undefined;
    }
  }

  private prepare(): void {
    for (const contributor of this.contributors) contributor.prepare?.((stack) => this.written.has(stack));
  }

  // Where nothing is written yet, the output of the synthesis before stays whole. Else all of it goes, but only what
  // synthesis writes: a local state file may lie in the same folder.
  private removeWritten(current: string, session: ISynthesisSession): void {
    const stacks = this.written.size > 0 ? [...this.watched] : [];
    for (const path of stacks.flatMap((stack) => this.filesOf(stack, session)))
      rmSync(path, { recursive: true, force: true });
    if (stacks.length > 0) rmSync(join(session.outdir, Manifest.fileName), { force: true });
    for (const folder of [...stacks.map((stack) => stackFolder(stack, session)), current]) removeEmpty(folder);
    this.written.clear();
  }

  private filesOf(stack: TerraformStack, session: ISynthesisSession): readonly string[] {
    const folders = this.contributors.flatMap(({ folder }) =>
      folder === undefined ? [] : [join(stackFolder(stack, session), folder)],
    );
    return [join(session.outdir, session.manifest.forStack(stack).synthesizedStackPath), ...folders];
  }
}

function stackFolder(stack: TerraformStack, { outdir, manifest }: ISynthesisSession): string {
  return join(outdir, manifest.forStack(stack).workingDirectory);
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or never made: both are as they should be.
  }
}

/** The folder of the project that an app is synthesized for; undefined where a test synthesizes it. */
export function ownProject(root: IConstruct, session: ISynthesisSession): string | undefined {
  const { outdir } = root as Partial<App>;
  if (inTest() || outdir === undefined) return undefined;
  const project = projectRoot();
  const isInside = !/^\.\.([\\/]|$)/.test(relative(project, resolve(outdir)));
  const isOwn = isInside && session.outdir === outdir && root.node.tryGetContext("cdktfVersion") !== "stubbed";
  return isOwn ? project : undefined;
}

// Set by jest, vitest and Node.js's own test runner. A test synthesizes into a folder of its own, or by cdktf's
// `Testing`: it must not touch the project.
function inTest(): boolean {
  return ["JEST_WORKER_ID", "VITEST_WORKER_ID", "NODE_TEST_CONTEXT"].some((name) => process.env[name] !== undefined);
}
