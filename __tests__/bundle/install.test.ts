import { appendFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundleRequest, type BundleResult, bundleAll } from "../../lib/bundle/bundle";
import { elf, type FakeNpm, fakeNpm } from "./fake-npm";
import { bytesOf, type Files, project, removeTemporaryFolders, request, run, thrown, writeFiles } from "./project";

const code = 'import image from "image";\nexport const handler = () => image;\n';
const native = (machine: "x64" | "arm64") => ({ "lib/image.node": elf(machine) });
const registry = {
  "image@1.0.0": { "index.js": 'module.exports = "image 1 with " + require("color");' },
  "image@2.0.0": { "index.js": 'module.exports = "image 2";' },
  "color@1.0.0": { "index.js": 'module.exports = "color 1, " + require("shade");' },
  "color@2.0.0": { "index.js": 'module.exports = "color 2";' },
  "shade@1.0.0": { "index.js": 'module.exports = "shade of " + require("color");' },
  "shade@2.0.0": { "index.js": 'module.exports = "shade 2";' },
  "@image/linux-x64@1.0.0": native("x64"),
  "@image/linux-arm64@1.0.0": native("arm64"),
  "compiled@1.0.0": { "binding.gyp": "{}" },
  "fast@1.0.0": {
    "prebuilds/linux-x64/node.glibc.node": elf("x64"),
    "prebuilds/linux-arm64/node.musl.node": elf("arm64"),
  },
  "mac@1.0.0": { "package.json": '{"name":"mac","version":"1.0.0","os":["darwin"]}' },
};

let npm: FakeNpm;
beforeEach(() => {
  npm = fakeNpm(registry);
});
afterEach(() => npm.restore());
afterAll(removeTemporaryFolders);

const entry = (version: string, more: object = {}) => ({ version, integrity: `sha512-${version}`, ...more });
const lockfile = (packages: object) => ({
  "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: { "": {}, ...packages } }),
});
/** A package that requires another version of `color` than the project, and that has native code for Linux. */
const image = lockfile({
  "node_modules/color": entry("2.0.0"),
  "node_modules/image": entry("1.0.0", {
    dependencies: { color: "^1.0.0" },
    optionalDependencies: {
      "@image/linux-x64": "1.0.0",
      "@image/linux-arm64": "1.0.0",
      "@image/linuxmusl-x64": "1.0.0",
    },
  }),
  "node_modules/image/node_modules/color": entry("1.0.0", { dependencies: { shade: "^1.0.0" } }),
  "node_modules/image/node_modules/shade": entry("1.0.0", { dependencies: { color: "^1.0.0" } }),
  "node_modules/shade": entry("2.0.0"),
  "node_modules/@image/linux-x64": entry("1.0.0", { os: ["linux"], cpu: ["x64"], libc: ["glibc"], optional: true }),
  "node_modules/@image/linux-arm64": entry("1.0.0", { os: ["linux"], cpu: ["arm64"], optional: true }),
  "node_modules/@image/linuxmusl-x64": entry("1.0.0", { os: ["linux"], cpu: ["x64"], libc: ["musl"], optional: true }),
});

interface Wanted {
  readonly packages?: Readonly<Record<string, string>>;
  readonly cpu?: "x64" | "arm64";
  readonly more?: Partial<BundleRequest>;
}

function install(root: string, { packages = { image: "*" }, cpu = "x64", more = {} }: Wanted = {}): BundleResult {
  const options = { esbuild: { external: ["image", ...Object.keys(packages)] } };
  return bundleAll(
    [request(root, "src/a.handler", options, { additions: { install: { packages, cpu } }, ...more })],
    root,
  );
}

const pathsOf = (result: BundleResult) => (result.files.get("src/a.handler") ?? []).map(({ path }) => path);
const installable = (files: Files) => project({ "src/a.ts": code, ...files });
const problem = (root: string, wanted?: Wanted) => thrown(() => install(root, wanted)).message;

