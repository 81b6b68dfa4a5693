import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Files, write } from "../support/project";
import { Consumer, dependencies, repository } from "./consumer";

/** A pure package without dependencies, and with one wheel. */
const wheel = "idna==3.10";

const main = `const { App, LocalBackend, TerraformStack } = require("cdktf");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { aws } = require("cdktf-apigateway-websocket");
const app = new App();
const stack = new TerraformStack(app, "chat-dev");
new LocalBackend(stack, { path: "chat-dev.tfstate" });
new AwsProvider(stack, "aws", { region: "eu-west-1" });
const guarded = new aws.ApiGatewayWebSocket(stack, "Guarded");
const users = guarded.addAuthorizer("users", { jwt: { issuer: "https://issuer.example.com", audiences: ["chat"] } });
const auth = (scopes) => ({ auth: { jwt: { authorizer: users.id, scopes } } });
guarded.route("$connect", "src/decorated.handler", auth());
guarded.route("admin", { handler: "src/image.handler", architecture: "arm64", nodejs: { install: ["sharp"] } }, auth(["admin"]));
const python = new aws.ApiGatewayWebSocket(stack, "Python");
const fn = { handler: "auth/worker.handler", runtime: "python3.13" };
const own = python.addAuthorizer("own", { lambda: { function: fn, payload: "1.0", response: "iam" } });
python.route("$connect", { handler: "worker/worker.handler", runtime: "python3.13" }, { auth: { lambda: own.id } });
app.synth();
`;

const decorated = `import "reflect-metadata";
import { container, injectable } from "tsyringe";
class Clock {}
@injectable()
class Chat { constructor(readonly clock: Clock) {} }
export const handler = async () => ({ statusCode: 200, body: container.resolve(Chat).clock.constructor.name });
`;

const files: Files = {
  "package.json": JSON.stringify({
    name: "uses-packages",
    private: true,
    dependencies: {
      ...dependencies("cdktf"),
      sharp: "0.35.5",
      tsyringe: "4.10.0",
      "reflect-metadata": "0.2.2",
      typescript: "5.9.3",
    },
  }),
  "cdktf.json": JSON.stringify({ language: "typescript", app: "node main.cjs" }),
  "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
  "src/decorated.ts": decorated,
  "src/image.ts":
    'import sharp from "sharp";\nexport const handler = async () => ({ statusCode: 200, body: sharp.name });\n',
  "auth/worker.py": "import idna\ndef handler(event, context): pass\n",
  "worker/worker.py": "import idna\ndef handler(event, context): pass\n",
  "main.cjs": main,
};

/** The requirement of the wheel with its hash, as a tool such as pip-compile writes it. */
function hashedRequirement(): string {
  const folder = mkdtempSync(join(tmpdir(), "wheel-"));
  try {
    const args = ["-m", "pip", "download", wheel, "--no-deps", "--only-binary", ":all:", "--dest", folder];
    execFileSync("python3", args, { stdio: "pipe" });
    const [file = ""] = readdirSync(folder);
    const hash = createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex");
    return `${wheel} --hash=sha256:${hash}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("a project with packages beside its code, installed by pnpm", () => {
  let consumer: Consumer;
  // The settings of the machine for Python and pip, and its cache of npm.
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(PIP|PYENV)_/.test(name)));
  const cache = execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
  const dead = { npm_config_registry: "http://127.0.0.1:9/", PIP_INDEX_URL: "http://127.0.0.1:9/simple" };

  function synthesized(env: NodeJS.ProcessEnv = {}): Files {
    consumer.run(process.execPath, ["main.cjs"], { env: { ...own, npm_config_cache: cache, ...env } as never });
    return consumer.files("cdktf.out");
  }

  beforeAll(() => {
    const requirement = hashedRequirement();
    consumer = new Consumer({ ...files, "auth/requirements.txt": requirement, "worker/requirements.txt": requirement });
    const pnpm = join(repository, "node_modules/pnpm/bin/pnpm.cjs");
    consumer.run(process.execPath, [pnpm, "install", "--no-frozen-lockfile", "--ignore-scripts", "--fetch-retries=5"]);
  });

  it("synthesizes the same again without the registries, guards and authorizers included", () => {
    const first = synthesized();
    const paths = Object.keys(first).map((path) => path.replace(/^.*\/functions\/[^/]+\//, ""));
    expect(paths).toEqual(expect.arrayContaining(["idna/__init__.py", "worker.py", "node_modules/sharp/package.json"]));
    expect(paths).toContainEqual(expect.stringMatching(/sharp-linux-arm64\/.*\.node$/));
    expect(synthesized(dead)).toEqual(first);
  });

  it("says that the index can't be reached, where nothing was downloaded before", () => {
    rmSync(join(consumer.root, "node_modules/.cache"), { recursive: true });
    const env = { ...own, npm_config_cache: cache, ...dead, PIP_RETRIES: "1" } as never;
    const { stderr } = consumer.tryRun(process.execPath, ["main.cjs"], { env });
    expect(stderr).toMatch(/The index can't be reached\..*needs it only once/);
    write(consumer.root, { "auth/requirements.txt": `${wheel}\n`, "worker/requirements.txt": "" });
    expect(consumer.tryRun(process.execPath, ["main.cjs"], { env }).stderr).toContain("The index can't be reached.");
  });
});
