import type { SpawnSyncReturns } from "node:child_process";
import { BundleError } from "../sources";
import type { PythonPlatform } from "./platform";

// Versions of pip before 24.2 compare what a package requires with their own Python, and not with Lambda's.
const OLD_PIP = /requires a different Python|No module named 'pip\.|no such option/;

/** What pip printed, and what to do about it. The first one that fits counts. */
const REMEDIES: ReadonlyArray<readonly [printed: RegExp, remedy: string]> = [
  [
    /DO NOT MATCH THE HASHES/,
    "The index or the connection returned another file than the one whose hash the requirements contain. Find out why, before you write its hash there.",
  ],
  [
    /--require-hashes mode/,
    "Write the exact versions and hashes of all packages, also of those that others require: pip-compile --generate-hashes",
  ],
  [
    /connection broken by|Could not fetch URL|Failed to establish a new connection/,
    "The index can't be reached. Connect to it, or set another one: PIP_INDEX_URL=<address>. If requirements.txt has hashes, a function that decides about access needs it only once.",
  ],
  [
    OLD_PIP,
    "This pip is too old. Update it to 24.2 or newer, which needs Python 3.8: python3 -m pip install --upgrade pip",
  ],
];
const NO_WHEEL =
  'Choose versions that have wheels for this platform, or build the function elsewhere and write bundle: "<directory>".';

/** The error for a call of pip that failed. */
export function pipProblem(
  { status, stdout, stderr }: SpawnSyncReturns<string>,
  { version, architecture }: PythonPlatform,
): BundleError {
  const printed = `${stderr}\n${stdout}`;
  const lines = printed.split("\n").map((line) => line.trim());
  const errors = lines.filter((line) => line.startsWith("ERROR: ")).map((line) => line.slice("ERROR: ".length));
  const reason =
    errors.length > 0 ? errors.join(" ") : (lines.filter((line) => line !== "").at(-1) ?? `exit code ${status}`);
  const [, remedy = NO_WHEEL] = REMEDIES.find(([pattern]) => pattern.test(printed)) ?? [];
  return new BundleError(
    [],
    `"handler" can't be packed with its packages for Python ${version} on ${architecture}: ${reason} ${remedy}`,
  );
}
