/** Lambda's operating system for one instruction set, in npm's terms. */
export interface Platform {
  readonly os: "linux";
  readonly cpu: "x64" | "arm64";
  readonly libc: "glibc";
}

/** The platforms that a package is for, as in its package.json. Undefined means all. */
export interface SupportedPlatforms {
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** Whether a package is for a platform. */
export function fits({ os, cpu, libc }: SupportedPlatforms, platform: Platform): boolean {
  return accepts(os, platform.os) && accepts(cpu, platform.cpu) && accepts(libc, platform.libc);
}

// As in npm: "!win32" excludes a value.
function accepts(values: readonly string[] | undefined, value: string): boolean {
  if (values === undefined || values.length === 0) return true;
  if (values.includes(`!${value}`)) return false;
  return values.includes(value) || values.includes("any") || values.every((each) => each.startsWith("!"));
}

const SYSTEMS = "darwin|win32|windows|android|freebsd|netbsd|openbsd|openharmony|sunos|aix|linux|linuxmusl";
const PROCESSORS = "x64|arm64|armv?\\d*|ia32|x86|ppc64|ppc64le|s390x|riscv64|loong64|mips64el|universal";
const NAMED = new RegExp(`[-/](${SYSTEMS})-(${PROCESSORS})(?:-([a-z]+))?$`);

/** The platforms in the name of a package, such as `@img/sharp-linuxmusl-x64`. */
export function platformsInName(name: string): SupportedPlatforms {
  const [, os, cpu, libc] = NAMED.exec(name) ?? [];
  if (os === undefined || cpu === undefined) return {};
  const isMusl = os === "linuxmusl" || libc?.startsWith("musl") === true;
  return {
    os: [os === "linuxmusl" ? "linux" : os],
    cpu: [cpu],
    ...(isMusl && { libc: ["musl"] }),
  };
}
