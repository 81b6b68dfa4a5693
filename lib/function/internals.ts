import type { FunctionArgs } from "./function-args";

const internalsKey = Symbol.for("cdktf-apigateway-websocket/functionInternals");

/** Settings of a function that only the library sets, in addition to the user's arguments. */
export interface FunctionInternals {
  /** The module of lib/runtime that is the function's source. It exports a `handler`. */
  readonly module?: string;
  /** Environment variables that `auth` depends on. A later change of them is an error. */
  readonly variables?: Readonly<Record<string, string>>;
}

type InternalArgs = FunctionArgs & { readonly [internalsKey]?: FunctionInternals };

export function withInternals(args: FunctionArgs, internals: FunctionInternals): FunctionArgs {
  const internal: InternalArgs = { ...args, [internalsKey]: internals };
  return internal;
}

export function internalsOf(args: InternalArgs): FunctionInternals {
  return args[internalsKey] ?? {};
}

/** Returns the arguments of a function whose source is a module of lib/runtime. */
export function libraryFunctionArgs(
  module: string,
  args: Omit<FunctionArgs, "handler" | "bundle" | "nodejs">,
  variables: FunctionInternals["variables"],
): FunctionArgs {
  return withInternals({ ...args, handler: `${module}.handler` }, { module, variables });
}
