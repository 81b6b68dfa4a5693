import type { FunctionArgs } from "./function-args";

const key = Symbol.for("cdktf-apigateway-websocket/functionInternals");

/** What the library itself asks of a function, beside the arguments that users give. */
export interface FunctionInternals {
  /** A module of lib/runtime that is the function's source. It exports a `handler`. */
  readonly module?: string;
  /** Environment variables that `auth` rests on: whatever changes them later is an error. */
  readonly variables?: Readonly<Record<string, string>>;
}

type InternalArgs = FunctionArgs & { readonly [key]?: FunctionInternals };

export function withInternals(args: FunctionArgs, internals: FunctionInternals): FunctionArgs {
  const internal: InternalArgs = { ...args, [key]: internals };
  return internal;
}

export function internalsOf(args: InternalArgs): FunctionInternals {
  return args[key] ?? {};
}

/** Arguments of a function whose source is a module of lib/runtime. */
export function ownFunction(
  module: string,
  args: Omit<FunctionArgs, "handler" | "bundle" | "nodejs">,
  variables: FunctionInternals["variables"],
): FunctionArgs {
  return withInternals({ ...args, handler: `${module}.handler` }, { module, variables });
}