describe("installed packages", () => {
  it("have the versions of the project, also their dependencies, and those for the platform only", () => {
    const files = install(installable(image)).files.get("src/a.handler") ?? [];
    expect(files.map(({ path }) => path)).toEqual([
      "index.mjs",
      "node_modules/@image/linux-x64/lib/image.node",
      "node_modules/@image/linux-x64/package.json",
      "node_modules/color/index.js",
      "node_modules/color/package.json",
      "node_modules/image/index.js",
      "node_modules/image/package.json",
      "node_modules/shade/index.js",
      "node_modules/shade/package.json",
    ]);
  });

  it("are for the function's architecture", () => {
    expect(pathsOf(install(installable(image), { cpu: "arm64" }))).toContain(
      "node_modules/@image/linux-arm64/lib/image.node",
    );
    expect(npm.calls()[0]).toEqual(
      expect.arrayContaining(["ci", "--os=linux", "--cpu=arm64", "--libc=glibc", "--ignore-scripts", "--no-bin-links"]),
    );
  });

  it("keep the versions that the project's own packages need apart", () => {
    const both = { color: "*", shade: "*" };
    const files = install(installable(image), { packages: { image: "*", ...both } }).files.get("src/a.handler") ?? [];
    const locations = files.filter(({ path }) => path.endsWith("package.json")).map(({ path }) => path);
    expect(locations).toContain("node_modules/image/node_modules/color/package.json");
    const text = (path: string) => Buffer.from(files.find((file) => file.path === path)?.contents ?? []).toString();
    expect(text("node_modules/color/index.js")).toContain("color 2");
    expect(text("node_modules/image/node_modules/color/index.js")).toContain("color 1");
  });

  it("are found by the bundle, and by no other folder", () => {
    const flat = lockfile({ "node_modules/image": entry("2.0.0") });
    expect(run(install(installable(flat)).files.get("src/a.handler") ?? [], "handler")).toBe("image 2");
  });

  it("are resolved from the folder of the code", () => {
    const root = project({
      "apps/a/src/a.ts": code,
      ...lockfile({ "node_modules/image": entry("1.0.0"), "apps/a/node_modules/image": entry("2.0.0") }),
    });
    const additions = { install: { packages: { image: "*" }, cpu: "x64" } } as const;
    const wanted = request(root, "apps/a/src/a.handler", { esbuild: { external: ["image"] } }, { additions });
    const files = bundleAll([wanted], root).files.get("apps/a/src/a.handler") ?? [];
    expect(run(files, "handler")).toBe("image 2");
  });
});

