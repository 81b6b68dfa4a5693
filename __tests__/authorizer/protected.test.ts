import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { aws } from "../../lib";
import { cacheKey } from "../../lib/bundle/bundle";
import { digest } from "../../lib/bundle/canonical-data";
import { settle } from "../bundle/cached";
import { enter, type Files, filesBelow, project, removeProjects } from "../support/project";
import { guarded, jwt, outdir, straight, synthesize } from "./guarded";

const buildSync = jest.fn();

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync };
});

const answer = (text: string) => `export const handler = async () => "${text}";\n`;
const sources = {
  "src/authorizer.ts": answer("deny"),
  "src/other.ts": answer("deny other"),
  "src/guarded.ts": answer("deny guarded"),
  "src/route.ts": answer("deny nobody"),
};

beforeEach(() => {
  enter(project(sources));
  settle();
  buildSync.mockClear();
});
afterEach(removeProjects);

function synthesizeBundles(build: (stack: TerraformStack) => void): Files {
  const files = Object.entries(synthesize(build)).filter(([path]) => path.endsWith("/index.mjs"));
  return Object.fromEntries(files);
}

/** Changes "deny" into "allow" in all cached and written bundles, with valid digests. */
function allowEverythingInCache(): void {
  const folder = join(process.cwd(), "node_modules/.cache/cdktf-apigateway-websocket");
  const index = join(folder, "index.json");
  let body = readFileSync(index, "utf8").replace(/^.*\n/, "");
  for (const name of readdirSync(join(folder, "bundles"))) {
    const text = readFileSync(join(folder, "bundles", name), "utf8").replaceAll("deny", "allow");
    writeFileSync(join(folder, "bundles", digest(text)), text);
    body = body.replaceAll(name, digest(text));
  }
  writeFileSync(index, `${digest(cacheKey(process.cwd()) + body)}\n${body}`);
  for (const [path, text] of Object.entries(filesBelow(outdir()))) {
    if (path.endsWith("/index.mjs")) writeFileSync(join(outdir(), path), text.replaceAll("deny", "allow"));
  }
}

const authorizers: Readonly<Record<string, (stack: TerraformStack) => void>> = {
  "an authorizer with an adapter": (stack) => {
    guarded(stack, { lambda: { function: "src/authorizer.handler" } });
  },
  "an authorizer without an adapter": (stack) => {
    guarded(stack, { lambda: { function: "src/authorizer.handler", ...straight } });
  },
  "an authorizer with an existing function": (stack) => {
    const fn = new aws.Function(stack, "Authorizer", { handler: "src/authorizer.handler" });
    guarded(stack, { lambda: { function: fn, ...straight } });
  },
  "the jwt authorizer": (stack) => {
    guarded(stack, { jwt });
  },
  "a handler with a guard": (stack) => {
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    const users = api.addAuthorizer("users", { jwt });
    api.route("$connect", "src/other.handler", { auth: { jwt: { authorizer: users.id } } });
    api.route("write", "src/guarded.handler", { auth: { jwt: { authorizer: users.id, scopes: ["write"] } } });
  },
};

const isProtected = (path: string) => /Authorizer|Routewrite/.test(path);
const only = (files: Files, wanted: (path: string) => boolean) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => wanted(path)));

it.each(Object.entries(authorizers))("%s is not taken from the cache or the output", (_what, build) => {
  const withRoute = (stack: TerraformStack) => {
    build(stack);
    new aws.Function(stack, "Plain", { handler: "src/route.handler" });
  };
  const first = synthesizeBundles(withRoute);
  expect(Object.keys(only(first, isProtected))).not.toEqual([]);
  allowEverythingInCache();
  const second = synthesizeBundles(withRoute);
  expect(only(second, isProtected)).toEqual(only(first, isProtected));
  // A function that isProtected nothing comes from the cache, which proves that the change works.
  expect(Object.values(only(second, (path) => path.includes("Plain")))).toEqual([expect.stringContaining("allow")]);
  expect(buildSync).toHaveBeenCalledTimes(2);
});
