import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { TerraformStack } from "cdktf";
import { aws } from "cdktf-apigateway-websocket";
import { fakeNpm } from "../bundle/fake-npm";
import { removeTemporaryFolders, temporaryFolder } from "../bundle/project";
import { hasPip, wheel } from "../bundle/wheel";
import { Life } from "./life";

const npm = fakeNpm({ "image@1.0.0": { "index.js": "module.exports = 1;", "bin/image": "#!/bin/sh\n" } });
const index = temporaryFolder("wheels-");
wheel(index, "plain", "1.0");
afterAll(() => {
  npm.restore();
  removeTemporaryFolders();
});

const lockfile = { packages: { "": {}, "node_modules/image": { version: "1.0.0", integrity: "sha512-x" } } };
const files = {
  "package-lock.json": JSON.stringify(lockfile),
  "src/image.ts": 'import image from "image";\nexport const handler = () => image;\n',
  "program/bootstrap": "#!/bin/sh\n",
  "worker/worker.py": "def handler(event, context): pass\n",
  "worker/requirements.txt": hasPip ? `--no-index\n--find-links ${index}\nplain==1.0\n` : "",
};

function build(stack: TerraformStack): void {
  const hook = { postbuild: () => undefined };
  new aws.Function(stack, "Image", { handler: "src/image.handler", nodejs: { install: ["image"] } });
  new aws.Function(stack, "Hook", { handler: "src/chat.handler", hook, copyFiles: [{ from: "program" }] });
  new aws.Function(stack, "Program", { handler: "bootstrap", runtime: "rust", bundle: "program" });
  new aws.Function(stack, "Worker", { handler: "worker/worker.handler", runtime: "python3.13" });
  new aws.Function(stack, "Chat", { handler: "src/chat.handler" });
}

/** The files of a zip with their modes, from its central directory. */
function modesIn(zip: Buffer): Readonly<Record<string, string>> {
  const start = Buffer.from([0x50, 0x4b, 1, 2]);
  const found: [string, string][] = [];
  for (let at = zip.indexOf(start); at >= 0; at = zip.indexOf(start, at + 4)) {
    const name = zip.toString("utf8", at + 46, at + 46 + zip.readUInt16LE(at + 28));
    found.push([name, (zip.readUInt16LE(at + 40) & 0o777).toString(8)]);
  }
  return Object.fromEntries(found);
}

/** The zips that Terraform makes on a machine: in a folder of its own, with a mask for the modes of new files. */
function zipsOf(umask: number): Readonly<Record<string, Buffer>> {
  const life = new Life();
  const before = process.umask(umask);
  try {
    for (const [path, text] of Object.entries(files)) life.write(path, text);
    life.apply(build);
    const zips = life.archives().map((path) => [basename(path), readFileSync(path)] as const);
    life.destroy();
    return Object.fromEntries(zips);
  } finally {
    process.umask(before);
    life.cleanUp();
  }
}

describe("the zip of a function", () => {
  it("has the same bytes in another folder, at another time and with another umask, and the modes of its files", () => {
    const [first, second] = [zipsOf(0o022), zipsOf(0o077)];
    expect(Object.keys(first)).toHaveLength(5);
    expect(
      Object.fromEntries(Object.entries(second).map(([name, zip]) => [name, zip.equals(first[name] as Buffer)])),
    ).toEqual(Object.fromEntries(Object.keys(first).map((name) => [name, true])));
    const all = Object.values(first).map(modesIn);
    expect(all).toContainEqual({ bootstrap: "755" });
    expect(all).toContainEqual({ "index.mjs": "644" });
    expect(all).toContainEqual({ "index.mjs": "755", "program/bootstrap": "755" });
    expect(all).toContainEqual(expect.objectContaining({ "index.mjs": "755", "node_modules/image/bin/image": "755" }));
    expect(all).toContainEqual(expect.objectContaining({ "worker.py": "755", ...(hasPip && { "plain.py": "755" }) }));
  });
});