describe("a lockfile", () => {
  const pnpm = {
    "pnpm-lock.yaml": `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      image: { specifier: ^1.0.0, version: 1.0.0 }
packages:
  color@1.0.0: { resolution: { integrity: sha512-c } }
  image@1.0.0: { resolution: { integrity: sha512-i } }
  shade@1.0.0: { resolution: { integrity: sha512-s } }
  '@image/linux-x64@1.0.0': { resolution: { integrity: sha512-x }, os: [linux], cpu: [x64] }
  '@image/darwin-x64@1.0.0': { resolution: { integrity: sha512-d }, os: [darwin], cpu: [x64] }
snapshots:
  '@image/linux-x64@1.0.0': {}
  '@image/darwin-x64@1.0.0': {}
  color@1.0.0: { dependencies: { shade: 1.0.0 } }
  shade@1.0.0: { dependencies: { color: 1.0.0 } }
  image@1.0.0:
    dependencies: { color: 1.0.0 }
    optionalDependencies: { '@image/linux-x64': 1.0.0, '@image/darwin-x64': 1.0.0 }
`,
  };
  const manifest = { "package.json": '{ "dependencies": { "image": "^1.0.0" } }' };
  const address = (name: string) => `"https://registry.yarnpkg.com/${name}/-/x-1.0.0.tgz#0"`;
  const yarn1 = {
    ...manifest,
    "yarn.lock": `# yarn lockfile v1\n
"@image/linux-x64@1.0.0":\n  version "1.0.0"\n  resolved ${address("@image/linux-x64")}\n
"@image/darwin-x64@1.0.0":\n  version "1.0.0"\n  resolved ${address("@image/darwin-x64")}\n
color@^1.0.0, color@^1.0.1:\n  version "1.0.0"\n  resolved ${address("color")}\n  dependencies:\n    shade "^1.0.0"\n
image@^1.0.0:\n  version "1.0.0"\n  resolved ${address("image")}\n  dependencies:\n    color "^1.0.1"\n  optionalDependencies:\n    "@image/linux-x64" "1.0.0"\n    "@image/darwin-x64" "1.0.0"\n
shade@^1.0.0:\n  version "1.0.0"\n  resolved ${address("shade")}\n  dependencies:\n    color "^1.0.0"\n`,
  };
  const berryEntry = (name: string, range: string, more = "") =>
    `"${name}@npm:${range}":\n  version: 1.0.0\n  resolution: "${name}@npm:1.0.0"\n${more}`;
  const berry = {
    ...manifest,
    "yarn.lock": [
      "__metadata:\n  version: 8\n",
      berryEntry("@image/linux-x64", "1.0.0", "  conditions: os=linux & cpu=x64\n"),
      berryEntry("@image/darwin-x64", "1.0.0", "  conditions: os=darwin & cpu=x64\n"),
      berryEntry("color", "^1.0.0", '  dependencies:\n    shade: "npm:^1.0.0"\n'),
      berryEntry("shade", "^1.0.0", '  dependencies:\n    color: "npm:^1.0.0"\n'),
      berryEntry(
        "image",
        "^1.0.0",
        '  dependencies:\n    "@image/darwin-x64": "npm:1.0.0"\n    "@image/linux-x64": "npm:1.0.0"\n    color: "npm:^1.0.0"\n    node-gyp: "npm:latest"\n  dependenciesMeta:\n    "@image/darwin-x64":\n      optional: true\n    "@image/linux-x64":\n      optional: true\n',
      ),
    ].join("\n"),
  };
  const packages = ["@image/linux-x64", "color", "image", "shade"].map((name) => `node_modules/${name}/package.json`);

  it.each<[string, Files]>([
    ["npm", image],
    ["pnpm", pnpm],
    ["pnpm, with a first document about itself", { "pnpm-lock.yaml": `---\na: b\n---\n${pnpm["pnpm-lock.yaml"]}` }],
    ["yarn 1", yarn1],
    ["yarn 2 and later", berry],
  ])("of %s gives the versions", (_, files) => {
    expect(pathsOf(install(installable(files))).filter((path) => path.endsWith("package.json"))).toEqual(packages);
  });

  it("is required", () => {
    expect(problem(installable({}))).toContain('Run "npm install", and commit package-lock.json.');
  });

  it.each<[string, Files, RegExp]>([
    [
      "no such package",
      lockfile({ "node_modules/other": entry("1.0.0") }),
      /does not contain "image".*npm install image/s,
    ],
    [
      "a folder of the project",
      lockfile({ "node_modules/image": { link: true, resolved: "image" } }),
      /comes from "image"/,
    ],
    [
      "a repository of Git",
      lockfile({ "node_modules/image": { version: "1.0.0", resolved: "git+ssh://x" } }),
      /comes from "git/,
    ],
    [
      "another platform",
      lockfile({ "node_modules/image": entry("1.0.0", { os: ["darwin"] }) }),
      /is not for Lambda's linux on x64/,
    ],
    ["npm 6", { "package-lock.json": '{ "lockfileVersion": 1 }' }, /has the format of npm 6/],
    ["no JSON", { "package-lock.json": "{" }, /package-lock.json, which can't be read/],
    ["pnpm 7", { "pnpm-lock.yaml": "lockfileVersion: 5.4\n" }, /has the format of pnpm 7/],
  ])("with %s is an error", (_, files, message) => {
    expect(problem(installable(files))).toMatch(message);
    expect(problem(installable(files))).toMatch(/^route "src\/a.handler":\n/);
  });
});

describe("the search for a lockfile", () => {
  const outer = image["package-lock.json"];
  const inFolder = (files: Files) => project({ ...files, "app/src/a.ts": code });
  const search = (root: string) => install(join(root, "app"));

  it.each<[string, Files]>([
    ["the root of a repository", { "package-lock.json": outer, ".git/HEAD": "" }],
    ["the root of a workspace", { "package-lock.json": outer, "package.json": '{ "workspaces": ["app"] }' }],
    ["a folder between them and the handler", { "package-lock.json": outer, "app/package.json": "{}" }],
  ])("finds that of %s", (_, files) => {
    expect(pathsOf(search(inFolder(files)))).toHaveLength(9);
  });

  it.each<[string, Files]>([
    ["a repository", { "app/.git/HEAD": "" }],
    ["a repository that another one contains, whose .git is a file", { "app/.git": "gitdir: x" }],
    ["a workspace of npm or yarn", { "app/package.json": '{ "workspaces": ["a"] }' }],
    ["a workspace of pnpm", { "app/pnpm-workspace.yaml": "" }],
  ])("ends at the root of %s", (_, files) => {
    const root = inFolder({ "package-lock.json": outer, ...files });
    expect(thrown(() => search(root)).message).toContain("up to the root of its workspace or repository");
  });

  it("does not reach the home folder", () => {
    const root = inFolder({ "package-lock.json": outer });
    const home = jest.spyOn(os, "homedir").mockReturnValue(root);
    expect(thrown(() => search(root)).message).toContain("there is no package-lock.json");
    // Unless the home folder is the project, as in some containers.
    home.mockReturnValue(join(root, "app"));
    writeFiles(root, { "app/package-lock.json": outer });
    expect(pathsOf(search(root))).toHaveLength(9);
    home.mockRestore();
  });
});

describe("packages without a hash", () => {
  const withoutHash = lockfile({ "node_modules/image": { version: "2.0.0" }, "node_modules/color": entry("2.0.0") });
  const guarded = { more: { decidesAccess: true } };

  it("are a warning for a function that decides about access, with the command that prints the hash", () => {
    const root = installable(withoutHash);
    const packages = { image: "*", color: "*" };
    expect(install(root, { packages, ...guarded }).warnings).toEqual([
      expect.stringMatching(
        /packages that are not verified.*without npm's hashes of image@2\.0\.0\.\n.*: npm view image@2\.0\.0 dist\.integrity$/,
      ),
    ]);
    expect(install(root, { packages }).warnings).toEqual([]);
    expect(install(installable(image), guarded).warnings).toEqual([]);
  });

  it("of Yarn 2 and later are verified by a lockfile that npm writes beside the handler", () => {
    const berry = {
      "yarn.lock":
        '__metadata:\n  version: 8\n\n"image@npm:^2.0.0":\n  version: 2.0.0\n  resolution: "image@npm:2.0.0"\n',
    };
    const root = installable({ ...berry, "package.json": '{ "dependencies": { "image": "^2.0.0" } }' });
    expect(install(root, guarded).warnings).toEqual([
      expect.stringContaining("commit the lockfile that npm writes there: npm install --package-lock-only"),
    ]);
    writeFiles(root, {
      "src/package-lock.json": lockfile({ "node_modules/image": entry("2.0.0") })["package-lock.json"],
    });
    expect(install(root, guarded).warnings).toEqual([]);
  });
});

describe("a version of its own", () => {
  it("is the project's if the lockfile contains it, else what npm resolves, with a warning", () => {
    const root = installable(lockfile({ "node_modules/image": entry("2.0.0") }));
    expect(install(root, { packages: { image: "2.0.0" } }).warnings).toEqual([]);
    const other = install(root, { packages: { image: "1.0.0" } });
    expect(other.warnings).toEqual([expect.stringContaining("Add it to the project: npm install image@1.0.0")]);
    expect(bytesOf(other.files.get("src/a.handler") ?? [])["node_modules/image/index.js"]).toContain("image 1");
  });
});

describe("native code", () => {
  const packages = (name: string) => ({ [name]: "*" });
  const one = (name: string, more = {}) => lockfile({ [`node_modules/${name}`]: entry("1.0.0", more) });

  it.each<[string, string, Files, "x64" | "arm64"]>([
    ["has to be compiled", "compiled", one("compiled"), "x64"],
    ["is for another C library", "fast", one("fast"), "arm64"],
    [
      "is in no package for the platform",
      "image",
      one("image", { optionalDependencies: { "@image/linux-arm64": "1.0.0" } }),
      "x64",
    ],
  ])("that %s is an error", (_, name, files, cpu) => {
    expect(problem(installable(files), { packages: packages(name), cpu })).toContain(
      `"${name}" 1.0.0, which has no native code for linux on ${cpu}`,
    );
  });

  it("may be missing in an optional package", () => {
    const files = lockfile({
      "node_modules/image": entry("2.0.0", { optionalDependencies: { compiled: "1.0.0", mac: "1.0.0" } }),
      "node_modules/compiled": entry("1.0.0", { optional: true }),
      "node_modules/mac": entry("1.0.0", { optional: true }),
    });
    const paths = pathsOf(install(installable(files)));
    expect(paths).toContain("node_modules/compiled/binding.gyp");
    expect(paths).not.toContain("node_modules/mac/package.json");
  });

  it("is found beside that of other platforms", () => {
    expect(pathsOf(install(installable(one("fast")), { packages: packages("fast") }))).toContain(
      "node_modules/fast/prebuilds/linux-x64/node.glibc.node",
    );
  });
});

describe("the cache", () => {
  it("starts npm once for the same versions and platform", () => {
    const root = installable(image);
    const [first, second] = [install(root), install(root)].map((result) => result.files.get("src/a.handler") ?? []);
    expect(npm.calls()).toHaveLength(1);
    expect(bytesOf(second ?? [])).toEqual(bytesOf(first ?? []));
    install(root, { cpu: "arm64" });
    expect(npm.calls()).toHaveLength(2);
  });

  it("keeps what npm resolved", () => {
    const root = installable(image);
    for (const _ of [1, 2]) install(root, { packages: { image: "2.0.0" } });
    expect(npm.calls().map(([command]) => command)).toEqual(["install", "ci"]);
  });

  it("installs again what somebody changed in it", () => {
    const root = installable(image);
    const before = bytesOf(install(root).files.get("src/a.handler") ?? []);
    const folder = join(root, "node_modules/.cache/cdktf-apigateway-websocket/installed");
    for (const name of readdirSync(folder)) appendFileSync(join(folder, name), "x");
    expect(bytesOf(install(root).files.get("src/a.handler") ?? [])).toEqual(before);
    expect(npm.calls()).toHaveLength(2);
  });

  it("has no part in functions that decide about access", () => {
    const root = installable(image);
    const guarded = { more: { decidesAccess: true } };
    const before = bytesOf(install(root, guarded).files.get("src/a.handler") ?? []);
    expect(bytesOf(install(root, guarded).files.get("src/a.handler") ?? [])).toEqual(before);
    expect(npm.calls()).toHaveLength(2);
    expect(npm.calls()[1]).toContain("--offline");
  });

  it("of npm may be empty", () => {
    npm.emptyCache();
    expect(pathsOf(install(installable(image)))).toHaveLength(9);
    expect(npm.calls().map((call) => call.includes("--offline"))).toEqual([true, false]);
  });

  it("can be removed, or not be writable", () => {
    const root = installable(image);
    const before = bytesOf(install(root).files.get("src/a.handler") ?? []);
    rmSync(join(root, "node_modules"), { recursive: true });
    writeFileSync(join(root, "node_modules"), "");
    expect(bytesOf(install(root).files.get("src/a.handler") ?? [])).toEqual(before);
  });
});

describe("a failed installation", () => {
  it("is an error with npm's own words, and leaves nothing behind", () => {
    const root = installable(image);
    const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("install-"));
    const before = leftovers();
    npm.fail();
    const message = problem(root);
    expect(message).toContain('"nodejs.install" failed. npm reports:\nnpm error code E404\nnpm error 404 in .');
    expect(message).not.toContain("_logs");
    expect(leftovers()).toEqual(before);
    npm.repair();
    expect(pathsOf(install(root))).toHaveLength(9);
  });

  it("without npm says what to install", () => {
    const root = installable(image);
    const before = process.env.PATH;
    process.env.PATH = writeFiles(project({}), {});
    try {
      expect(problem(root)).toContain("Install npm, which comes with Node.js.");
    } finally {
      process.env.PATH = before;
    }
  });
});
