import { join, sep } from "node:path";
import { digest } from "./digest";
import type { Disk, Name } from "./disk";

/**
 * Something that was so when a handler was bundled, and that its bundle may depend on:
 *
 * - `file`: the content of a file, or that there is none;
 * - `files`: the contents of some files of one folder, with `name` for their names;
 * - `names`: which names of a folder could be meant by an import of `name`, or that there is no such folder;
 * - `list`: all names in a folder of a package;
 * - `link`: where a symbolic link leads.
 */
export interface Fact {
  readonly kind: "file" | "files" | "names" | "list" | "link";
  readonly path: string;
  readonly name: string;
  readonly value: string;
  /** While the path has this stamp, the value need not be found out again. Empty: it always must be. */
  stamp: string;
}

type Subject = Pick<Fact, "kind" | "path" | "name">;

const SEPARATOR = "/";

/** The names of several files as one that no file can have. */
export function joinedNames(names: readonly string[]): string {
  return [...names].sort().join(SEPARATOR);
}

/** What the value of a fact is now. */
export function valueOf({ kind, path, name }: Subject, disk: Disk): string {
  if (kind === "file") return disk.hash(path);
  if (kind === "link") return disk.target(path);
  if (kind === "files")
    return digest(
      filesOf(path, name)
        .map((file) => disk.hash(file))
        .join(),
    );
  return kind === "list" ? digest(candidates(path, undefined, disk)) : candidates(path, name, disk);
}

/** Whether a fact still holds. What had to be read for it and was the same gets the stamp of today. */
export function holds(fact: Fact, disk: Disk): { readonly holds: boolean; readonly learned: boolean } {
  const stamp = stampNow(fact, disk);
  if (stamp !== "" && stamp === fact.stamp) return { holds: true, learned: false };
  if (valueOf(fact, disk) !== fact.value) return { holds: false, learned: false };
  const fresh = stampFor(fact, disk);
  const learned = fresh !== "" && fresh !== fact.stamp;
  if (learned) fact.stamp = fresh;
  return { holds: true, learned };
}

/** The stamp that a fact would be known by, "" for one that never is. */
export function stampNow({ kind, path, name }: Subject, disk: Disk): string {
  if (kind === "link") return "";
  if (kind !== "files") return disk.status(path).stamp;
  const stamps = filesOf(path, name).map((file) => disk.status(file).stamp);
  return stamps.includes("") ? "" : stamps.join();
}

/** The stamp by which a value may be known again. */
export function stampFor(subject: Subject, disk: Disk): string {
  return areSettled(subject, disk) ? stampNow(subject, disk) : "";
}

/** Whether nothing of what a fact is about has changed since the looking began. */
export function areSettled({ kind, path, name }: Subject, disk: Disk): boolean {
  const paths = kind === "files" ? filesOf(path, name) : [path];
  return paths.every((one) => disk.isSettled(disk.status(one)));
}

function filesOf(folder: string, name: string): readonly string[] {
  return name.split(SEPARATOR).map((file) => folder + sep + file);
}

/** The names in a folder that an import of `name` could mean, without one all, and those of them that are links. */
export function matches(folder: string, name: string | undefined, disk: Disk) {
  const all = disk.names(folder) ?? [];
  const names = name === undefined ? all : meantBy(name, all);
  return { names, links: names.filter(({ kind }) => kind === "link").map((entry) => join(folder, entry.name)) };
}

function meantBy(name: string, entries: readonly Name[]): readonly Name[] {
  const stem = stemOf(name);
  return entries.filter((entry) => {
    const lower = entry.name.toLowerCase();
    return lower === stem || lower.startsWith(`${stem}.`);
  });
}

function candidates(folder: string, name: string | undefined, disk: Disk): string {
  if (disk.status(folder).kind !== "folder") return "none";
  if (disk.names(folder) === undefined) return "unreadable";
  const target = disk.target(folder);
  const found = matches(folder, name, disk).names.map((entry) => `${entry.name}:${entry.kind}`);
  return [target === folder ? "" : target, ...found].join("|");
}

/** `./util`, `./util.js` and `./util.ts` may all mean each other's files, and on some disks so may `./Util`. */
function stemOf(name: string): string {
  return name.toLowerCase().replace(/\.(?:[cm]?[jt]sx?|json)$/, "");
}
