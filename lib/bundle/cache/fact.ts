import { join } from "node:path";
import type { Disk } from "./disk";

/**
 * Something that was so when a handler was bundled, and that its bundle may depend on:
 *
 * - `file`: the content of a file, or that there is none;
 * - `names`: which names of a folder could be meant by an import of `name`, or that there is no such folder;
 * - `link`: where a symbolic link leads.
 */
export interface Fact {
  readonly kind: "file" | "names" | "link";
  readonly path: string;
  readonly name: string;
  readonly value: string;
  /** While the path has this stamp, the value need not be found out again. Empty: it always must be. */
  stamp: string;
}

/** What the value of a fact is now. */
export function valueOf({ kind, path, name }: Pick<Fact, "kind" | "path" | "name">, disk: Disk): string {
  if (kind === "file") return disk.hash(path);
  return kind === "link" ? disk.target(path) : candidates(path, name, disk);
}

/** Whether a fact still holds. What had to be read for it and was the same gets the stamp of today. */
export function holds(fact: Fact, disk: Disk): { readonly holds: boolean; readonly learned: boolean } {
  const { stamp } = fact.kind === "link" ? { stamp: "" } : disk.status(fact.path);
  if (stamp !== "" && stamp === fact.stamp) return { holds: true, learned: false };
  if (valueOf(fact, disk) !== fact.value) return { holds: false, learned: false };
  const fresh = stampFor(fact, disk);
  const learned = fresh !== "" && fresh !== fact.stamp;
  if (learned) fact.stamp = fresh;
  return { holds: true, learned };
}

/** The stamp by which a value may be known again. */
export function stampFor({ kind, path }: Pick<Fact, "kind" | "path">, disk: Disk): string {
  if (kind === "link") return "";
  const status = disk.status(path);
  return disk.isSettled(status) ? status.stamp : "";
}

/** The names in a folder that an import of `name` could mean, and those of them that are links. */
export function matches(folder: string, name: string, disk: Disk) {
  const stem = stemOf(name);
  const names = (disk.names(folder) ?? []).filter((entry) => {
    const lower = entry.name.toLowerCase();
    return lower === stem || lower.startsWith(`${stem}.`);
  });
  return { names, links: names.filter(({ kind }) => kind === "link").map((entry) => join(folder, entry.name)) };
}

function candidates(folder: string, name: string, disk: Disk): string {
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
