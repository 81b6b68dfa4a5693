import { rmdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { type App, type ISynthesisSession, Manifest, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { projectRoot } from "../bundle/sources";
import { appState, type StateEntry } from "../core/app-state";
import { stackHooks } from "../terraform/stack-hooks";

/** A part of the library that writes files, into the folders of stacks or into the project. */
export interface Contributor {
  /** Does everything that can fail, in memory, for the stacks that are not written yet. */
  prepare?(isWritten: (stack: TerraformStack) => boolean, session: ISynthesisSession): void;
  /** The name of the folder that `write` creates in a stack's folder. It creates nothing else there. */
  readonly folder?: string;
  write?(stack: TerraformStack, folder: string): void;
  /** The name of the file that `finish` writes into the project. */
  readonly projectFile?: string;
  /** Writes the files of the whole app, after all its stacks are written. */
  finish?(session: ISynthesisSession): void;
}

const synthesis: StateEntry<Synthesis> = { name: "synthesis", create: () => new Synthesis() };

/**
 * This library's part of the synthesis of an app. cdktf writes one stack after the other. If a later stack fails, the
 * stacks written before it are removed, because half an app must not be deployed.
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

  /** Runs the contributors at the synthesis of a stack. */
  public watch(stack: TerraformStack): void {
    if (this.watched.has(stack)) return;
    this.watched.add(stack);
    stackHooks(stack).synthesize.push((session, inner) => this.synthesize(stack, session, inner));
  }

  /**
   * Runs the contributors for a construct with files, even if an aspect adds the construct. Such a construct is created
   * after `prepare` ran for its stack, or in a stack that was not watched at all.
   */
  public watchConstruct(construct: Construct): void {
    this.watch(TerraformStack.of(construct));
    const onSynthesize = (session: ISynthesisSession) => this.synthesizeLate(TerraformStack.of(construct), session);
    // cdktf's custom synthesis of a construct. cdktf does not export the function that sets it.
    Object.defineProperty(construct, Symbol.for("cdktf/customSynthesis"), { value: { onSynthesize } });
  }

  /** Whether a stack is already written while another stack of the app is synthesized. */
  public isWritten(stack: TerraformStack): boolean {
    return this.current !== undefined && this.written.has(stack);
  }

  /** Whether the last synthesis of the app wrote a stack, so that what is added now is lost. */
  public hasWritten(stack: TerraformStack): boolean {
    return this.written.has(stack);
  }

  private synthesizeLate(stack: TerraformStack, session: ISynthesisSession): void {
    this.prepare(session);
    if (this.current === stack) return;
    for (const contributor of this.contributors) contributor.write?.(stack, stackFolder(stack, session));
  }

  private synthesize(stack: TerraformStack, session: ISynthesisSession, inner: () => void): void {
    const folder = stackFolder(stack, session);
    if (this.session !== session) this.written.clear();
    this.session = session;
    this.current = stack;
    try {
      this.prepare(session);
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

  private prepare(session: ISynthesisSession): void {
    for (const contributor of this.contributors) contributor.prepare?.((stack) => this.written.has(stack), session);
  }

  // If no stack is written yet, the output of the previous synthesis stays complete. Otherwise all output is removed,
  // but only files that synthesis writes: a local state file may be in the same folder.
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

/** Returns the folder of a stack in the output. */
export function stackFolder(stack: TerraformStack, { outdir, manifest }: ISynthesisSession): string {
  return join(outdir, manifest.forStack(stack).workingDirectory);
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // The folder is not empty or does not exist, and both are fine.
  }
}

/** Returns the project of an app. Undefined in a test, and for an app that writes its output outside the project. */
export function ownProject(root: IConstruct, session: ISynthesisSession): string | undefined {
  const { outdir } = root as Partial<App>;
  if (inTest() || outdir === undefined) return undefined;
  const project = projectRoot();
  const isInside = !/^\.\.([\\/]|$)/.test(relative(project, resolve(outdir)));
  const isOwn = isInside && session.outdir === outdir && root.node.tryGetContext("cdktfVersion") !== "stubbed";
  return isOwn ? project : undefined;
}

// Jest, Vitest and Node.js's test runner set these variables. A test must not write into the project.
function inTest(): boolean {
  return ["JEST_WORKER_ID", "VITEST_WORKER_ID", "NODE_TEST_CONTEXT"].some((name) => process.env[name] !== undefined);
}
