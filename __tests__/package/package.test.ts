import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { importsOf } from "../architecture/imports-of";
import { mixedKinds, mixedKindsRejected } from "../consumers/mixed-kinds";
import { blocksOf } from "../examples/blocks";
import { Running } from "../local/cli/running";
import { filesBelow, write } from "../support/project";
import { firstExample } from "./first-example";
import { projectWithGuideTests, runTests, testsOfGuide } from "./guide-tests";
import {
  filesIn,
  link,
  node,
  pack,
  peersOf,
  projectWithPackage,
  projectWithSources,
  removeTemporaryFolders,
  repository,
} from "./packed";

jest.setTimeout(120_000);

let tarball: string;
/** A user's project with the installed package. No test changes what another test reads. */
let user: string;

beforeAll(() => {
  tarball = pack();
  user = projectOfReadme();
});

afterAll(removeTemporaryFolders);

/** What a handler of the README's example imports, and what the library reads of a project that has such an import. */
const used = ["@aws-sdk/client-apigatewaymanagementapi", "get-tsconfig", "resolve-pkg-maps"];

function projectOfReadme(): string {
  const project = projectWithPackage(tarball, firstExample());
  link(project, ...used);
  return project;
}

/** The beginning of a script in `user`. */
const app = `const { TerraformStack, Testing } = require("cdktf");
  const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
  const { aws } = require("cdktf-apigateway-websocket");
  const stack = new TerraformStack(Testing.app(), "script-dev");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  const api = new aws.ApiGatewayWebSocket(stack, "Api");`;

/** The library for each Terraform CDK. */
const libraries: readonly string[] = ["dist/cdktn/index.js", "dist/main/index.js"];

const packedFiles = () => filesBelow(join(user, "node_modules/cdktf-apigateway-websocket"));

const printed = (project: string, script: string, type = "commonjs") =>
  JSON.parse(node(project, `--input-type=${type}`, "--eval", script));

