import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, launch } from "puppeteer-core";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** Path of Chromium on this machine, if it is installed. */
export const chromium = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find(canRun);

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Allows only connections to the test's own server.
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];

/** Starts a new browser. */
export async function startChromium(): Promise<{ readonly browser: Browser; readonly stop: () => Promise<void> }> {
  const userDataDir = mkdtempSync(join(tmpdir(), "chromium-"));
  const browser = await launch({
    executablePath: chromium as string,
    headless: true,
    userDataDir,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", ...quiet],
  });
  const stop = async () => {
    await browser.close();
    rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  return { browser, stop };
}
