const MEGABYTE = 1024 * 1024;
/** A zip file without extensions has 32-bit sizes, and tools for it read a file as a whole. */
const MOST_OF_A_FILE = 2 * 1024 * MEGABYTE;

interface SizedFile {
  readonly path: string;
  /** In bytes. */
  readonly size?: number;
}

/** Returns what is wrong with a file that no function may contain. `argument` names what the files come from. */
export function oversizedFile(argument: string, files: readonly SizedFile[]): string | undefined {
  const found = files.find(({ size = 0 }) => size > MOST_OF_A_FILE);
  if (found?.size === undefined) return undefined;
  return `"${argument}" takes files of at most 2 GiB; got ${JSON.stringify(found.path)} with ${megabytes(found.size)}. Leave the file out, and read it from S3 or a volume.`;
}

export function megabytes(size: number): string {
  return `${Math.ceil(size / MEGABYTE)} MB`;
}
