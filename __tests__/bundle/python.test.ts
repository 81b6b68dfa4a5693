import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packPython } from "../../lib/bundle/python/pack";
import { PythonPackages } from "../../lib/bundle/python/packages";
import type { PythonPlatform } from "../../lib/bundle/python/platform";
import { readRequirements } from "../../lib/bundle/python/requirements";
import { locatePython } from "../../lib/bundle/python/source";
import { installVerified } from "../../lib/bundle/python/verified-wheels";
import { type Files, project, removeTemporaryFolders, temporaryFolder, thrown, writeFiles } from "./project";
import { hasPip, wheel } from "./wheel";

jest.setTimeout(120_000);
afterAll(removeTemporaryFolders);

const inPath = process.env.PATH;
afterEach(() => {
  process.env.PATH = inPath;
});

const index = temporaryFolder("wheels-");
wheel(index, "plain", "1.0", { needs: ["low; sys_platform == 'linux'", "absent; sys_platform != 'linux'"] });
wheel(index, "low", "2.0", { needs: ["absent; python_version != '3.13'"] });
for (const [glibc, machine] of [
  ["2_17", "x86_64"],
  ["2_34", "aarch64"],
  ["2_40", "aarch64"],
] as const)
  wheel(index, "native", "3.0", { tag: `cp313-cp313-manylinux_${glibc}_${machine}` });
wheel(index, "apple", "1.0", { tag: "cp313-cp313-macosx_11_0_arm64" });

const requirements = (...lines: string[]) => ["--no-index", `--find-links ${index}`, ...lines, ""].join("\n");
const arm: PythonPlatform = { version: "3.13", architecture: "arm64" };
const worker = { "src/worker.py": "def handler(event, context): pass\n" };

function packed(
  root: string,
  {
    platform = arm,
    cache = join(root, "cache") as string | undefined,
    decidesAccess = false,
    packages = new PythonPackages(cache),
  } = {},
) {
  const source = locatePython(root, "src/worker.handler");
  const settings = {
    project: root,
    packages,
    output: join(root, "cdktf.out/fn"),
    outputs: [join(root, "cdktf.out"), join(root, "cache")],
  };
  const { files, warnings } = packPython({ source, platform, decidesAccess }, settings);
  return {
    paths: files.map(({ path }) => path),
    files: new Map(files.map(({ path, from }) => [path, readFileSync(from, "utf8")])),
    warnings,
  };
}

/** A `PATH` with nothing but a `python3` that notes its calls and fails. */
function withoutPip(): () => number {
  const folder = temporaryFolder("path-");
  const calls = join(folder, "calls");
  writeFileSync(join(folder, "python3"), `#!/bin/sh\necho >> ${calls}\nexit 1\n`, { mode: 0o755 });
  process.env.PATH = folder;
  return () => (existsSync(calls) ? readFileSync(calls, "utf8").length : 0);
}

describe("the root of a Python function", () => {
  it.each([
    ["the handler's folder without requirements", {}, "src", "worker.handler"],
    [
      "the nearest folder with requirements.txt",
      { "src/requirements.txt": "", "requirements.txt": "" },
      "src",
      "worker.handler",
    ],
    ["the nearest folder with pyproject.toml", { "pyproject.toml": "" }, ".", "src/worker.handler"],
  ])("is %s", (_, files, root, handler) => {
    const folder = project({ ...worker, ...files });
    expect(locatePython(folder, "src\\worker.handler")).toMatchObject({ root: join(folder, root), handler });
  });

  it("is not above the project, whose folders differ between machines", () => {
    const folder = project(worker);
    writeFileSync(join(folder, "../requirements.txt"), "x");
    expect(locatePython(folder, "src/worker.handler")).toEqual({
      root: join(folder, "src"),
      handler: "worker.handler",
    });
  });

  it.each(["src/none.handler", "src/worker", "/src/worker.handler", "src/Worker.handler", "src/worker.py.handler"])(
    "does not exist for %s",
    (handler) => {
      const { message } = thrown(() => locatePython(project(worker), handler));
      expect(message).toContain(`"handler" has to name a function in a Python file; got "${handler}"`);
      expect(message).toContain('such as "src/worker.handler"');
    },
  );
});

