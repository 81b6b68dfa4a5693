import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Entry {
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lockfile = readFileSync(join(__dirname, "../../package-lock.json"), "utf8");
const { packages } = JSON.parse(lockfile) as { readonly packages: Readonly<Record<string, Entry>> };

/** The folders in which Node.js looks for a dependency of the package at a path, from the inside out. */
function candidates(path: string, name: string): readonly string[] {
  const parents = path.split("/node_modules/").map((_, index, all) => all.slice(0, index + 1).join("/node_modules/"));
  return ["", ...(path === "" ? [] : parents)].map((parent) => `${parent}/node_modules/${name}`.replace(/^\//, ""));
}

// `npm ci` verifies the files that it downloads by these hashes. A bundled package is a part of the file of another one.
it("the lockfile contains the address and the hash of every package that is downloaded", () => {
  const downloaded = Object.entries(packages).filter(([path, { link, inBundle }]) => path !== "" && !link && !inBundle);
  expect(downloaded.length).toBeGreaterThan(100);
  const incomplete = downloaded.filter(
    ([, { resolved, integrity }]) =>
      !resolved?.startsWith("https://registry.npmjs.org/") || !integrity?.startsWith("sha512-"),
  );
  expect(incomplete.map(([path]) => path)).toEqual([]);
});

it("the lockfile contains the optional packages of every platform", () => {
  const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );
  expect(wanted.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["@esbuild/darwin-arm64", "@esbuild/linux-x64", "@esbuild/win32-x64"]),
  );
  const missing = wanted.filter(({ path, name }) => !candidates(path, name).some((each) => packages[each]));
  expect(missing).toEqual([]);
});

// `sst` is here for its SDK. npm can't leave out the optional dependencies of one package, except by the lockfile.
it("the lockfile installs the SDK of SST without the binaries of its command", () => {
  const ofSst = Object.keys(packages).filter((path) => /^node_modules\/sst(-|$)/.test(path));
  expect(ofSst).toEqual(["node_modules/sst"]);
  expect(packages["node_modules/sst"]).not.toHaveProperty("optionalDependencies");
});
