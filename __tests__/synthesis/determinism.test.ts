import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { type Files, filesBelow, modesBelow, project, removeProjects, write } from "../support/project";
import { sources } from "./everything";

const repository = join(__dirname, "../..");

const program = `
import { App } from "cdktf";
import { everything } from ${JSON.stringify(join(__dirname, "everything"))};
const app = new App();
everything(app, process.env.FURTHER === "yes");
app.synth();
`;

/** Creates a project with its own dependencies, as after `npm install`. */
function installed(folder: string): string {
  const root = project(
    {
      ...sources,
      "cdktf.json": '{ "language": "typescript", "app": "node -r ts-node/register/transpile-only main.ts" }',
      "tsconfig.json": '{ "compilerOptions": { "module": "commonjs", "target": "ES2022" } }',
      "main.ts": program,
    },
    folder,
  );
  for (const name of ["@cdktf", "cdktf", "constructs", "ts-node", "typescript"])
    symlinkSync(join(repository, "node_modules", name), join(root, "node_modules", name));
  return root;
}

interface Machine {
  readonly TZ?: string;
  readonly TMPDIR?: string;
  readonly umask?: string;
  readonly FURTHER?: string;
}

/** Synthesizes in a new process, as `cdktf synth` does, and reads all written files. */
async function synthesized(root: string, { umask = "022", ...environment }: Machine = {}): Promise<Files> {
  const command = `umask ${umask} && exec "$0" -r ts-node/register/transpile-only main.ts`;
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", ...environment };
  await new Promise<void>((done, fail) => {
    execFile("sh", ["-c", command, process.execPath], { cwd: root, env }, (error, _out, text) =>
      error ? fail(new Error(text)) : done(),
    );
  });
  return filesBelow(join(root, "cdktf.out"));
}

const paths = (files: Files, ending: RegExp) => Object.keys(files).filter((path) => ending.test(path));

/** Returns the paths of values that `after` lacks or changes. Lists may only gain entries. */
function lost(before: unknown, after: unknown, path = "$"): readonly string[] {
  if (Array.isArray(before)) {
    if (!Array.isArray(after)) return [path];
    // Every old entry still exists, in the same order.
    let from = 0;
    return before.flatMap((entry, index) => {
      const found = after.findIndex((other, at) => at >= from && lost(entry, other).length === 0);
      from = found === -1 ? from : found + 1;
      return found === -1 ? [`${path}[${index}]`] : [];
    });
  }
  if (typeof before !== "object" || before === null) return before === after ? [] : [path];
  if (typeof after !== "object" || after === null) return [path];
  return Object.entries(before).flatMap(([key, value]) =>
    lost(value, (after as Record<string, unknown>)[key], `${path}.${key}`),
  );
}

describe("what a synthesis writes", () => {
  const near = installed("app");
  const far = installed("deeper down/ünder #1/the-app");
  let first: Files;
  let elsewhere: Files;

  beforeAll(async () => {
    mkdirSync(join(far, "temporary"));
    [first, elsewhere] = await Promise.all([
      synthesized(near, { TZ: "America/St_Johns", umask: "022" }),
      synthesized(far, { TZ: "Asia/Kathmandu", umask: "077", TMPDIR: join(far, "temporary") }),
    ]);
  }, 60_000);

  afterAll(removeProjects);

  it("contains the app's bundles, source maps and built code", () => {
    expect(paths(first, /cdk\.tf\.json$/)).toEqual(["stacks/chat-dev/cdk.tf.json", "stacks/games-dev/cdk.tf.json"]);
    expect(paths(first, /functions\/manifest\.json$/)).toHaveLength(2);
    expect(paths(first, /index\.[cm]js$/)).toHaveLength(14);
    expect(paths(first, /index\.[cm]js\.map$/)).toHaveLength(2);
    expect(paths(first, /bootstrap$/)).toHaveLength(1);
    expect(first["manifest.json"]).toContain("equals-negative-zero");
  });

  it("has the same bytes in another directory, time zone, umask and temporary folder", () => {
    expect(Object.keys(elsewhere)).toEqual(Object.keys(first));
    for (const [path, text] of Object.entries(first)) expect({ path, text: elsewhere[path] }).toEqual({ path, text });
  });

  it("has the same modes in zipped folders under another umask", () => {
    const staged = (root: string) => modesBelow(join(root, "cdktf.out/stacks/chat-dev/functions"));
    expect(new Set(Object.values(staged(near)))).toEqual(new Set(["644", "755"]));
    const { "manifest.json": _ours, ...near755 } = staged(near);
    const { "manifest.json": _theirs, ...far755 } = staged(far);
    expect(far755).toEqual(near755);
  });

  it("contains no path of the machine", () => {
    const places = [near, far, repository, tmpdir(), homedir(), "users-", "bundle-", "entry.js:"];
    for (const files of [first, elsewhere])
      for (const [path, text] of Object.entries(files))
        for (const place of places)
          expect({ path, place, found: text.includes(place) }).toEqual({ path, place, found: false });
  });

  it("has the same cdk.tf.json after a change of a handler's code", async () => {
    write(near, { "src/connect.ts": "export const handler = async () => ({ statusCode: 201 });\n" });
    const changed = await synthesized(near);
    const differing = Object.keys({ ...first, ...changed }).filter((path) => first[path] !== changed[path]);
    write(near, { "src/connect.ts": sources["src/connect.ts"] });
    expect(differing).toHaveLength(2);
    for (const path of differing)
      expect(path).toMatch(/^stacks\/(chat|games)-dev\/functions\/\w+Routeconnect\w+\/index\.mjs$/);
  }, 60_000);

  it("gains only keys and list entries with a new route, and changes or moves no value", async () => {
    const more = await synthesized(near, { FURTHER: "yes" });
    const json = paths(first, /\.json$/);
    expect(json.length).toBeGreaterThan(4);
    for (const path of json) {
      expect({ path, lost: lost(JSON.parse(first[path] ?? ""), JSON.parse(more[path] ?? "")) }).toEqual({
        path,
        lost: [],
      });
      expect(more[path]?.length).toBeGreaterThan(path === "manifest.json" ? 0 : (first[path]?.length ?? 0));
    }
    for (const path of Object.keys(first)) if (!json.includes(path)) expect(more[path]).toBe(first[path]);
    expect(more["stacks/games-dev/cdk.tf.json"]).toContain("Games_Routefurther_Route");
  }, 60_000);
});

describe("the comparison of two syntheses", () => {
  it("reports a value that is changed, removed or moved, but not a new one", () => {
    expect(lost({ a: 1, b: [1, { c: 2 }] }, { a: 1, b: [0, 1, { c: 2, d: 3 }, 4], e: 5 })).toEqual([]);
    expect(lost({ a: 1, b: { c: 2 } }, { b: { c: 3 } })).toEqual(["$.a", "$.b.c"]);
    expect(lost({ b: [1, 2] }, { b: [2, 1] })).toEqual(["$.b[1]"]);
    expect(lost({ b: [1] }, { b: { 0: 1 } })).toEqual(["$.b"]);
  });
});