describe("the files of a Python function", () => {
  it("are those of its root, without bytecode, environments and what is hidden or of other tools", () => {
    const left = {
      "a/__pycache__/x.pyc": "",
      "y.pyc": "",
      ".env": "",
      "v/pyvenv.cfg": "",
      "v/lib.py": "",
      "node_modules/a.py": "",
      "terraform.x.tfstate": "",
    };
    const { paths, warnings } = packed(
      project({
        ...worker,
        "src/a/b.txt": "",
        ...Object.fromEntries(Object.entries(left).map(([path, text]) => [`src/${path}`, text])),
      }),
    );
    expect(paths).toEqual(["a/b.txt", "worker.py"]);
    expect(warnings).toEqual([]);
  });

  it("contain the whole project where that is the root, which is a warning", () => {
    const { paths, warnings } = packed(
      project({ ...worker, "requirements.txt": "# none", "main.ts": "", "cdktf.out/a": "" }),
    );
    expect(paths).toEqual(["main.ts", "requirements.txt", "src/worker.py"]);
    expect(warnings).toEqual([expect.stringContaining('"handler" is packed with all files of the project')]);
  });
});

(hasPip ? describe : describe.skip)("the packages of a Python function", () => {
  it("are those for Lambda's platform, without paths of the machine, and come from the cache the next time", () => {
    const root = project({
      ...worker,
      "src/requirements.txt": requirements("plain==1.0", "native==3.0", "absent; sys_platform == 'win32'"),
    });
    const first = packed(root);
    expect(first.paths).toEqual(
      [
        ...["low-2.0", "native-3.0", "plain-1.0"].flatMap((name) =>
          ["METADATA", "RECORD", "WHEEL", "entry_points.txt"].map((file) => `${name}.dist-info/${file}`),
        ),
        ...["low.py", "native.py", "plain.py", "requirements.txt", "worker.py"],
      ].sort((a, b) => (a < b ? -1 : 1)),
    );
    expect(first.files.get("native.py")).toContain("manylinux_2_34_aarch64");
    expect(first.files.get("plain-1.0.dist-info/RECORD")).not.toMatch(/bin\/|INSTALLER|REQUESTED|pycache/);
    expect(first.warnings).toEqual([
      expect.stringMatching(/exact version.*got src\/requirements\.txt without 1 of them\..*: low==2\.0$/),
    ]);

    const calls = withoutPip();
    expect(packed(root)).toEqual(first);
    expect(calls()).toBe(0);
    // A function that decides about access takes nothing from the cache.
    expect(thrown(() => packed(root, { decidesAccess: true })).message).toContain('"handler" needs pip');
    expect(calls()).toBeGreaterThan(0);
  });

  it("are project.dependencies of a pyproject.toml, and not the project itself", () => {
    const toml = `[project]\nname = "own"\nversion = "1"\ndependencies = ["native==3.0"]\n`;
    const root = project({ ...worker, "src/pyproject.toml": toml });
    process.env.PIP_NO_INDEX = "1";
    process.env.PIP_FIND_LINKS = index;
    const { paths, files, warnings } = packed(root, {
      platform: { version: "3.13", architecture: "x86_64" },
      cache: undefined,
    });
    delete process.env.PIP_NO_INDEX;
    delete process.env.PIP_FIND_LINKS;
    expect(paths.filter((path) => path.endsWith(".py"))).toEqual(["native.py", "worker.py"]);
    expect(files.get("native.py")).toContain("manylinux_2_17_x86_64");
    expect(warnings).toEqual([]);
  });

  it("may be none, if all requirements are for other platforms", () => {
    const root = project({ ...worker, "src/requirements.txt": requirements("absent; sys_platform == 'win32'") });
    expect(packed(root).paths).toEqual(["requirements.txt", "worker.py"]);
  });

  it("leave nothing behind where one of them has no wheel for the platform", () => {
    const root = project({ ...worker, "src/requirements.txt": requirements("native==3.0", "apple==1.0") });
    const { message } = thrown(() => packed(root));
    expect(message).toContain(`"handler" can't be packed with its packages for Python 3.13 on arm64:`);
    expect(message).toContain("apple==1.0");
    expect(readdirSync(join(root, "cache"))).toEqual(["python"]);
    expect(readdirSync(join(root, "cache/python"))).toEqual([]);
  });
});

