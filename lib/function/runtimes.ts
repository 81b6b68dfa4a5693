import { quoted } from "../core/validation-error";
import { didYouMean } from "../spelling/did-you-mean";
import type { Attributes } from "../terraform/rendered-stack";
import { type Rule, rule, warningRule } from "../validation/rule";

/** The dates of a runtime, as YYYY-MM-DD. */
interface RuntimeDates {
  readonly deprecated: string;
  /** From this date on, Lambda creates no function with the runtime. */
  readonly blockCreate: string;
  /** From this date on, Lambda updates no function with the runtime. */
  readonly blockUpdate: string;
}

/**
 * The date of the table. The rules compare with this date and not with the clock, so that the same source has the same
 * output on every day.
 */
const tableDate = "2026-10-01";

/**
 * Lambda's runtimes that the provider accepts, the newest of each language first.
 *
 * The source is "Lambda runtimes" in the AWS Lambda Developer Guide, as two public transcriptions of October 2026 quote
 * it. Java 25 and the runtimes before Node.js 14 and Python 3.7 are from cfn-lint 1.58.0, whose maintainers copied that
 * page on 2026-06-02. AWS postponed most dates three times in 2026, so read the page again before you change one, and
 * change `tableDate` with it.
 */
const runtimes: ReadonlyMap<string, RuntimeDates> = new Map(
  Object.entries({
    "nodejs24.x": dates("2028-04-30", "2028-06-01", "2028-07-01"),
    "nodejs22.x": dates("2027-04-30", "2027-06-01", "2027-07-01"),
    "nodejs20.x": dates("2026-04-30", "2027-07-29", "2027-08-31"),
    "nodejs18.x": dates("2025-09-01", "2027-07-29", "2027-08-31"),
    "nodejs16.x": dates("2024-06-12", "2027-07-29", "2027-08-31"),
    "nodejs14.x": dates("2023-12-04", "2024-01-09", "2027-08-31"),
    "nodejs12.x": dates("2023-03-31", "2023-03-31", "2023-04-30"),
    "nodejs10.x": dates("2021-07-30", "2021-07-30", "2022-02-14"),
    "python3.14": dates("2029-06-30", "2029-07-31", "2029-08-31"),
    "python3.13": dates("2029-06-30", "2029-07-31", "2029-08-31"),
    "python3.12": dates("2028-10-31", "2028-11-30", "2029-01-10"),
    "python3.11": dates("2027-06-30", "2027-07-29", "2027-08-31"),
    "python3.10": dates("2026-10-31", "2027-07-29", "2027-08-31"),
    "python3.9": dates("2025-12-15", "2027-07-29", "2027-08-31"),
    "python3.8": dates("2024-10-14", "2027-07-29", "2027-08-31"),
    "python3.7": dates("2023-12-04", "2024-01-09", "2027-08-31"),
    "python3.6": dates("2022-07-18", "2022-07-18", "2022-08-29"),
    "python2.7": dates("2021-07-15", "2021-07-15", "2022-05-30"),
    java25: dates("2029-06-30", "2029-07-31", "2029-08-31"),
    java21: dates("2029-06-30", "2029-07-31", "2029-08-31"),
    java17: dates("2027-06-30", "2027-07-29", "2027-08-31"),
    java11: dates("2027-06-30", "2027-07-29", "2027-08-31"),
    "java8.al2": dates("2027-06-30", "2027-07-29", "2027-08-31"),
    java8: dates("2024-01-08", "2024-02-08", "2027-08-31"),
    dotnet10: dates("2028-11-14", "2028-12-14", "2029-01-15"),
    dotnet8: dates("2026-11-10", "2027-07-29", "2027-08-31"),
    dotnet6: dates("2024-12-20", "2027-07-29", "2027-08-31"),
    "dotnetcore3.1": dates("2023-04-03", "2023-04-03", "2023-05-03"),
    "dotnetcore2.1": dates("2022-01-05", "2022-01-05", "2022-04-13"),
    "ruby3.4": dates("2028-03-31", "2028-04-30", "2028-05-31"),
    "ruby3.3": dates("2027-03-31", "2027-07-29", "2027-08-31"),
    "ruby3.2": dates("2026-03-31", "2027-07-29", "2027-08-31"),
    "ruby2.7": dates("2023-12-07", "2024-01-09", "2027-08-31"),
    "ruby2.5": dates("2021-07-30", "2021-07-30", "2022-03-31"),
    "provided.al2023": dates("2029-06-30", "2029-07-31", "2029-08-31"),
    "provided.al2": dates("2026-07-31", "2027-07-29", "2027-08-31"),
    provided: dates("2024-01-08", "2024-02-08", "2027-08-31"),
    "go1.x": dates("2024-01-08", "2024-02-08", "2027-08-31"),
  }),
);

