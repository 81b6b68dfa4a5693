import { join } from "node:path";

const folder = process.env.COMPILED_LIBRARY ?? "";

/** The folder of the compiled library, for an app that runs in a process of its own. */
export const compiledLibrary = join(folder, "lib");

/** The package's program, for Node.js. */
export const program = join(compiledLibrary, "local/cli/main.js");