describe("the tarball", () => {
  it("contains one file for the library of each kind, the files of the runtime and of the programs, the types of each entry point, the documents with the guide, and nothing else", () => {
    const sources = readdirSync(join(repository, "lib/runtime"), { recursive: true, encoding: "utf8" });
    const runtime = sources.flatMap((path) => (path.endsWith(".ts") ? [`dist/runtime/${path.slice(0, -3)}`] : []));
    const local = ["cli", "index", "functions/child/main"].map((name) => `dist/local/${name}.js`);
    const programs = [...local, "dist/bundle/decorators/main.js"];
    const types = ["cdktn/index", "index", "local/index", "runtime/index", "testing/index"].map(
      (name) => `${name}.d.ts`,
    );
    const guide = readdirSync(join(repository, "docs/guide"), { recursive: true, encoding: "utf8" });
    const pages = guide.filter((path) => /\.(md|svg)$/.test(path)).map((path) => `docs/guide/${path}`);
    const documents = ["CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md", "examples/hardened.ts", "package.json"];
    expect(filesIn(tarball)).toEqual(
      [
        ...libraries.flatMap((path) => [path, `${path}.map`]),
        "dist/testing/index.js",
        "dist/runtime/index.d.mts",
        ...runtime.flatMap((name) => [`${name}.js`, `${name}.mjs`]),
        ...programs,
        "dist/bundle/python/run_pip.py",
        "dist/local/functions/child/main.py",
        ...types.map((name) => `dist/${name}`),
        ...documents,
        ...pages,
      ].sort(),
    );
  });

  it.each(libraries)("contains a source map of %s with the sources in lib/ and their text", (path) => {
    const { sourceRoot, sources, sourcesContent } = JSON.parse(packedFiles()[`${path}.map`] ?? "");
    const texts = sources.map((path: string) => readFileSync(join(repository, "dist/main", path), "utf8"));
    expect(sources).toContain("../../lib/api/api.ts");
    expect(sources.filter((path: string) => !path.startsWith("../../lib"))).toEqual([]);
    expect([sourceRoot, sourcesContent]).toEqual([undefined, texts]);
  });

  it("contains no other source map and no path of the machine", () => {
    const found = Object.entries(packedFiles()).filter(
      ([path, text]) =>
        (!libraries.includes(path) && /^\/\/# sourceMappingURL=/m.test(text)) ||
        [repository, tmpdir()].some((folder) => text.includes(`${folder}/`)),
    );
    expect(found).toEqual([]);
  });

  it("contains the library for CDK Terrain, which differs only in imports and in the names of messages", () => {
    const files = packedFiles();
    const [cdktn = "", cdktf = ""] = libraries.map((path) => files[path] ?? "");
    const own = /\/\/ lib\/cdk\/own-cdk(-cdktn)?\.ts\n.*?(?=\/\/ lib\/)/s;
    const asCdktf = cdktn
      .replace(/(?<=require\("@?)cdktn(?=["/])/g, "cdktf")
      .replace(own, () => own.exec(cdktf)?.[0] ?? "");
    expect(asCdktf === cdktf).toBe(true);
    expect(importsOf(cdktn).filter((name) => /^@?cdktf(\/|$)/.test(name))).toEqual([]);
  });

  it("contains types for CDK Terrain that differ only in import specifiers, in the code and in examples", () => {
    const { "dist/index.d.ts": cdktf = "", "dist/cdktn/index.d.ts": cdktn = "" } = packedFiles();
    const changed = cdktf.split("\n").flatMap((line, index) => {
      const now = cdktn.split("\n")[index];
      return line === now ? [] : [[line, now]];
    });
    const renamed = (line = "") =>
      line
        .replace(/(?<= from ['"])cdktf-apigateway-websocket(?=['"])/, "cdktf-apigateway-websocket/cdktn")
        .replace(/(?<= from ['"]@?)cdktf(?=['"/])/, "cdktn");
    expect(changed.filter(([line, now]) => now !== renamed(line))).toEqual([]);
    expect(cdktn).not.toMatch(/ from ['"]@?cdktf['"/]/);
    expect(changed.length).toBeGreaterThan(40);
  });

  it("imports only declared dependencies", () => {
    const { dependencies, peerDependencies } = JSON.parse(packedFiles()["package.json"] ?? "");
    const code = Object.entries(packedFiles()).filter(([path]) => /^dist\/.*\.[cm]?[jt]s$/.test(path));
    const packages = code.flatMap(([, text]) => importsOf(text)).filter((name) => !/^(\.|node:)/.test(name));
    const names = packages.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]);
    const known = Object.keys({ ...dependencies, ...peerDependencies });
    expect(names).toEqual(expect.arrayContaining(["cdktf", "cdktn"]));
    expect(names.filter((name) => !known.includes(name ?? ""))).toEqual([]);
  });
});

describe("an app with the installed package", () => {
  const synthesized = (project: string, ...args: readonly string[]) => {
    node(project, ...args);
    const files = Object.entries(filesBelow(join(project, "cdktf.out")));
    return Object.fromEntries(
      files.map(([path, text]) => {
        // The state of a stack without a backend is in the project's folder.
        const anywhere = text.replaceAll(project, "");
        return [path, usesRuntime(path, anywhere) ? withoutShortNames(anywhere) : anywhere];
      }),
    );
  };

  it("synthesizes the README's first example like the repository, by `require` and by `import`", () => {
    const sources = Object.keys(firstExample()).filter((path) => path.startsWith("src/"));
    const loaders = ["--require", "ts-node/register/transpile-only", "--require", "tsconfig-paths/register"];
    const repositorys = projectWithSources(firstExample());
    link(repositorys, ...used);
    const expected = synthesized(repositorys, ...loaders, "main.cjs");
    expect(Object.keys(expected)).toContain("stacks/talk-dev/cdk.tf.json");
    expect(Object.keys(expected).filter((path) => path.endsWith("/index.mjs"))).toHaveLength(sources.length);

    expect(synthesized(user, "main.cjs")).toEqual(expected);
    expect(synthesized(projectOfReadme(), "main.mjs")).toEqual(expected);
  });

  it("needs no Cloudflare bindings, and loads esbuild and the public suffix list only when they are used", () => {
    expect(existsSync(join(user, "node_modules/@cdktf/provider-cloudflare"))).toBe(false);
    const loaded =
      "Object.keys(require.cache).filter((path) => /provider-cloudflare|\\/(esbuild|tldts)\\//.test(path))";
    expect(printed(user, `require("cdktf-apigateway-websocket"); console.log(JSON.stringify(${loaded}))`)).toEqual([]);
  });

  it("keeps the names of its classes", () => {
    const script = `const { aws, vercel, Linkable, ValidationError } = require("cdktf-apigateway-websocket");
      const classes = { ...aws, ...vercel, Linkable, ValidationError };
      const named = Object.entries(classes).filter(([name]) => /^[A-Z]/.test(name));
      console.log(JSON.stringify(named.map(([name, it]) => [name, it.name])));`;
    const names = printed(user, script) as [string, string][];
    expect(names.map(([name]) => name)).toEqual(expect.arrayContaining(["DnsRecord", "Function", "VercelProvider"]));
    expect(names.filter(([name, its]) => name !== its)).toEqual([]);
  });

  it("gets errors with the name of the class that it used", () => {
    const script = `${app}
      const message = (work) => { try { work() } catch (error) { return error.message } };
      console.log(JSON.stringify([
        message(() => new aws.Function(stack, "Broken", { handler: "src/a.handler", memory: "1 MB" })),
        message(() => api.route("$default", "src/a.handler", { auht: true })),
        message(() => api.addAuthorizer("users", { jwt: { issuer: "example.com", audiences: ["a"] } })),
      ]));`;
    expect(printed(user, script)).toEqual([
      expect.stringMatching(/ \(Function "Broken" at script-dev\/Broken\)$/),
      expect.stringMatching(/ \(ApiGatewayWebSocket "Api" at script-dev\/Api\)$/),
      expect.stringMatching(/ \(ApiGatewayV2Authorizer "Authorizer users" at script-dev\/Api\/Authorizer users\)$/),
    ]);
  });

  it("gets stack traces with lines in lib/ with `--enable-source-maps`", () => {
    const script = `${app}
      try { api.route("$default", "src/a.handler", { auht: true }) } catch ({ stack }) { console.log(JSON.stringify(stack)) }`;
    const stack = JSON.parse(node(user, "--enable-source-maps", "--eval", script)) as string;
    const [, path, line] = /cdktf-apigateway-websocket\/(lib\/[\w/-]+\.ts):(\d+):\d+/.exec(stack) ?? [];
    expect(readFileSync(join(repository, path ?? ""), "utf8").split("\n")[Number(line) - 1]).toContain(
      "ValidationError",
    );
    expect(stack).not.toContain("dist/main");
  });

  it("can use Route 53 and Vercel without Cloudflare bindings, and gets an error that names the missing package", () => {
    const script = `const { TerraformStack, Testing } = require("cdktf");
      const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
      const { aws, cloudflare, vercel } = require("cdktf-apigateway-websocket");
      const stack = new TerraformStack(Testing.app(), "dns-dev");
      new AwsProvider(stack, "aws", { region: "eu-west-1" });
      new vercel.VercelProvider(stack, "vercel");
      for (const [id, dns] of Object.entries({ One: aws.dns(), Two: vercel.dns() }))
        new aws.ApiGatewayWebSocket(stack, id, { domain: { name: id.toLowerCase() + ".example.com", dns } })
          .route("$default", "arn:aws:lambda:eu-west-1:123456789012:function:given");
      const { aws_route53_record, vercel_dns_record } = JSON.parse(Testing.synth(stack)).resource;
      const records = [aws_route53_record, vercel_dns_record].map((all) => Object.keys(all).length);
      try { cloudflare.dns() } catch ({ name, message }) { console.log(JSON.stringify({ records, name, message })) }`;
    expect(printed(user, script)).toEqual({
      records: [3, 3],
      name: "ValidationError",
      message: expect.stringMatching(/ Run "npm install @cdktf\/provider-cloudflare@13"\.$/),
    });
  });

  it("gets the same names by `require` and by `import`", () => {
    const names = printed(user, 'console.log(JSON.stringify(Object.keys(require("cdktf-apigateway-websocket"))))');
    const script = `import { ${names.join(", ")} } from "cdktf-apigateway-websocket";
      import { createRequire } from "node:module";
      const required = createRequire(process.cwd() + "/")("cdktf-apigateway-websocket");
      console.log(JSON.stringify(Object.entries({ ${names.join(", ")} }).every(([name, it]) => it === required[name])));`;
    expect(names).toContain("aws");
    expect(printed(user, script, "module")).toBe(true);
  });

  it("recognizes a function of another copy of the package", () => {
    const other = join(user, "other/node_modules/cdktf-apigateway-websocket");
    write(other, packedFiles());
    write(user, { "src/shared.ts": "export const handler = async () => {};\n" });
    const script = `const { TerraformStack, Testing } = require("cdktf");
      const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
      const one = require("cdktf-apigateway-websocket").aws;
      const other = require("./other/node_modules/cdktf-apigateway-websocket").aws;
      const stack = new TerraformStack(Testing.app(), "two-dev");
      new AwsProvider(stack, "aws", { region: "eu-west-1" });
      const fn = new other.Function(stack, "Shared", { handler: "src/shared.handler" });
      const api = new one.ApiGatewayWebSocket(stack, "Api");
      api.route("$default", fn);
      const { resource } = JSON.parse(Testing.synth(stack));
      console.log(JSON.stringify([one.Function !== other.Function, Object.keys(resource.aws_lambda_function).length]));`;
    expect(printed(user, script)).toEqual([true, 1]);
  });

  it.each(["dist/api/api", "dist/api/api.js", "dist/index.js", "lib/index.ts", "runtime/resource"])(
    "can't reach into the package: %s",
    (path) => {
      const tried = (script: string, type: string) => printed(user, script.replace("PATH", path), type);
      const required =
        'try { require("cdktf-apigateway-websocket/PATH") } catch (e) { console.log(JSON.stringify(e.code)) }';
      const imported =
        'await import("cdktf-apigateway-websocket/PATH").catch((e) => console.log(JSON.stringify(e.code)))';
      expect(tried(required, "commonjs")).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED");
      expect(tried(imported, "module")).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED");
    },
  );
});

describe("a project with CDK Terrain", () => {
  const peers = peersOf("cdktn");

  it("gets an error from the entry point for CDKTF that names its own", () => {
    const project = projectWithPackage(tarball, {}, peers);
    const script = `try { require("cdktf-apigateway-websocket") } catch ({ message }) { console.log(JSON.stringify(message)) }`;
    expect(printed(project, script)).toContain('Import "cdktf-apigateway-websocket/cdktn" for CDK Terrain, or run');
  });

  it("compiles and synthesizes the examples of the documentation for CDK Terrain", () => {
    const examples = blocksOf(repository).filter(({ code }) => code.includes('from "cdktn"'));
    expect(examples.map(({ place }) => place.split(":")[0])).toEqual(["docs/guide/cdk-terrain.md"]);
    const handler = "export const handler = async () => ({ statusCode: 200 });\n";
    const files = Object.fromEntries(examples.map(({ code }, index) => [`example-${index}.ts`, code]));
    const project = projectWithPackage(tarball, { ...files, "src/echo.ts": handler }, peers);
    link(project, "typescript", "@types/node");
    const options = ["--strict", "--target", "es2022", "--module", "node16", "--types", "node", "--skipLibCheck"];
    expect(node(project, require.resolve("typescript/bin/tsc"), ...options, ...Object.keys(files))).toBe("");
    for (const path of Object.keys(files)) {
      rmSync(join(project, "cdktf.out"), { recursive: true, force: true });
      node(project, path.replace(/ts$/, "js"));
      expect(filesBelow(join(project, "cdktf.out"))).toHaveProperty(["stacks/chat-dev/cdk.tf.json"]);
    }
  });

  it.each([
    ["cdktf", "cdktn"],
    ["cdktn", "cdktf"],
  ] as const)("and CDKTF gets one error for each part of an app of %s that is of %s", (own, other) => {
    const project = projectWithPackage(tarball, {}, [...peersOf("cdktf"), ...peers]);
    expect(printed(project, mixedKinds(own, other))).toEqual(mixedKindsRejected(own, other));
  });
});

describe("the installed local run", () => {
  it("finds the program that emits decorator metadata when a handler is saved", async () => {
    const handler = (status: number) => `class Store {}
function injected(_target: unknown) {}
@injected
class Chat { statusCode = ${status}; constructor(readonly store: Store) {} }
export const handler = async () => new Chat(new Store());
`;
    const compilerOptions = { experimentalDecorators: true, emitDecoratorMetadata: true, target: "es2022" };
    write(user, {
      "decorated/tsconfig.json": JSON.stringify({ compilerOptions }),
      "decorated/src/handler.ts": handler(200),
      "decorated/cdktf.json": '{ "language": "typescript", "app": "node main.js" }',
      "decorated/main.js": `const { App, TerraformStack } = require("cdktf");
        const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
        const { aws } = require("cdktf-apigateway-websocket");
        const cdktfApp = new App();
        const stack = new TerraformStack(cdktfApp, "chat-dev");
        new AwsProvider(stack, "aws", { region: "eu-west-1" });
        new aws.ApiGatewayWebSocket(stack, "Chat").route("$default", "src/handler.handler");
        cdktfApp.synth();`,
    });
    const { bin, dependencies } = JSON.parse(packedFiles()["package.json"] ?? "");
    const needed = ["typescript", "@types/node", ...Object.keys(dependencies)];
    link(user, ...needed.filter((name) => !existsSync(join(user, "node_modules", name))));
    const folder = join(user, "decorated");
    const program = join(user, "node_modules/cdktf-apigateway-websocket", bin["cdktf-apigateway-websocket"]);
    const dev = new Running([program, "dev", "--port", "0"], folder);
    try {
      await dev.line(/Every program on this machine/);
      write(folder, { "src/handler.ts": handler(201) });
      const [line] = await dev.line(/new code of .*|[Ee]rror.*/);
      expect(line).toMatch(/^new code of/);
    } finally {
      await dev.end("SIGTERM");
    }
  });
});

describe("the runtime", () => {
  const linked = 'process.env.SST_RESOURCE_App = JSON.stringify({ name: "chat" });';

  it("can be required and imported", () => {
    const required = `const { Resource } = require("cdktf-apigateway-websocket/runtime"); ${linked}`;
    const imported = `import { Resource } from "cdktf-apigateway-websocket/runtime"; ${linked}`;
    expect(printed(user, `${required} console.log(JSON.stringify(Resource.App.name));`)).toBe("chat");
    expect(printed(user, `${imported} console.log(JSON.stringify(Resource.App.name));`, "module")).toBe("chat");
  });

  it.each(["esm", "cjs"] as const)(
    "adds under 2 KB to a bundle (%s), of its own ECMAScript modules alone",
    async (format) => {
      const { bytes, inputs } = await bundled(format, 'export { Resource } from "cdktf-apigateway-websocket/runtime";');
      expect(bytes).toBeLessThan(2048);
      const own = ["bare", "resource"].map(
        (name) => `node_modules/cdktf-apigateway-websocket/dist/runtime/${name}.mjs`,
      );
      expect(inputs).toEqual(own);
    },
  );

  it("adds nothing to a bundle without use of it", async () => {
    const { bytes } = await bundled("esm", 'import { Resource } from "cdktf-apigateway-websocket/runtime";');
    expect(bytes).toBe(0);
  });

  it("is found next to the library when a function needs a part of it", () => {
    write(user, { "src/users.ts": "export const handler = async () => ({ isAuthorized: true });\n" });
    const script = `${app}
      const users = api.addAuthorizer("users", { lambda: { function: "src/users.handler", payload: "2.0" } });
      api.route("$connect", "src/users.handler", { auth: { lambda: users.id } });
      console.log(JSON.stringify(Object.keys(JSON.parse(Testing.synth(stack)).resource.aws_apigatewayv2_authorizer).length));`;
    expect(printed(user, script)).toBe(1);
  });
});

const usesRuntime = (path: string, text: string) => path.endsWith("/index.mjs") && text.includes('"SST_RESOURCE_"');

/** Numbers esbuild's short names in order. esbuild chooses them by the letters of the source, which includes types. */
function withoutShortNames(bundle: string): string {
  const known = new Map<string, string>();
  return bundle.replace(/(?<![\w$])[A-Za-z_$]{1,2}(?![\w$])/g, (name) => {
    known.set(name, known.get(name) ?? `name${known.size}`);
    return known.get(name) as string;
  });
}

async function bundled(format: "esm" | "cjs", contents: string) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: user,
    stdin: { contents, resolveDir: user },
    bundle: true,
    format,
    platform: "node",
    ...(format === "esm" ? { mainFields: ["module", "main"], conditions: ["module"] } : {}),
    minify: true,
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  // Only inputs that contribute to the output: esbuild also reads unused modules of a barrel file.
  const inputs = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) =>
      path !== "<stdin>" && bytesInOutput > 0 ? [path] : [],
    ),
  );
  return { bytes: outputFiles[0]?.contents.length, inputs: inputs.sort() };
}

describe("the helper for tests", () => {
  it("reads a synthesized stack, rejects a misspelt argument, and loads neither cdktf nor the constructs", () => {
    const script = `const { SynthesizedStack } = require("cdktf-apigateway-websocket/testing");
      const loaded = Object.keys(require.cache).filter((path) => /node_modules\\/(cdktf|constructs|@cdktf)\\//.test(path));
      ${app}
      const { Apigatewayv2Api } = require("@cdktf/provider-aws/lib/apigatewayv2-api");
      api.route("$default", "arn:aws:lambda:eu-west-1:123456789012:function:given");
      const found = new SynthesizedStack(Testing.synth(stack)).resource(Apigatewayv2Api);
      let refused;
      try { found.get("nmae") } catch ({ message }) { refused = message }
      console.log(JSON.stringify([loaded, found.get("protocol_type"), refused]));`;
    expect(printed(user, script)).toEqual([
      [],
      "WEBSOCKET",
      '"nmae" is not an argument of aws_apigatewayv2_api. Did you mean "name"?',
    ]);
  });

  it("can be imported", () => {
    const script = `import { SynthesizedStack } from "cdktf-apigateway-websocket/testing";
      console.log(JSON.stringify(new SynthesizedStack('{ "output": {} }').json));`;
    expect(printed(user, script, "module")).toEqual({ output: {} });
  });
});

describe("the tests of the guide", () => {
  it("pass in a project of `cdktf init`, with jest and with the runner of Node.js", () => {
    const paths = ["__tests__/chat.test.ts", "__tests__/stack.test.ts", "chat.node.ts"];
    expect(Object.keys(testsOfGuide()).sort()).toEqual(paths);
    const project = projectWithGuideTests(tarball);
    const jest = runTests(project, "node_modules/jest/bin/jest.js");
    expect(jest.text).toContain("Tests:       2 passed, 2 total");
    const own = runTests(project, "--require", "ts-node/register", "--test", "chat.node.ts");
    expect([jest.status, own.status, own.text.includes("# pass 1")]).toEqual([0, 0, true]);
  });
});

describe("the types", () => {
  it("contain nothing internal, and import nothing of the package by a path", () => {
    const declarations = Object.entries(packedFiles()).filter(([path]) => /\.d\.m?ts$/.test(path));
    expect(declarations.filter(([, text]) => text.includes("@internal"))).toEqual([]);
    const imports = declarations.flatMap(([path, text]) => importsOf(text).map((name) => [path, name]));
    expect(imports.filter(([, name]) => name?.startsWith("."))).toEqual([["dist/runtime/index.d.mts", "./index.js"]]);
  });

  const consumer = `import { aws, type Duration, ValidationError } from "cdktf-apigateway-websocket";
import { Resource } from "cdktf-apigateway-websocket/runtime";
import { SynthesizedStack } from "cdktf-apigateway-websocket/testing";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";

export const queue = new SynthesizedStack("{}").resources(SqsQueue)[0];
export const size: unknown = queue?.get("max_message_size");
// @ts-expect-error: no such argument
export const noSize: unknown = queue?.get("maxMessageSize");
export const app: string = Resource.App.name;
export const url: string = Resource.MyApi.url;
export const timeout: Duration = "20 seconds";
export const error: typeof Error = ValidationError as never;
export class Api extends aws.ApiGatewayWebSocket {}
// @ts-expect-error: no such resource is linked
export const misspelt: string = Resource.MyAp.url;
// @ts-expect-error: no such namespace
export type Missing = aws.Missing;
`;
  const links = `declare module "cdktf-apigateway-websocket/runtime" {
  export interface Resource {
    MyApi: { url: string };
  }
}
export {};
`;

  it.each([
    ["node16", "node16", ["consumer.ts", "module.mts"]],
    ["preserve", "bundler", ["consumer.ts", "module.mts"]],
    ["commonjs", "node10", ["consumer.ts"]],
  ])("are valid in a project with module %s and moduleResolution %s", (module, moduleResolution, files) => {
    write(user, { "consumer.ts": consumer, "module.mts": consumer, "links.d.ts": links });
    if (!existsSync(join(user, "node_modules/typescript"))) link(user, "typescript", "@types/node");
    const options = {
      module,
      moduleResolution,
      target: "es2022",
      types: ["node"],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    };
    write(user, {
      "tsconfig.types.json": JSON.stringify({ compilerOptions: options, files: ["links.d.ts", ...files] }),
    });
    const compiler = require.resolve("typescript/bin/tsc");
    expect(node(user, compiler, "--project", "tsconfig.types.json")).toBe("");
  });

  it("need no Cloudflare bindings, even if declarations are checked", () => {
    const dns = `import { aws, cloudflare, type CloudflareDnsArgs, type Dns, vercel } from "cdktf-apigateway-websocket";

export const adapters: readonly Dns[] = [aws.dns(), vercel.dns()];
export const other = (args: CloudflareDnsArgs): Dns => cloudflare.dns({ ...args, transform: { record: { ttl: 300 } } });
export class Provider extends vercel.VercelProvider {}
`;
    if (!existsSync(join(user, "node_modules/typescript"))) link(user, "typescript", "@types/node");
    const options = {
      module: "node16",
      target: "es2022",
      types: ["node"],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    };
    write(user, {
      "dns.ts": dns,
      "tsconfig.dns.json": JSON.stringify({ compilerOptions: options, files: ["dns.ts"] }),
    });
    expect(node(user, require.resolve("typescript/bin/tsc"), "--project", "tsconfig.dns.json")).toBe("");
  });
});
