/** Where a Python function runs. */
export interface PythonPlatform {
  /** Such as `3.13`. */
  readonly version: string;
  readonly architecture: "x86_64" | "arm64";
}

/** Whether a Lambda runtime runs Python 3, such as `python3.13`. */
export function isPythonRuntime(runtime: string): boolean {
  return /^python3\.\d+$/.test(runtime);
}

/** The platforms of wheels that run on Lambda, the most specific first. They do not depend on the version of pip. */
export function wheelPlatforms({ version, architecture }: PythonPlatform): readonly string[] {
  const machine = machineOf(architecture);
  // Python 3.12 and newer run on Amazon Linux 2023 with glibc 2.34, older ones on Amazon Linux 2 with glibc 2.26.
  const newest = Number(version.split(".")[1]) >= 12 ? 34 : 26;
  const oldest = architecture === "x86_64" ? 5 : 17;
  const numbered = Array.from(
    { length: newest - oldest + 1 },
    (_, index) => `manylinux_2_${newest - index}_${machine}`,
  );
  const named = architecture === "x86_64" ? ["manylinux2014", "manylinux2010", "manylinux1"] : ["manylinux2014"];
  return [...numbered, ...named.map((name) => `${name}_${machine}`)];
}

/** The variables of environment markers on Lambda, such as `sys_platform == "linux"`. */
export function markerEnvironment({ version, architecture }: PythonPlatform): Readonly<Record<string, string>> {
  // Lambda's runtimes have a late patch version, which changes without notice.
  const full = `${version}.99`;
  return {
    implementation_name: "cpython",
    implementation_version: full,
    os_name: "posix",
    platform_machine: machineOf(architecture),
    platform_python_implementation: "CPython",
    platform_release: "",
    platform_system: "Linux",
    platform_version: "",
    python_full_version: full,
    python_version: version,
    sys_platform: "linux",
  };
}

function machineOf(architecture: PythonPlatform["architecture"]): string {
  return architecture === "arm64" ? "aarch64" : "x86_64";
}
