import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { synthCommand } from "../synth-command";
import type { ResourceReader } from "./resource-reader";
import type { Scratch } from "./scratch";

/** The absolute path of a folder with the code of a function. Reports a problem and returns undefined without code. */
export function codeFolder(fn: ResourceReader, scratch: Scratch): string | undefined {
  const elsewhere = ["image_uri", "s3_bucket"].find((name) => fn.has(name));
  if (elsewhere !== undefined) {
    fn.disable(
      `"${elsewhere}" is set, but only code in a folder or a zip file on this machine can run. Use "filename".`,
    );
    return undefined;
  }
  if (!fn.has("filename")) fn.disable('"filename" is not set, so the function has no code to run. Set it.');
  const filename = fn.string("filename");
  if (filename === undefined) return undefined;
  const archive = archiveOf(fn, filename);
  return archive ? unpackArchive(archive, scratch) : unzip(fn, resolve(fn.block.stack.folder, filename), scratch);
}

/** The `archive_file` that writes this file. */
function archiveOf(fn: ResourceReader, filename: string): ResourceReader | undefined {
  return fn.others("archive_file").find((archive) => archive.peek("output_path") === filename);
}

function unpackArchive(archive: ResourceReader, scratch: Scratch): string | undefined {
  const base = archive.block.stack.folder;
  if (archive.has("excludes"))
    archive.problems.notice(`${archive.block.path}: "excludes" is ignored; this run includes the excluded files.`);
  const directory = archive.string("source_dir");
  if (directory !== undefined) return requireFile(archive, resolve(base, directory));
  const file = archive.string("source_file");
  if (file !== undefined) return copySourceFile(archive, resolve(base, file), scratch);
  return writeSources(archive, scratch);
}

function requireFile(of: ResourceReader, path: string): string | undefined {
  if (existsSync(path)) return path;
  of.disable(`${path} does not exist. Run ${synthCommand()} again.`);
  return undefined;
}

function copySourceFile(archive: ResourceReader, file: string, scratch: Scratch): string | undefined {
  if (requireFile(archive, file) === undefined) return undefined;
  const folder = scratch.folder();
  copyFileSync(file, join(folder, basename(file)));
  return folder;
}

function writeSources(archive: ResourceReader, scratch: Scratch): string | undefined {
  const single = { content: archive.string("source_content"), filename: archive.string("source_content_filename") };
  const sources = archive.nested("source").map((source) => ({
    content: source.string("content"),
    filename: source.string("filename"),
  }));
  const files = [single, ...sources].flatMap(({ content, filename }) =>
    content === undefined || filename === undefined ? [] : [[filename, Buffer.from(content)] as const],
  );
  return writeFiles(archive, files, scratch);
}

function unzip(fn: ResourceReader, zip: string, scratch: Scratch): string | undefined {
  if (requireFile(fn, zip) === undefined) return undefined;
  const { unzipSync } = require("fflate") as typeof import("fflate");
  try {
    return writeFiles(fn, Object.entries(unzipSync(readFileSync(zip))), scratch);
  } catch (error) {
    fn.disable(`${zip} can't be unpacked: ${(error as Error).message}.`);
    return undefined;
  }
}

function writeFiles(
  of: ResourceReader,
  files: readonly (readonly [name: string, contents: Uint8Array])[],
  scratch: Scratch,
): string | undefined {
  const folder = scratch.folder();
  for (const [name, contents] of files) {
    const path = resolve(folder, name);
    // A zip may contain names such as "../../x".
    if (!path.startsWith(folder + sep)) {
      of.disable(`the archive must not contain files outside of its folder; got ${JSON.stringify(name)}.`);
      return undefined;
    }
    if (name.endsWith("/")) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  return folder;
}
