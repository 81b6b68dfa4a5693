// The library's esbuild options for a handler on Node.js 24.
const options = {
  platform: "node",
  target: "node24",
  charset: "utf8",
  bundle: true,
  format: "esm",
  minify: true,
  keepNames: true,
  legalComments: "none",
  mainFields: ["module", "main"],
  conditions: ["module"],
  banner: {
    js: 'import { createRequire as __bundleCreateRequire } from "node:module"; const require = __bundleCreateRequire(import.meta.url);',
  },
  define: { __dirname: "import.meta.dirname", __filename: "import.meta.filename" },
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
};

module.exports = { options };
