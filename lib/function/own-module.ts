import { realpathSync } from "node:fs";
import type { HandlerSource } from "../bundle/handler";
import { posixRelative } from "../bundle/posix-path";
import { projectRoot } from "../bundle/project-root";
import type { FunctionArgs } from "./function-args";
import { runtimeFile } from "./runtime-file";

const moduleKey = Symbol.for("cdktf-apigateway-websocket/ownModule");

/** Arguments of a function whose source is a module of lib/runtime, which exports a `handler`. */
export function ownFunction(module: string, args: Omit<FunctionArgs, "handler" | "bundle" | "nodejs">): FunctionArgs {
  const own = { ...args, handler: `${module}.handler`, [moduleKey]: module };
  return own;
}

/** The module of lib/runtime that a function's source is, if it is one. */
export function ownModule(args: FunctionArgs & { readonly [moduleKey]?: string }): string | undefined {
  return args[moduleKey];
}

/** The source of a module of lib/runtime. */
export function ownSource(module: string): HandlerSource {
  const entry = runtimeFile(module);
  // Relative to what the bundles are made in, which no symbolic link leads to.
  const relative = posixRelative(realpathSync(projectRoot()), entry);
  return { entry, relative, exportName: "handler" };
}
