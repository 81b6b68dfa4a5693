import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Files, temporaryFolder } from "./project";

/** A program that installs packages of a test, in place of npm. */
export interface FakeNpm {
  /** The arguments of each call. */
  calls(): readonly (readonly string[])[];
  /** Makes calls fail after the first package, until `repair`. */
  fail(): void;
  repair(): void;
  /** Makes calls fail that may not use the network. */
  emptyCache(): void;
  restore(): void;
}

const program = `#!${process.execPath}
const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const args = process.argv.slice(2);
appendFileSync(join(__dirname, "calls"), JSON.stringify(args) + "\\n");
const folder = args.find((each) => each.startsWith("--prefix=")).slice("--prefix=".length);
const registry = JSON.parse(readFileSync(join(__dirname, "registry.json"), "utf8"));
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const write = (path, text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), Buffer.from(text, "latin1"), { mode: 0o600 });
};
if (args[0] === "install") {
  const packages = Object.entries(read("package.json").dependencies).map(([name, version]) => ["node_modules/" + name, { version }]);
  write("package-lock.json", JSON.stringify({ lockfileVersion: 3, packages: { "": {}, ...Object.fromEntries(packages) } }));
} else if (args.includes("--offline") && existsSync(join(__dirname, "cold"))) {
  process.exit(1);
} else for (const [location, { name, version }] of Object.entries(read("package-lock.json").packages)) {
  if (location === "") continue;
  const files = { "package.json": JSON.stringify({ name, version }), ...registry[name + "@" + version] };
  for (const [path, text] of Object.entries(files)) write(location + "/" + path, text);
  if (existsSync(join(__dirname, "fail"))) {
    console.error("npm error code E404\\nnpm error 404 in " + folder);
    console.error("npm error A complete log of this run can be found in: /home/me/.npm/_logs/1.log");
    process.exit(1);
  }
}
write("node_modules/.package-lock.json", String(Date.now()));
`;

/** @param registry the files of each package: `{ "sharp@1.0.0": { "index.js": "…" } }` */
export function fakeNpm(registry: Readonly<Record<string, Files>>): FakeNpm {
  const folder = temporaryFolder("npm-");
  const [path, calls] = [join(folder, "npm"), join(folder, "calls")];
  writeFileSync(path, program);
  chmodSync(path, 0o755);
  writeFileSync(join(folder, "registry.json"), JSON.stringify(registry));
  const before = process.env.PATH;
  process.env.PATH = `${folder}${delimiter}${before}`;
  return {
    calls: () =>
      existsSync(calls)
        ? readFileSync(calls, "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as string[])
        : [],
    fail: () => writeFileSync(join(folder, "fail"), ""),
    emptyCache: () => writeFileSync(join(folder, "cold"), ""),
    repair: () => rmSync(join(folder, "fail")),
    restore: () => {
      process.env.PATH = before;
    },
  };
}

/** The beginning of a native module for Linux. */
export function elf(machine: "x64" | "arm64"): string {
  const header = Buffer.alloc(64);
  header.write("\u007fELF", 0, "latin1");
  header.writeUInt16LE(machine === "x64" ? 62 : 183, 18);
  return header.toString("latin1");
}
