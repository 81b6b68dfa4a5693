import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { listDirectory } from "../../lib/bundle/directory";
import { stageCopies, stageFiles } from "../../lib/bundle/stage";
import { project, removeTemporaryFolders, temporaryFolder, thrown, writeFiles } from "./project";

afterAll(removeTemporaryFolders);

const file = (path: string, text = path) => ({ path, contents: Buffer.from(text) });

const stageDirectory = (from: string, folder: string) => stageCopies(folder, listDirectory(from, [folder]));

/** Path, mode and text of every file in a folder. */
function listing(folder: string): readonly string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).sort().map((path) => {
    const stats = statSync(join(folder, path));
    const mode = (stats.mode & 0o777).toString(8);
    return stats.isDirectory() ? `${path} ${mode}` : `${path} ${mode} ${readFileSync(join(folder, path), "utf8")}`;
  });
}

describe("stageFiles", () => {
  it("writes the files with fixed modes, whatever the umask", () => {
    for (const umask of [0o077, 0]) {
      const before = process.umask(umask);
      const folder = join(temporaryFolder(), "out/function");
      try {
        stageFiles(folder, [file("index.mjs"), file("a/b/c.txt")]);
      } finally {
        process.umask(before);
      }
      expect(listing(folder)).toEqual(["a 755", "a/b 755", "a/b/c.txt 644 a/b/c.txt", "index.mjs 644 index.mjs"]);
      expect(statSync(folder).mode & 0o777).toBe(0o755);
    }
  });

  it("removes everything that was in the folder before", () => {
    const folder = project({ "old.mjs": "", "deep/old.txt": "" });
    stageFiles(folder, [file("index.mjs")]);
    expect(readdirSync(folder)).toEqual(["index.mjs"]);
  });

  describe("rejects", () => {
    it.each(["../x", "a/../../x", "/x"])("the path %s, before it touches the folder", (path) => {
      const folder = project({ "kept.mjs": "" });
      expect(thrown(() => stageFiles(folder, [file(path)])).message).toContain('"x" would be written outside');
      expect(readdirSync(folder)).toEqual(["kept.mjs"]);
    });
  });
});

describe("a ready directory", () => {
  it("copies every file as an executable one, hidden ones too, and no empty folders", () => {
    const from = project({ bootstrap: "run", "lib/a.so": "a", ".env": "e" });
    mkdirSync(join(from, "empty"));
    chmodSync(join(from, "bootstrap"), 0o600);
    const folder = join(project({ "out/old": "" }), "out");
    stageDirectory(from, folder);
    expect(listing(folder)).toEqual([".env 755 e", "bootstrap 755 run", "lib 755", "lib/a.so 755 a"]);
  });

  it("replaces symbolic links by their targets, also outside of the directory", () => {
    const outside = project({ "shared/s.txt": "s", "one.txt": "1" });
    const from = project({ "real/r.txt": "r" });
    symlinkSync(join(outside, "shared"), join(from, "shared"));
    symlinkSync(join(outside, "one.txt"), join(from, "one.txt"));
    symlinkSync("real", join(from, "again"));
    const folder = join(temporaryFolder(), "out");
    stageDirectory(from, folder);
    expect(listing(folder).filter((line) => line.includes(".txt"))).toEqual([
      "again/r.txt 755 r",
      "one.txt 755 1",
      "real/r.txt 755 r",
      "shared/s.txt 755 s",
    ]);
    expect(execFileSync("find", [folder, "-type", "l"], { encoding: "utf8" })).toBe("");
  });

  describe("rejects", () => {
    /** The message. Also checks that it contains no path of the machine and that the folder is unchanged. */
    function refusal(from: string, folder = project({ "kept.mjs": "" })): string {
      const { message } = thrown(() => stageDirectory(from, folder));
      expect(message).not.toContain("/tmp");
      if (existsSync(folder)) expect(readdirSync(folder)).not.toEqual([]);
      return message;
    }

    it("a directory that does not exist, is a file, or is empty", () => {
      const root = project({ file: "" });
      mkdirSync(join(root, "hollow/inner"), { recursive: true });
      expect(refusal(join(root, "dist"))).toBe('The directory "dist" does not exist. Build it before the synthesis.');
      expect(refusal(join(root, "file"))).toBe('The directory "file" does not exist. Build it before the synthesis.');
      expect(refusal(join(root, "hollow"))).toBe('The directory "hollow" is empty. Build it before the synthesis.');
    });

    it("a directory that contains the output, is inside it, or is the output", () => {
      const root = project({ "app/a": "", "app/out/code/b": "" });
      const words = "it overlaps the output folder. Build into another directory.";
      expect(refusal(join(root, "app"), join(root, "app/out/code"))).toContain(words);
      expect(refusal(join(root, "app"), join(root, "app/new/code"))).toContain(words);
      expect(refusal(join(root, "app"), join(root, "app"))).toContain(words);
      expect(refusal(join(root, "app/out/code"), join(root, "app/out"))).toContain(words);
      symlinkSync(join(root, "app"), join(root, "link"));
      expect(refusal(join(root, "link"), join(root, "app/out/code"))).toContain(words);
    });

    it("but not a directory next to the output whose name starts the same", () => {
      const root = project({ "out-source/a": "a" });
      stageDirectory(join(root, "out-source"), join(root, "out"));
      expect(listing(join(root, "out"))).toEqual(["a 755 a"]);
    });

    it("symbolic links that form a cycle, are broken, or point to the output", () => {
      const root = project({ "round/deep/a": "", "dead/a": "", "loop/a": "", "inward/a": "", "out/code/old": "" });
      symlinkSync(join(root, "round"), join(root, "round/deep/up"));
      symlinkSync("nowhere", join(root, "dead/link"));
      symlinkSync("self", join(root, "loop/self"));
      symlinkSync(join(root, "out"), join(root, "inward/link"));
      expect(refusal(join(root, "round"))).toContain('"round/deep/up" is a symbolic link to one of its parent folders');
      expect(refusal(join(root, "dead"))).toContain('"dead/link" is a broken symbolic link');
      expect(refusal(join(root, "loop"))).toContain('"loop/self" is a broken symbolic link');
      expect(refusal(join(root, "inward"), join(root, "out/code"))).toContain(
        '"inward/link" overlaps the synthesis output',
      );
    });

    it("anything that is neither a file nor a folder", () => {
      const from = writeFiles(temporaryFolder(), { a: "" });
      execFileSync("mkfifo", [join(from, "pipe")]);
      expect(refusal(from)).toMatch(/pipe" is neither a file nor a folder\.$/);
    });
  });
});
