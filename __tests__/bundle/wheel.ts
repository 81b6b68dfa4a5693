import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";

export const hasPip = spawnSync("python3", ["-m", "pip", "--version"]).status === 0;

/** Writes a wheel of a package with one module and one program. */
export function wheel(
  folder: string,
  name: string,
  version: string,
  { tag = "py3-none-any", needs = [] as string[], module = `${name}.py` } = {},
): void {
  const info = `${name}-${version}.dist-info`;
  const files = {
    [module]: `tag = ${JSON.stringify(tag)}\n`,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${needs.map((each) => `Requires-Dist: ${each}\n`).join("")}`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
    [`${info}/entry_points.txt`]: `[console_scripts]\n${name} = ${name}:main\n`,
  };
  const record = [...Object.keys(files), `${info}/RECORD`].map((path) => `${path},,`).join("\n");
  const all = Object.entries({ ...files, [`${info}/RECORD`]: record });
  mkdirSync(folder, { recursive: true });
  const zip = zipSync(Object.fromEntries(all.map(([path, text]) => [path, Buffer.from(text)])));
  writeFileSync(join(folder, `${name}-${version}-${tag}.whl`), zip);
}
