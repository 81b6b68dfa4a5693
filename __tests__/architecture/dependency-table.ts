import { dirname, join, normalize } from "node:path/posix";
import { cycles } from "./cycles";
import { importsOf } from "./imports-of";

/** What each room of lib/ may import of lib/. There are no exceptions. */
export const table: Readonly<Record<string, readonly string[]>> = {
  spelling: [],
  core: [],
  terraform: ["core"],
  validation: ["core", "terraform", "spelling"],
  bundle: ["spelling"],
  app: ["core", "terraform", "validation", "bundle"],
  link: ["core", "terraform", "validation", "app", "spelling"],
  function: ["core", "terraform", "validation", "app", "link", "bundle", "spelling"],
  authorizer: ["core", "terraform", "validation", "app", "link", "function", "spelling"],
  route: ["core", "terraform", "validation", "app", "link", "function", "authorizer", "spelling"],
  dns: ["core", "terraform", "validation", "app"],
  api: ["core", "terraform", "validation", "app", "link", "function", "authorizer", "route", "dns", "spelling"],
  local: ["bundle", "spelling"],
  runtime: [],
};

/** They may import every room; no room imports them. */
export const entryPoints = ["lib/index.ts", "lib/aws.ts", "lib/cloudflare.ts", "lib/vercel.ts"];

const withoutConstructs = ["spelling", "bundle", "local", "runtime"];

/** Every sentence names the file and what it must not do. `files` maps paths such as "lib/core/names.ts" to their source. */
export function violations(files: ReadonlyMap<string, string>): string[] {
  return [...[...files].flatMap(([path, source]) => violationsOf(path, source)), ...cycles(files)];
}

function violationsOf(path: string, source: string): string[] {
  const room = roomOf(path);
  if (room === undefined) return entryPoints.includes(path) ? [] : [`${path} is neither in a room nor an entry point`];
  if (!table[room]) return [`${path} is in lib/${room}, which is not in the table`];
  return importsOf(source).flatMap((specifier) => {
    const reason = specifier.startsWith(".") ? againstFile(path, room, specifier) : againstPackage(room, specifier);
    return reason === undefined ? [] : [`${path} imports "${specifier}": ${reason}`];
  });
}

function againstFile(path: string, room: string, specifier: string): string | undefined {
  const target = roomOf(join(dirname(path), specifier));
  const allowed = table[room] ?? [];
  if (target === room || (target !== undefined && allowed.includes(target))) return undefined;
  return `lib/${room} may import ${allowed.join(", ") || "no other room"}`;
}

function againstPackage(room: string, specifier: string): string | undefined {
  const [scope, name, ...resource] = specifier.split("/");
  if (scope === "cdktf-apigateway-websocket") return "inside lib/ import the file";
  if (scope === "esbuild" && room !== "bundle") return "only lib/bundle starts esbuild";
  if (!["cdktf", "constructs", "@cdktf"].includes(scope ?? "")) return undefined;
  if (withoutConstructs.includes(room)) return `lib/${room} knows no constructs`;
  if (scope === "@cdktf" && /^(lib)?(\/index(\.js)?)?$/.test(resource.join("/")))
    return `import one resource of ${name}`;
  return undefined;
}

/** "core" for lib/core/names.ts and lib/core; undefined for lib/index.ts and for what is outside lib/. */
function roomOf(path: string): string | undefined {
  const [lib, room, ...rest] = normalize(path).split("/");
  return lib === "lib" && room !== undefined && (rest.length > 0 || room in table) ? room : undefined;
}
