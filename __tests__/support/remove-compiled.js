const { rmSync } = require("node:fs");
const { resolve } = require("node:path");

/** Removes what compile.js wrote. */
module.exports = () => {
  rmSync(resolve(process.env.COMPILED_LIBRARY, "../.."), { recursive: true, force: true });
};
