import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { BundleError, posixRelative } from "../sources";
import type { PackageNode } from "./graph";
import type { Layout } from "./layout";
import { membersOf } from "./lockfile";
import type { Platform } from "./platform";

/** Programs that compile or download native code when a package is installed. */
const INSTALLERS = /\b(?:node-gyp|node-gyp-build|prebuild-install|node-pre-gyp|cmake-js|napi-postinstall)\b/;

/** The machine in the header of an ELF file. */
const MACHINES: Readonly<Record<Platform["cpu"], number>> = { x64: 62, arm64: 183 };

/**
 * Requires that each package with native code has it for the platform. npm does not notice its absence: it skips
 * packages for each platform that do not exist, and no install script ran.
 */
export function requireNativeCode(folder: string, layout: Layout, platform: Platform): void {
  for (const [location, node] of layout) {
    if (node.isOptional || node.platformPackage === "found") continue;
    if (lacksNativeCode(join(folder, location), node, platform)) throw noBinary(node, platform);
  }
}

function lacksNativeCode(folder: string, { platformPackage }: PackageNode, platform: Platform): boolean {
  const files = ownFiles(folder);
  const modules = files.filter((path) => path.endsWith(".node"));
  const isNative = platformPackage === "missing" || modules.length > 0 || isCompiled(folder, files);
  return isNative && !modules.some((path) => isForPlatform(folder, path, platform));
}

/** The files of a package, without those of packages beneath it. */
function ownFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posixRelative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith("node_modules/"));
}

function isCompiled(folder: string, files: readonly string[]): boolean {
  if (files.includes("binding.gyp")) return true;
  const path = join(folder, "package.json");
  const { scripts } = existsSync(path) ? membersOf(JSON.parse(readFileSync(path, "utf8"))) : { scripts: undefined };
  const { install, postinstall } = membersOf(scripts);
  return INSTALLERS.test(`${install ?? ""} ${postinstall ?? ""}`);
}

function isForPlatform(folder: string, path: string, { cpu }: Platform): boolean {
  const header = Buffer.alloc(20);
  const file = openSync(join(folder, path), "r");
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  const isElf = header.toString("latin1", 0, 4) === "\u007fELF";
  return isElf && header.readUInt16LE(18) === MACHINES[cpu] && !/musl|android/.test(path);
}

function noBinary({ package: { name, version } }: PackageNode, { os, cpu }: Platform): BundleError {
  return new BundleError(
    [],
    `"nodejs.install" installs "${name}" ${version}, which has no native code for ${os} on ${cpu}: its install script would have to compile or download it, and scripts do not run. Use a version with prebuilt binaries, another "architecture", or a layer with it: nodejs: { esbuild: { external: [${JSON.stringify(name)}] } }, layers: ["<ARN>"].`,
  );
}
