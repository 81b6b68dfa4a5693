// Checks the links of the documents in the package. They may only lead to files that are also packed.
const { execFileSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { brokenLinks } = require("./links");

const root = resolve(__dirname, "..");
const packing = ["pack", "--dry-run", "--json", "--ignore-scripts"];
const [{ files }] = JSON.parse(execFileSync("npm", packing, { cwd: root, encoding: "utf8", stdio: "pipe" }));
const paths = files.map(({ path }) => path);
const packed = {
  exists: (path) => paths.some((file) => file === path || file.startsWith(`${path}/`)),
  read: (path) => readFileSync(join(root, path), "utf8"),
};

const documents = paths.filter((path) => path.endsWith(".md"));
const broken = documents.flatMap((file) => brokenLinks(file, packed).map((target) => `${file} links to ${target}`));
for (const line of broken) console.error(`${line}, which the package does not contain.`);
console.log(`The links of ${documents.length} packed documents: ${broken.length} broken.`);
process.exitCode = broken.length > 0 ? 1 : 0;
