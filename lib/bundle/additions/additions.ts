/** Packages that are installed beside a bundle. */
export interface InstallRequest {
  /** An exact version of each package, or "*" for the version that the project has installed. */
  readonly packages: Readonly<Record<string, string>>;
  readonly cpu: "x64" | "arm64";
}

/** A file or a folder that is copied beside a function's code. */
export interface FileCopy {
  /** Relative to the project's root. */
  readonly from: string;
  /** Relative to the function's folder. Equal to `from` by default. */
  readonly to?: string;
}

/** What a function contains beside its bundle. */
export interface Additions {
  readonly install?: InstallRequest;
  readonly copyFiles?: readonly FileCopy[];
  /** Changes the files in a folder before they are deployed. */
  readonly postbuild?: (dir: string) => unknown;
}
