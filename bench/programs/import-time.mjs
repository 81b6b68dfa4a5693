// Prints the milliseconds of a module's first import: `node import-time.mjs <file>`.
import { pathToFileURL } from "node:url";

const url = pathToFileURL(process.argv[2]).href;
const start = process.hrtime.bigint();
await import(url);
console.log(Number(process.hrtime.bigint() - start) / 1e6);
