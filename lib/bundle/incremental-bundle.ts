import { isAbsolute, resolve } from "node:path";
import type { BuildContext, Message } from "esbuild";
import { failures, outcome, readFor } from "./build-group";
import { buildWithMetadataLater } from "./decorators/build-with-metadata";
import { type Entry, WrittenEntries } from "./entry";
import {
  type Built,
  callOptions,
  EsbuildFailure,
  failureMessages,
  formatMessages,
  loadEsbuild,
  reachable,
} from "./esbuild";
import { outputsOf } from "./outputs";
import { type BundledFile, type BundleRequest, memoryStore } from "./request";
import { stablePaths } from "./sources";
import { tsconfigsOf } from "./tsconfig-files";
import { unresolvedImports } from "./unresolved-imports";
import { entryForm, neededVariant, usualVariant, type Variant, variantKey, variantOptions } from "./variant";

/** The result of building a bundle again: its files, or its errors. */
export interface Rebuilt {
  readonly files: readonly BundledFile[];
  /** In esbuild's format. */
  readonly errors: readonly string[];
  /** Absolute paths of the files that the bundle was made from. Undefined if it has errors. */
  readonly inputs?: ReadonlySet<string>;
  /** Absolute paths at which an import that was not found is searched for. */
  readonly missing: readonly string[];
}

/** esbuild's context for one variant of a bundle. */
interface VariantContext {
  readonly written: WrittenEntries;
  readonly entry: Entry;
  readonly context: BuildContext | undefined;
}

/**
 * Builds one bundle again whenever its sources change. The bytes are those of a synthesis. Between the builds, esbuild
 * keeps the files that it has parsed. `root` must not contain symbolic links.
 */
export class IncrementalBundle {
  private readonly contexts = new Map<string, VariantContext>();

  constructor(
    private readonly request: BundleRequest,
    private readonly root: string,
  ) {}

  public async build(): Promise<Rebuilt> {
    const read: string[] = [];
    let variant = usualVariant;
    // The usual bundle shows which variant is needed, as in a synthesis. At most all properties of a variant change.
    for (;;) {
      const { entry, written, context } = await this.contextOf(variant);
      try {
        const { built, alsoRead } = await this.call(written, variant, context);
        read.push(...alsoRead);
        const folder = written.outputs;
        const outputs = outputsOf(
          built,
          { root: this.root, folder, store: memoryStore },
          stablePaths(this.root, [entry.key]),
        );
        const needed = neededVariant(entry, outputs, variant);
        if (variantKey(needed) === variantKey(variant)) {
          const { files, errors } = outcome(entry, outputs, new Set([entry.key]));
          return {
            files,
            errors: formatMessages(errors, "error"),
            inputs: this.inputs(built, entry, read),
            missing: [],
          };
        }
        read.push(...readFor(entry, built.metafile.inputs, this.root));
        variant = needed;
      } catch (error) {
        return this.failed(entry, error instanceof EsbuildFailure ? error.messages : failureMessages(error));
      }
    }
  }

  /** Frees the memory of esbuild. The next build takes longer. */
  public async dispose(): Promise<void> {
    const all = [...this.contexts.values()];
    this.contexts.clear();
    for (const { context, written } of all) {
      await context?.dispose();
      written.remove();
    }
  }

  private async call(written: WrittenEntries, variant: Variant, context: BuildContext | undefined) {
    if (context) return { built: (await context.rebuild()) as Built, alsoRead: [] };
    return buildWithMetadataLater({ ...this.callOf(written, variant), folder: written.outputs }, variant.decorated);
  }

  private async contextOf(variant: Variant): Promise<VariantContext> {
    const key = variantKey(variant);
    const known = this.contexts.get(key);
    if (known) return known;
    const written = new WrittenEntries([this.request], { root: this.root, form: entryForm(variant) });
    // TypeScript's compiler, which emits the metadata of decorators, runs in another process.
    const context =
      variant.decorated.length > 0
        ? undefined
        : await loadEsbuild().context(callOptions(this.callOf(written, variant)));
    const made = { written, context, entry: written.entries[0] as Entry };
    this.contexts.set(key, made);
    return made;
  }

  private callOf({ entries, outputs }: WrittenEntries, variant: Variant) {
    const entryPoints = entries.map(({ path, output }) => ({ in: path, out: output }));
    return { root: this.root, entryPoints, options: variantOptions(this.request.options, variant), folder: outputs };
  }

  private inputs({ metafile }: Built, entry: Entry, alsoRead: readonly string[]): ReadonlySet<string> {
    const files = [...reachable(metafile.inputs, entry.key, this.root), ...alsoRead];
    const own = files.filter((file) => file !== entry.key && isFile(file)).map((file) => resolve(this.root, file));
    return new Set([...own, ...tsconfigsOf(own, this.root)]);
  }

  private failed(entry: Entry, messages: readonly Message[]): Rebuilt {
    const [failure] = failures(messages, [entry], this.root) ?? [];
    const errors = formatMessages(failure?.errors ?? messages, "error");
    return { files: [], errors, missing: unresolvedImports(messages, this.root) };
  }
}

/** Whether an input is a file. Plugins and esbuild itself use other namespaces, such as `(disabled):fs`. */
function isFile(input: string): boolean {
  return isAbsolute(input) || !/^[\w()-]+:/.test(input);
}
