import { posix } from "node:path";

/** The parts of a handler's name, which Lambda takes apart at the first dot after the last slash. */
export interface HandlerName {
  /** Relative to the function's folder, without its ending. */
  readonly file: string;
  /** The export, and what lies inside it. */
  readonly exports: readonly string[];
}

export function handlerName(handler: string): HandlerName {
  const [file = "", ...exports] = posix.basename(handler).split(".");
  return { file: posix.join(posix.dirname(handler), file), exports };
}
