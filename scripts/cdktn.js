// What the entry point for CDK Terrain differs in from the one for CDKTF: the packages that it imports.
const { join } = require("node:path");
const ts = require("typescript");

const library = "cdktf-apigateway-websocket";

/** Returns the package of CDK Terrain for one of CDKTF. */
function renamed(specifier) {
  if (specifier === library) return `${library}/cdktn`;
  return specifier.replace(/^(@?)cdktf(?=\/|$)/, "$1cdktn");
}

/** @type {import("esbuild").Plugin} Builds the library for CDK Terrain. */
const forCdktn = {
  name: "cdktn",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@?cdktf(\/|$)/ }, ({ path }) => ({ path: renamed(path), external: true }));
    onResolve({ filter: /\/own-cdk$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, `${path}-cdktn.ts`) }));
  },
};

/** Returns a declaration file for CDK Terrain: with other import specifiers, in the code and in the examples. */
function typesForCdktn(declarations) {
  const imports = replaceSpecifiers(declarations);
  return imports.replace(/^( *\* ```ts\n)(.*?)(^ *\* ```$)/gms, (_, open, example, close) => {
    const lines = example.split("\n").map((line) => {
      const [margin] = /^ *\* ?/.exec(line) ?? [""];
      return margin + replaceSpecifiers(line.slice(margin.length));
    });
    return open + lines.join("\n") + close;
  });
}

/** Replaces the specifiers of all imports in a source. */
function replaceSpecifiers(source) {
  return ts
    .preProcessFile(source, true, true)
    .importedFiles.reverse()
    .reduce((text, { fileName, pos }) => {
      // The position is that of the quote.
      const start = text.startsWith(fileName, pos) ? pos : pos + 1;
      return text.slice(0, start) + renamed(fileName) + text.slice(start + fileName.length);
    }, source);
}

module.exports = { forCdktn, renamed, typesForCdktn };
