import { join } from "node:path";

const folder = process.env.COMPILED_LIBRARY;
if (folder === undefined) throw new Error("COMPILED_LIBRARY is not set: jest needs the globalSetup of jest.config.js.");

/** The folder of the compiled library, for an app that runs in a process of its own. */
export const compiledLibrary = join(folder, "lib");

/** The package's program, for Node.js. */
export const program = join(compiledLibrary, "local/cli/main.js");
