/** Something that a bundle uses when it runs, and that is not part of it. */
export interface Need {
  /** A module that the code imports, a file that it reads, or a package whose native code it loads. */
  readonly kind: "module" | "file" | "native";
  /** A specifier, the path of a file relative to the function's folder, or the name of a package. */
  readonly name: string;
  /** The source file, by its path relative to the project's root. */
  readonly from: string;
}

/** Whether a path is one of the deployed files, or a folder of them. */
export function isDeployed(path: string, files: readonly string[]): boolean {
  return files.some((file) => file === path || file.startsWith(`${path}/`));
}
