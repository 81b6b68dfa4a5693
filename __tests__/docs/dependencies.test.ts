import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");
const page = read("docs/guide/dependencies.md");

it("the guide lists every production dependency, with what it is for", () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, name]) => name);
  const { dependencies } = JSON.parse(read("package.json")) as { readonly dependencies: object };
  expect(rows).toEqual(Object.keys(dependencies).sort());
});

it("the guide gives the number of packages that are installed with the library", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
  };
  const installed = Object.entries(packages)
    .filter(([, { dev, devOptional }]) => !dev && !devOptional)
    .map(([path]) => path)
    // The program of esbuild for one platform each, of which npm installs one.
    .filter((path) => path !== "" && !path.includes("@esbuild/"));
  expect(installed).toContain("node_modules/esbuild");
  expect(page).toContain(`they are ${installed.length} packages, and one with esbuild's program`);
});
