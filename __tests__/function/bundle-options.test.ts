import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { aws, type FunctionArgs, type FunctionNodejs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { refused, temporaryFolder } from "../support/ways";
import { places } from "./places";

beforeAll(() =>
  enter(
    project({
      "src/chat.ts":
        'import page from "./page.html";\nexport const handler = async () => ({ statusCode: 200, body: page + (await import("./late")).late });\n',
      "src/late.ts": "export const late = 'imported later';\n",
      "src/page.html": "<p>a page</p>",
      "ready/index.mjs": "export const handler = async () => ({ statusCode: 200 });\n",
    }),
  ),
);
afterAll(removeProjects);

const handler = "src/chat.handler";
const nodejs: FunctionNodejs = {
  loader: { ".html": "text" },
  banner: "globalThis.first = 'banner';",
  splitting: true,
  minify: false,
};

/** Synthesizes an app with its bundles. Returns the code of the function, and the options in the manifest. */
function bundled(place: string, args: FunctionArgs) {
  const app = new App({ outdir: temporaryFolder(), context: { bundleCache: false } });
  places[place]?.(testStack("chat-dev", app), args);
  app.synth();
  const stackFolder = join(app.outdir, "stacks/chat-dev");
  const [{ folder, options }] = JSON.parse(
    readFileSync(join(stackFolder, "functions/manifest.json"), "utf8"),
  ).functions;
  const files = readdirSync(join(stackFolder, folder));
  const code = Object.fromEntries(files.map((name) => [name, readFileSync(join(stackFolder, folder, name), "utf8")]));
  return { code, options };
}

const problem = (more: object) => refused((stack) => new aws.Function(stack, "Fn", { handler, ...more })).message;

describe.each(Object.keys(places))("nodejs in %s", (place) => {
  it("has its banner, its loaders, and its later imports in files of their own", () => {
    const { code, options } = bundled(place, { handler, nodejs });
    const main = Object.values(code).join("\n");
    expect(Object.keys(code).length).toBeGreaterThan(1);
    expect(Object.values(code).every((text) => text.includes("globalThis.first = 'banner';"))).toBe(true);
    expect(code["index.mjs"]).not.toContain("imported later");
    expect(main).toContain("imported later");
    expect(main).toContain("<p>a page</p>");
    // The local run bundles the function again with these options.
    expect(options).toMatchObject({ splitting: true, esbuild: { loader: { ".html": "text" } } });
  });
});

describe("nodejs.banner and nodejs.loader", () => {
  const esbuild = { banner: { css: "/* x */" }, loader: { ".txt": "base64" } };

  it("are joined with those of nodejs.esbuild", () => {
    const loader = { ".html": "text" } as const;
    expect(bundled("aws.Function", { handler, nodejs: { banner: "1;", loader, esbuild } }).options.esbuild).toEqual({
      banner: { css: "/* x */", js: "1;" },
      loader: { ".txt": "base64", ".html": "text" },
    });
  });

  it("are the same bundle as the long form", () => {
    const long = { esbuild: { banner: { js: "1;" }, loader: { ".html": "text" } } };
    const short = { banner: "1;", loader: { ".html": "text" } } as const;
    expect(bundled("aws.Function", { handler, nodejs: short })).toEqual(
      bundled("aws.Function", { handler, nodejs: long }),
    );
  });

  it("stand after the library's own banner, with CommonJS without one", () => {
    const args = (format: "esm" | "cjs") => ({ handler, nodejs: { ...nodejs, splitting: false, format } });
    expect(bundled("aws.Function", args("esm")).code["index.mjs"]).toMatch(
      /^import \{ createRequire .+\nglobalThis\.first = 'banner';\n/,
    );
    expect(bundled("aws.Function", args("cjs")).code["index.cjs"]).toMatch(/^globalThis\.first = 'banner';\n/);
  });
});

describe("nodejs rejects", () => {
  it.each<[object, string]>([
    [{ banner: { js: "1;" } }, '"nodejs.banner" has to be a text; got {"js":"1;"}.'],
    [{ loader: [".txt"] }, '"nodejs.loader" has to be an object; got [".txt"].'],
    [{ loader: { ".txt": "txt" } }, '"nodejs.loader" takes the names of esbuild\'s loaders; got "txt" for ".txt".'],
    [{ loader: { ".txt": "txet" } }, 'Did you mean "text"?'],
    [{ loader: { txt: "text" } }, '"nodejs.loader" takes extensions that begin with "."; got "txt". Write ".txt".'],
    [{ splitting: "yes" }, '"nodejs.splitting" has to be true or false; got "yes".'],
    [{ splitting: true, format: "cjs" }, '"nodejs.splitting" can\'t be set together with "nodejs.format" "cjs"'],
    [{ esbuild: { splitting: true } }, '"nodejs.esbuild.splitting" can\'t be set: use the option "splitting".'],
    [
      { banner: "1;", esbuild: { banner: { js: "2;" } } },
      '"nodejs.banner" can\'t be set together with "nodejs.esbuild.banner.js"; got "1;" and "2;".',
    ],
    [
      { loader: { ".txt": "text" }, esbuild: { loader: { ".txt": "base64" } } },
      '"nodejs.loader" can\'t set ".txt", which "nodejs.esbuild.loader" sets; got "text" and "base64".',
    ],
  ])("%j", (given, text) => {
    expect(problem({ nodejs: given })).toContain(text);
  });

  it("splitting of a ready directory", () => {
    expect(problem({ bundle: "ready", nodejs: { splitting: true } })).toContain(
      '"nodejs" can\'t be set together with "bundle"',
    );
  });
});

describe("transform.logGroup", () => {
  it.each([[false], [{ logGroup: "/shared" }]])(
    "is an error with logging %j, which creates no log group",
    (logging) => {
      expect(problem({ logging, transform: { logGroup: { skipDestroy: true } } })).toContain(
        `"transform.logGroup" can't be set, because "logging" creates no log group; got "logging" ${JSON.stringify(logging)}. Remove one of them.`,
      );
    },
  );
});
