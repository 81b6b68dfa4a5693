import { fakeNpm } from "../bundle/fake-npm";
import { project } from "../support/project";

const versions = { sharp: "0.35.5", bcrypt: "6.0.0", "@prisma/client": "6.19.0" };
const handler = "export const handler = async () => ({ statusCode: 200 });\n";

/**
 * A project for examples with `nodejs.install`: its lockfile has the packages that they name. In place of npm, a program
 * installs packages without content.
 */
export function installableProject(): { readonly root: string; restore(): void } {
  const locked = Object.entries(versions).map(([name, version]) => [
    `node_modules/${name}`,
    { version, integrity: `sha512-${version}` },
  ]);
  const packages = Object.fromEntries(locked);
  const { restore } = fakeNpm(
    Object.fromEntries(Object.entries(versions).map(([name, version]) => [`${name}@${version}`, { "index.js": "" }])),
  );
  const root = project({
    "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: { "": {}, ...packages } }),
    "node_modules/.prisma/client/index.js": "",
    ...Object.fromEntries(["connect", "default", "images", "orders"].map((name) => [`src/${name}.ts`, handler])),
  });
  return { root, restore };
}
