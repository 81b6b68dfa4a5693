import { FunctionPool, type FunctionPoolOptions } from "../../../lib/local/functions/function-pool";
import type { Invocation } from "../../../lib/local/functions/invocation";
import type { LocalFunction } from "../../../lib/local/local-function";
import { project } from "../../support/project";

/** The settings of a test function. The other properties have defaults. */
export type FunctionSettings = Partial<LocalFunction> & {
  /** The source of its `index.mjs`, or all its files. */
  readonly code: string | Readonly<Record<string, string>>;
};

export function functionOf({ code, ...settings }: FunctionSettings): LocalFunction {
  const files = typeof code === "string" ? { "index.mjs": code } : code;
  return {
    stack: "chat-dev",
    address: "aws_lambda_function.Chat",
    path: "chat-dev/Chat/Function",
    name: "chat",
    arn: "arn:aws:lambda:eu-west-1:000000000000:function:chat",
    folder: project(files),
    handler: "index.handler",
    runtime: "nodejs22.x",
    architecture: "x86_64",
    memoryMb: 128,
    timeoutSeconds: 20,
    region: "eu-west-1",
    account: "000000000000",
    environment: {},
    managementEndpoint: "https://localhost:4000/dev",
    ...settings,
  };
}

/** A pool that records the output of its functions and its warnings. `closePools` closes it. */
export class TestPool {
  public readonly lines: string[] = [];
  public readonly warnings: string[] = [];
  public readonly pool: FunctionPool;

  constructor(
    public readonly fn: LocalFunction,
    options: Partial<FunctionPoolOptions> = {},
  ) {
    this.pool = new FunctionPool([fn], {
      print: (_, stream, line) => void this.lines.push(`${stream}: ${line}`),
      warn: (text) => void this.warnings.push(text),
      ...options,
    });
    pools.push(this);
  }

  public invoke(event: unknown = {}): Promise<Invocation> {
    return this.pool.invoke(this.fn, event);
  }

  /** Calls a function and returns the result. Fails if the call fails. */
  public async result<T>(event: unknown = {}): Promise<T> {
    const outcome = await this.invoke(event);
    if ("error" in outcome) throw new Error(JSON.stringify(outcome));
    return outcome.result as T;
  }
}

const pools: TestPool[] = [];

/** Creates a pool for one function. */
export function poolOf(settings: FunctionSettings, options?: Partial<FunctionPoolOptions>): TestPool {
  return new TestPool(functionOf(settings), options);
}

export async function closePools(): Promise<void> {
  await Promise.all(pools.splice(0).map(({ pool }) => pool.close()));
}

/** Waits until a condition is true. Fails after a long time. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error("It did not get so.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process is running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