/** A `python3` whose pip fails with an error. */
function failingPip(error: string): void {
  const folder = temporaryFolder("path-");
  const lines = ["#!/bin/sh", 'case "$*" in *--version*) exit 0;; esac', `echo "ERROR: ${error}" >&2`, "exit 1"];
  writeFileSync(join(folder, "python3"), lines.join("\n"), { mode: 0o755 });
  process.env.PATH = `${folder}:${inPath}`;
}

/** A copy of the index, and requirements of `plain` and `low` with the hashes of their wheels. */
function hashedIndex() {
  const wheels = join(temporaryFolder("index-"), "wheels");
  cpSync(index, wheels, { recursive: true });
  const hashOf = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(wheels, `${name}-py3-none-any.whl`)))
      .digest("hex");
  const pinned = (name: string, version: string) =>
    `${name}==${version} \\\n    --hash=sha256:${hashOf(`${name}-${version}`)}`;
  const lines = ["--no-index", `--find-links ${wheels}`, pinned("plain", "1.0"), pinned("low", "2.0"), ""];
  const removed = `${wheels} removed`;
  return {
    ...{ wheels, hashOf, lines, text: lines.join("\n") },
    remove: () => renameSync(wheels, removed),
    restore: () => renameSync(removed, wheels),
  };
}

/** Packages that are installed already. */
function installed(files: Files): PythonPackages {
  const folder = writeFiles(temporaryFolder("packages-"), files);
  const packages = new PythonPackages(undefined);
  jest.spyOn(packages, "folder").mockReturnValue(folder);
  return packages;
}

describe("a package of a Python function", () => {
  const own = { ...worker, "src/requirements.txt": "x==1.0", "src/auth.py": "", "src/google/mine.py": "" };

  it.each([
    ["src/auth.py", "auth/__init__.py", "auth.py"],
    ["src/google/mine.py", "google/__init__.py", "google/mine.py"],
  ])("can't replace %s", (_, path, replaced) => {
    const { message } = thrown(() => packed(project(own), { packages: installed({ [path]: "" }) }));
    expect(message).toContain(
      `contains "${path}", which Python might import in place of your "${replaced}". Rename your file or folder.`,
    );
  });

  it("can't replace the handler", () => {
    const root = project({ ...worker, "src/requirements.txt": "x==1.0" });
    const packages = installed({ "worker/__init__.py": "" });
    expect(thrown(() => packed(root, { packages })).message).toContain(
      'contains "worker/__init__.py", which Python might import in place of "worker.handler". Rename',
    );
  });

  it("may have a module that the function replaces, and share a folder with it", () => {
    const packages = installed({ "auth.py": "theirs", "google/theirs/__init__.py": "" });
    const { files } = packed(project(own), { packages });
    expect(files.get("auth.py")).toBe("");
    expect(files.has("google/theirs/__init__.py")).toBe(true);
  });
});