function dates(deprecated: string, blockCreate: string, blockUpdate: string): RuntimeDates {
  return { deprecated, blockCreate, blockUpdate };
}

/** The runtimes with which Lambda creates functions. */
export const offeredRuntimes: readonly string[] = [...runtimes]
  .filter(([, { blockCreate }]) => !isPast(blockCreate))
  .map(([name]) => name);

/** Rules for the runtime of an `aws_lambda_function`. */
export const runtimeRules: readonly Rule[] = [
  rule("lambda-runtime", (fn) => unknownProblem(fn.string("runtime"))),
  rule("lambda-runtime-update", (fn) =>
    withDates(fn, (runtime, { blockUpdate }) =>
      isPast(blockUpdate)
        ? `"runtime" has to be one that Lambda accepts: since ${blockUpdate} it creates and updates no function with this one; got ${quoted(runtime)}. Write runtime: ${quoted(successorOf(runtime))}.`
        : undefined,
    ),
  ),
  warningRule("lambda-runtime-create", (fn) =>
    withDates(fn, (runtime, { deprecated, blockCreate, blockUpdate }) =>
      isPast(blockCreate) && !isPast(blockUpdate)
        ? `"runtime" is deprecated since ${deprecated}: since ${blockCreate} Lambda creates no function with it, and only updates existing ones; got ${quoted(runtime)}. Write runtime: ${quoted(successorOf(runtime))}.`
        : undefined,
    ),
  ),
];

function unknownProblem(runtime: string | undefined): string | undefined {
  if (runtime === undefined || runtimes.has(runtime)) return undefined;
  return `"runtime" has to be one that Lambda offers: ${offeredRuntimes.join(", ")}; got ${quoted(runtime)}. ${didYouMean(runtime, offeredRuntimes, "Choose one of them.")}`;
}

function withDates(fn: Attributes, problem: (runtime: string, dates: RuntimeDates) => string | undefined) {
  const runtime = fn.string("runtime");
  const dates = runtime === undefined ? undefined : runtimes.get(runtime);
  return runtime === undefined || dates === undefined ? undefined : problem(runtime, dates);
}

/** The newest runtime of the same language. Go has none of its own any more. */
function successorOf(runtime: string): string {
  const [language = ""] = /^(nodejs|python|java|dotnet|ruby)/.exec(runtime) ?? ["provided"];
  return offeredRuntimes.find((name) => name.startsWith(language)) ?? runtime;
}

function isPast(date: string): boolean {
  return date <= tableDate;
}

/** The Lambda runtimes of SST's names for languages that compile to a program. */
const compiled: ReadonlyMap<string, string> = new Map([
  ["go", "provided.al2023"],
  ["rust", "provided.al2023"],
]);

/** Returns the Lambda runtime for the argument `runtime`. */
export function lambdaRuntime(runtime = "nodejs24.x"): string {
  return compiled.get(runtime) ?? runtime;
}

/** The message about source for a runtime that is neither one of Node.js nor of Python 3. */
export function notNodeProblem(runtime: string): string {
  const fromSource = offeredRuntimes.filter((name) => /^(nodejs|python)/.test(name));
  const build = compiled.has(runtime)
    ? `Compile the function to <directory>/bootstrap and write bundle: "<directory>".`
    : 'Build the function and write bundle: "<directory>".';
  return `"bundle" has to be set for a runtime other than Node.js and Python 3; got runtime ${quoted(runtime)}. ${didYouMean(runtime, fromSource, build)}`;
}

/** Returns esbuild's target for a Node.js runtime: "node24" for "nodejs24.x". Undefined for other runtimes. */
export function nodeTarget(runtime: string): string | undefined {
  const version = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
  return version && `node${version}`;
}
