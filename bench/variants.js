// The variants to measure, in the order of a round.
const { rmSync } = require("node:fs");
const { join } = require("node:path");
const { writeHandler } = require("./project");

const cache = "node_modules/.cache/cdktf-apigateway-websocket";
let changes = 0;

/** `prepare` sets up the project before a run. It is not measured. */
const variants = [
  {
    name: "cold",
    title: "this library, cold cache",
    program: "library.js",
    prepare: (project) => rmSync(join(project, cache), { recursive: true, force: true }),
  },
  // Uses the cache that the previous variant filled.
  { name: "warm", title: "this library, warm cache", program: "library.js" },
  // The bundles in the cache are the same.
  { name: "cdktn", title: "this library with CDK Terrain, warm cache", program: "library-cdktn.js" },
  {
    name: "authorizer",
    title: "this library, warm, with an authorizer",
    // An authorizer's code is never cached, and is bundled in each synthesis.
    program: "library-authorizer.js",
  },
  {
    name: "again",
    title: "this library, warm, same output folder",
    program: "library.js",
    // Like a second synthesis of a user. All other variants write into an empty folder.
    keepsOutput: true,
  },
  {
    name: "changed",
    title: "this library, warm, one handler changed",
    program: "library.js",
    prepare: (project, size) => {
      changes += 1;
      writeHandler(project, size - 1, `-${changes}`);
    },
  },
  { name: "floor", title: "floor: one esbuild call and raw CDKTF", program: "floor.js" },
  { name: "raw", title: "raw CDKTF, nothing bundled", program: "raw.js" },
  { name: "oneCall", title: "one esbuild call, one handler", program: "one-call.js" },
  { name: "awsCdk", title: "AWS CDK, NodejsFunction", program: join(__dirname, "programs/aws-cdk.js"), slow: true },
];

module.exports = { variants };