(hasPip ? describe : describe.skip)("the packages of a Python function that decides about access", () => {
  const decidesAccess = true;
  const cachedWheels = (root: string) => {
    const folder = join(root, "cache/wheels");
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".whl"))
      .map((path) => join(folder, path));
  };

  it("come from downloaded wheels without the network, if the requirements have hashes, and never from one that has another hash", () => {
    const { text, remove, restore } = hashedIndex();
    const root = project({ ...worker, "src/requirements.txt": text });
    const first = packed(root, { decidesAccess });
    expect(first.paths.filter((path) => path.endsWith(".py"))).toEqual(["low.py", "plain.py", "worker.py"]);
    expect(first.warnings).toEqual([]);
    expect(readdirSync(join(root, "cache"))).toEqual(["wheels"]);

    remove();
    expect(packed(root, { decidesAccess })).toEqual(first);

    restore();
    const other = temporaryFolder("other-");
    wheel(other, "low", "2.0", { module: "evil.py" });
    const [low = ""] = cachedWheels(root).filter((path) => path.includes("low-2.0"));
    cpSync(join(other, "low-2.0-py3-none-any.whl"), low);
    expect(packed(root, { decidesAccess })).toEqual(first);

    cpSync(join(other, "low-2.0-py3-none-any.whl"), low);
    remove();
    expect(thrown(() => packed(root, { decidesAccess })).message).toContain("can't be packed");
  });

  it("may be wheels of the project, with their hashes", () => {
    const { wheels, hashOf } = hashedIndex();
    const text = (hash: string) => `--no-index\n./low-2.0-py3-none-any.whl${hash}\n`;
    const root = project({ ...worker, "src/requirements.txt": text("") });
    cpSync(join(wheels, "low-2.0-py3-none-any.whl"), join(root, "src/low-2.0-py3-none-any.whl"));
    expect(packed(root, { decidesAccess }).warnings).toEqual([expect.stringContaining("are not verified")]);
    writeFileSync(join(root, "src/requirements.txt"), text(` --hash=sha256:${hashOf("low-2.0")}`));
    const { paths, warnings } = packed(root, { decidesAccess });
    expect(paths).toContain("low.py");
    expect(warnings).toEqual([]);
  });

  it("need no writable cache", () => {
    const { text } = hashedIndex();
    const root = project({ ...worker, "src/requirements.txt": text, cache: "" });
    expect(packed(root, { decidesAccess }).paths).toContain("plain.py");
    expect(packed(root, { decidesAccess, cache: undefined }).paths).toContain("plain.py");
    // Nor do those of other functions.
    writeFileSync(join(root, "src/requirements.txt"), requirements("low==2.0"));
    expect(packed(root).paths).toContain("low.py");
  });

  it("are downloaded again where the cache is broken", () => {
    const calls = withoutPip();
    const folder = temporaryFolder();
    const broken = { cache: folder, folder: join(folder, "wheels") };
    writeFileSync(broken.folder, "");
    const packages = { file: join(folder, "requirements.txt"), folder, platform: arm };
    expect(
      thrown(() => installVerified(packages, join(folder, "target"), temporaryFolder(), broken)).message,
    ).toContain('"handler" needs pip');
    expect(calls()).toBeGreaterThan(0);
  });

  // They differ only in files that pip does not read, so that one installation is enough.
  const lowOnly = new PythonPackages(undefined);

  it.each<[string, Files, string]>([
    ["requirements.txt", {}, "mv requirements.txt requirements.in && pip-compile --generate-hashes --output-file"],
    [
      "requirements.in",
      { "src/requirements.in": "" },
      ": pip-compile --generate-hashes --output-file requirements.txt requirements.in",
    ],
    ["uv.lock", { "src/uv.lock": "" }, "uv export --no-dev --no-emit-project --output-file requirements.txt"],
    ["poetry.lock", { "src/poetry.lock": "" }, "poetry export --output requirements.txt"],
  ])("are a warning without hashes, with the command that writes them from %s", (_, files, command) => {
    const root = project({ ...worker, "src/requirements.txt": requirements("low==2.0"), ...files });
    expect(packed(root, { decidesAccess, packages: lowOnly }).warnings).toEqual([expect.stringContaining(command)]);
    expect(packed(root, { packages: lowOnly }).warnings).toEqual([]);
  });

  it("are an error where the index has other files than those of the hashes", () => {
    const { text, wheels } = hashedIndex();
    wheel(wheels, "low", "2.0", { module: "evil.py" });
    const root = project({ ...worker, "src/requirements.txt": text });
    expect(thrown(() => packed(root, { decidesAccess })).message).toMatch(
      /DO NOT MATCH THE HASHES.*Find out why, before you write its hash there\.$/,
    );
  });
});

