import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BundleError } from "../sources";
import { type PythonPlatform, wheelPlatforms } from "./platform";

/** A package in a folder that pip wrote. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** The name of its folder with metadata. */
  readonly metadata: string;
}

/** Files of pip that describe how and where a package was installed. */
const RECORDS_OF_PIP = new Set(["INSTALLER", "REQUESTED", "direct_url.json"]);

export function installedPackages(folder: string): readonly InstalledPackage[] {
  const names = readdirSync(folder).sort();
  return names.flatMap((metadata) => {
    const [, name, version] = /^(.+)-([^-]+)\.dist-info$/.exec(metadata) ?? [];
    return name === undefined || version === undefined ? [] : [{ name, version, metadata }];
  });
}

/** Removes what differs between machines and versions of pip: bytecode, programs, and pip's own records. */
export function removeMachine(folder: string): void {
  const records = installedPackages(folder).map(({ metadata }) => join(folder, metadata));
  const listed = records.flatMap((path) => cleanRecord(path));
  for (const path of records) for (const name of RECORDS_OF_PIP) rmSync(join(path, name), { force: true });
  // Programs begin with the path of this machine's interpreter.
  if (!listed.some((line) => line.startsWith("bin/"))) rmSync(join(folder, "bin"), { recursive: true, force: true });
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const path of all.filter((each) => each.endsWith("__pycache__")))
    rmSync(join(folder, path), { recursive: true, force: true });
}

/** Removes those files from the list of a package's files, and returns its lines. */
function cleanRecord(metadata: string): readonly string[] {
  const path = join(metadata, "RECORD");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8")
    .split(/\r?\n/)
    .filter((line) => line !== "" && !isOfMachine(line))
    .sort();
  writeFileSync(path, `${lines.join("\n")}\n`);
  return lines;
}

function isOfMachine(line: string): boolean {
  const [path = ""] = line.split(",");
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    path.startsWith("../") ||
    path.includes("__pycache__/") ||
    (path.includes(".dist-info/") && RECORDS_OF_PIP.has(name))
  );
}

/** Rejects packages that pip built on this machine, for example from a repository, with code for this machine. */
export function requirePlatform(folder: string, platform: PythonPlatform): void {
  const known = new Set([...wheelPlatforms(platform), "any"]);
  for (const { name, version, metadata } of installedPackages(folder)) {
    const path = join(folder, metadata, "WHEEL");
    const tags = existsSync(path) ? [...readFileSync(path, "utf8").matchAll(/^Tag: \S+-\S+-(\S+)/gm)] : [];
    const platforms = tags.flatMap(([, names = ""]) => names.split("."));
    if (platforms.length === 0 || platforms.some((each) => known.has(each))) continue;
    throw new BundleError(
      [],
      `"handler" can't be packed with ${name} ${version}: pip built it for ${platforms.join(", ")}, and not for ${platform.architecture} on Lambda. Write a version that has a wheel.`,
    );
  }
}
