import { posix } from "node:path";

/** The parts of a handler's name. Lambda splits it at the first dot after the last slash. */
export interface HandlerName {
  /** Path of the file, relative to the function's folder, without its extension. */
  readonly file: string;
  /** The name of the export, followed by the names of members inside it. */
  readonly exports: readonly string[];
}

export function handlerName(handler: string): HandlerName {
  const [file = "", ...exports] = posix.basename(handler).split(".");
  return { file: posix.join(posix.dirname(handler), file), exports };
}
