import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type BundleRequest, type BundleResult, type BundleSettings, bundleAll } from "../../lib/bundle/bundle";
import { bytesOf, temporaryFolder } from "./project";

/** Where a project's cache lies. */
export function cacheFolder(root: string): string {
  return join(root, "node_modules/.cache/cdktf-apigateway-websocket");
}

/** Lets files grow old enough to be known again by their time stamps. */
export function settle(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
}

/** Bundles some time after the last change, as between two commands of a user. */
export function bundleLater(requests: readonly BundleRequest[], root: string, settings?: BundleSettings): BundleResult {
  settle();
  return bundleAll(requests, root, settings);
}

/** The bytes and the warnings of a result, to be compared. */
export function shown({ files, warnings }: BundleResult): unknown {
  return { files: Object.fromEntries([...files].map(([id, list]) => [id, bytesOf(list)])), warnings };
}

/** What esbuild makes of the sources as they are now. */
export function fresh(requests: readonly BundleRequest[], root: string): unknown {
  return shown(bundleAll(requests, root, { cache: false }));
}

/** Changes a file so that the time of its content stays the same, to the nanosecond. */
export function changeUnseen(path: string, change: (path: string) => void): void {
  const copy = join(temporaryFolder(), "copy");
  execFileSync("cp", ["-p", path, copy]);
  change(path);
  execFileSync("touch", ["-r", copy, path]);
}