(hasPip ? describe : describe.skip)("pip's errors", () => {
  it("of hashes that only some packages have say what to write", () => {
    const { lines } = hashedIndex();
    const root = project({ ...worker, "src/requirements.txt": lines.slice(0, 3).join("\n") });
    expect(thrown(() => packed(root)).message).toMatch(/--require-hashes mode.*: pip-compile --generate-hashes$/);
  });

  it("of an index that can't be reached do not ask for other versions", () => {
    const lines = ["--index-url http://127.0.0.1:9/simple", "low==2.0"].join("\n");
    const root = project({ ...worker, "src/requirements.txt": lines });
    process.env.PIP_RETRIES = "1";
    const { message } = thrown(() => packed(root));
    delete process.env.PIP_RETRIES;
    expect(message).toMatch(/The index can't be reached\. Connect to it, or set another one: PIP_INDEX_URL/);
    expect(message).not.toContain("Choose versions");
  });
});

describe("an old pip", () => {
  it.each([
    // pip before 24.2, on Python 3.8.
    "Package 'numpy' requires a different Python: 3.8.18 not in '>=3.10'",
    // pip 18.
    "ModuleNotFoundError: No module named 'pip._internal.cli.main'",
  ])("is to be updated, and the packages need no other versions: %s", (error) => {
    failingPip(error);
    const root = project({ ...worker, "src/requirements.txt": "numpy==2.2.6" });
    const { message } = thrown(() => packed(root));
    expect(message).toMatch(
      /too old\. Update it to 24\.2 or newer, which needs Python 3\.8: python3 -m pip install --upgrade pip$/,
    );
    expect(message).not.toContain("Choose versions");
  });
});

describe("requirements", () => {
  it.each([
    ["# a comment has no next line \\\na==1\n", ["a==1"]],
    ["a==1 \\\n  # a comment ends a line \\\nb==2\n", ["a==1", "b==2"]],
    ["a=\\\r\n=1 \\\r\n --hash=sha256:ab\r\n", ["a==1 --hash=sha256:ab"]],
    ["a==1\u2028b==2\\", ["a==1", "b==2"]],
  ])("have the lines that pip reads: %j", (text, lines) => {
    const root = project({ "requirements.txt": text });
    expect(readRequirements(join(root, "requirements.txt")).lines).toEqual(lines);
  });
});

describe("requirements that can't be installed for Lambda", () => {
  it.each([
    ["requirements.txt", "-e .", 'requirements.txt installs "-e ." from its sources on this machine.'],
    ["requirements.txt", "./lib", 'requirements.txt installs the folder "./lib".'],
    ["requirements.txt", "-r none.txt", 'requirements.txt names "none.txt", which does not exist.'],
    [
      "pyproject.toml",
      '[project]\ndynamic = ["dependencies"]',
      "pyproject.toml has its dependencies in project.dynamic",
    ],
    [
      "pyproject.toml",
      '[tool.poetry.dependencies]\na = "1"',
      "pyproject.toml has its dependencies in tool.poetry.dependencies",
    ],
    ["pyproject.toml", "[project", "pyproject.toml is not valid TOML"],
  ])("are an error: %s with %j", (name, text, message) => {
    const root = project({ ...worker, [`src/${name}`]: text, "src/lib/a.py": "" });
    expect(thrown(() => packed(root)).message).toContain(message);
  });

  it("are an error without pip", () => {
    withoutPip();
    const root = project({ ...worker, "src/requirements.txt": "plain==1.0" });
    expect(thrown(() => packed(root)).message).toBe(
      '"handler" needs pip to install requirements.txt, but neither python3 nor python has it. Install Python 3, and run: python3 -m ensurepip',
    );
  });
});
