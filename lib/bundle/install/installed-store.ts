import { join } from "node:path";
import { isTemporary, ObjectStore, readJson, sweep, writeJson, writeSafely } from "../cache/store";
import type { BundledFile } from "../request";
import { BundleError } from "../sources";

/** A stored file. A file with this stamp is intact and need not be read. */
interface StoredFile {
  readonly path: string;
  readonly hash: string;
  readonly stamp: string;
}

interface StoredInstallation {
  /** The last day of use, in days since 1970. */
  readonly day: number;
  readonly files: readonly StoredFile[];
}

type Installations = Readonly<Record<string, StoredInstallation>>;

const DAY = 24 * 3_600_000;
const DAYS_UNUSED = 7;

/**
 * The packages of earlier installations, in `node_modules/.cache`. The list of an installation is written after its
 * files, so an interrupted one leaves nothing that a later synthesis would use.
 */
export class InstalledStore {
  private readonly objects: ObjectStore;
  private readonly today = Math.floor(Date.now() / DAY);

  /**
   * @param folder the folder of the cache
   * @param key a digest of what every installation depends on. A list with another key is ignored.
   */
  constructor(
    private readonly folder: string,
    private readonly key: string,
  ) {
    this.objects = new ObjectStore(join(folder, "installed"));
  }

  /** The files of an installation; undefined if it is unknown, or if a file is missing or damaged. */
  public find(name: string): readonly BundledFile[] | undefined {
    // The time of the disk before anything is read: a stamp identifies only files that changed well before it.
    const moment = this.clock();
    const known = this.read()[name];
    if (known === undefined || !known.files.every(({ hash, stamp }) => this.objects.hasIntact(hash, stamp)))
      return undefined;
    if (moment !== undefined) this.renew(name, known, moment);
    return known.files.map((file) => this.fileOf(file));
  }

  /** Stores the files of an installation. Returns undefined if the cache is not writable. */
  public keep(name: string, files: readonly { path: string; hash: string; contents: Uint8Array; file: string }[]) {
    if (this.clock() === undefined) return undefined;
    if (!files.every(({ hash, contents, file }) => this.objects.write(hash, contents, file))) return undefined;
    const stored = files.map(({ path, hash }) => ({ path, hash, stamp: "" }));
    this.write(name, { day: this.today, files: stored });
    return stored.map((file) => this.fileOf(file));
  }

  /** A value that was computed without the files of packages, such as the versions that npm chose. */
  public findValue(name: string): unknown {
    return readJson(join(this.folder, `installed-${name}.json`), this.key);
  }

  public keepValue(name: string, value: unknown): void {
    writeJson(join(this.folder, `installed-${name}.json`), this.key, value);
  }

  private renew(name: string, known: StoredInstallation, moment: number): void {
    const files = known.files.map((file) => ({
      ...file,
      stamp: this.objects.stampOf(file.hash, moment) || file.stamp,
    }));
    const isNew = known.day !== this.today || files.some(({ stamp }, index) => stamp !== known.files[index]?.stamp);
    if (isNew) this.write(name, { day: this.today, files });
  }

  private fileOf({ path, hash }: StoredFile): BundledFile {
    const { objects } = this;
    return {
      path,
      get contents() {
        const contents = objects.read(hash);
        if (contents === undefined) throw damaged(path);
        return contents;
      },
      cached: { hash, path: objects.pathOf(hash), isUnchanged: () => objects.isUnchanged(hash) },
    };
  }

  private read(): Installations {
    return (readJson(this.index, this.key) as Installations | undefined) ?? {};
  }

  private write(name: string, installation: StoredInstallation): void {
    const all = Object.entries({ ...this.read(), [name]: installation });
    const used = all.filter(([, { day }]) => this.today - day <= DAYS_UNUSED);
    writeJson(this.index, this.key, Object.fromEntries(used));
    this.objects.prune(new Set(used.flatMap(([, { files }]) => files.map(({ hash }) => hash))));
    sweep(this.folder, (each) => !isTemporary(each));
  }

  private get index(): string {
    return join(this.folder, "installed.json");
  }

  private clock(): number | undefined {
    return writeSafely(join(this.folder, "clock"), "");
  }
}

/** The file was intact when the synthesis began. */
function damaged(path: string): BundleError {
  return new BundleError([], `The cached file of "${path}" changed during the synthesis. Synthesize again.`);
}
