import { dirname, join, normalize } from "node:path/posix";
import { cycles } from "./cycles";
import { importsOf } from "./imports-of";

/** The folders of lib/ that each folder of lib/ may import. There are no exceptions. */
export const table: Readonly<Record<string, readonly string[]>> = {
  spelling: [],
  cdk: [],
  core: ["cdk"],
  syntax: [],
  terraform: ["core", "syntax", "spelling"],
  validation: ["core", "terraform", "spelling"],
  bundle: ["spelling"],
  app: ["cdk", "core", "terraform", "validation", "bundle"],
  link: ["core", "terraform", "validation", "app", "spelling"],
  function: ["cdk", "core", "syntax", "terraform", "validation", "app", "link", "bundle", "spelling"],
  authorizer: ["cdk", "core", "terraform", "validation", "app", "link", "function", "spelling"],
  route: ["core", "terraform", "validation", "app", "link", "function", "authorizer", "spelling"],
  dns: ["cdk", "core", "terraform", "validation", "app"],
  api: ["core", "terraform", "validation", "app", "link", "function", "authorizer", "route", "dns", "spelling"],
  local: ["cdk", "bundle", "spelling", "syntax"],
  runtime: [],
  testing: ["spelling"],
};

/** These files may import every folder; no folder may import them. */
export const entryPoints = ["lib/index.ts", "lib/aws.ts", "lib/cloudflare.ts", "lib/vercel.ts"];

const withoutConstructs = ["cdk", "spelling", "syntax", "bundle", "local", "runtime", "testing"];

/** Returns one sentence for each violation. `files` maps paths such as "lib/core/names.ts" to their source. */
export function violations(files: ReadonlyMap<string, string>): string[] {
  return [...[...files].flatMap(([path, source]) => violationsOf(path, source)), ...cycles(files)];
}

function violationsOf(path: string, source: string): string[] {
  const folder = folderOf(path);
  if (folder === undefined)
    return entryPoints.includes(path) ? [] : [`${path} is neither in a folder nor an entry point`];
  if (!table[folder]) return [`${path} is in lib/${folder}, which is not in the table`];
  return importsOf(source).flatMap((specifier) => {
    const reason = specifier.startsWith(".") ? againstFile(path, folder, specifier) : againstPackage(folder, specifier);
    return reason === undefined ? [] : [`${path} imports "${specifier}": ${reason}`];
  });
}

function againstFile(path: string, folder: string, specifier: string): string | undefined {
  const target = folderOf(join(dirname(path), specifier));
  const allowed = table[folder] ?? [];
  if (target === folder || (target !== undefined && allowed.includes(target))) return undefined;
  return `lib/${folder} may import ${allowed.join(", ") || "no other folder"}`;
}

function againstPackage(folder: string, specifier: string): string | undefined {
  const [scope, name, ...resource] = specifier.split("/");
  if (scope === "cdktf-apigateway-websocket") return "inside lib/ import the file";
  if (scope === "esbuild" && folder !== "bundle") return "only lib/bundle starts esbuild";
  if (!["cdktf", "constructs", "@cdktf", "cdktn", "@cdktn"].includes(scope ?? "")) return undefined;
  if (withoutConstructs.includes(folder)) return `lib/${folder} may not import constructs`;
  if (scope === "cdktn" || scope === "@cdktn") return "import the package of CDKTF, which the build replaces";
  if (scope === "@cdktf" && /^(lib)?(\/index(\.js)?)?$/.test(resource.join("/")))
    return `import one resource of ${name}`;
  return undefined;
}

/** "core" for lib/core/names.ts and lib/core; undefined for lib/index.ts and outside lib/. */
function folderOf(path: string): string | undefined {
  const [lib, folder, ...rest] = normalize(path).split("/");
  return lib === "lib" && folder !== undefined && (rest.length > 0 || folder in table) ? folder : undefined;
}
