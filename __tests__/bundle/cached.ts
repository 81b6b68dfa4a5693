import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type BundleRequest, type BundleResult, type BundleSettings, bundleAll } from "../../lib/bundle/bundle";
import { bytesOf, temporaryFolder } from "./project";

/** The cache folder of a project. */
export function cacheFolder(root: string): string {
  return join(root, "node_modules/.cache/cdktf-apigateway-websocket");
}

/** Waits until files are old enough for the cache to rely on their time stamps. */
export function settle(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
}

/** Waits, then bundles, as if a user ran the command some time after the last change. */
export function bundleLater(requests: readonly BundleRequest[], root: string, settings?: BundleSettings): BundleResult {
  settle();
  return bundleAll(requests, root, settings);
}

/** The bytes and the warnings of a result, in a form that tests compare. */
export function shown({ files, warnings }: BundleResult): unknown {
  return { files: Object.fromEntries([...files].map(([id, list]) => [id, bytesOf(list)])), warnings };
}

/** The result of bundling the current sources without the cache. */
export function fresh(requests: readonly BundleRequest[], root: string): unknown {
  return shown(bundleAll(requests, root, { cache: false }));
}

/** Changes a file without changing its modification time. */
export function changeUnseen(path: string, change: (path: string) => void): void {
  const copy = join(temporaryFolder(), "copy");
  execFileSync("cp", ["-p", path, copy]);
  change(path);
  execFileSync("touch", ["-r", copy, path]);
}
