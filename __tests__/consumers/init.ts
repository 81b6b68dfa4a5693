import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "../support/project";
import { repository } from "./consumer";

const template = join(repository, "node_modules/cdktf-cli/bundle/templates/typescript");

/** The files of a project as `cdktf init --template=typescript --local` leaves them, with what it installs. */
export function initialProject(): Files {
  const names = ["__tests__/main-test.ts", "cdktf.json", "help", "jest.config.js", "main.ts", "package.json"];
  const files = [...names, "setup.js", "tsconfig.json"].map((name) => [name, filled(name)] as const);
  const project = Object.fromEntries(files);
  const manifest = JSON.parse(project["package.json"] ?? "");
  return { ...project, "package.json": JSON.stringify({ ...manifest, ...installed }, undefined, 2) };
}

// The versions that it installed in November 2026.
const installed = {
  dependencies: { cdktf: "^0.21.0", constructs: "^10.8.1" },
  devDependencies: {
    "@types/jest": "^30.0.0",
    "@types/node": "^26.6.7",
    jest: "^30.5.2",
    "ts-jest": "^29.4.15",
    "ts-node": "^10.9.2",
    typescript: "^7.0.2",
  },
};

function filled(name: string): string {
  const answers: Readonly<Record<string, string>> = { "{{ $base }}": "chat", "{{futureFlags}}": "" };
  const text = readFileSync(join(template, name), "utf8");
  return Object.entries(answers).reduce((result, [hole, answer]) => result.replaceAll(hole, answer), text);
}
