import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: object }>>;
}

// `sst` is here for its SDK. npm can't leave out the optional dependencies of one package, except by the lockfile.
it("the lockfile installs the SDK of SST without the binaries of its command", () => {
  const { packages } = JSON.parse(readFileSync(join(__dirname, "../../package-lock.json"), "utf8")) as Lockfile;
  const ofSst = Object.keys(packages).filter((path) => /^node_modules\/sst(-|$)/.test(path));
  expect(ofSst).toEqual(["node_modules/sst"]);
  expect(packages["node_modules/sst"]).not.toHaveProperty("optionalDependencies");
});
