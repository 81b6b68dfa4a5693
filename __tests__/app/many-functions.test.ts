import { rmSync } from "node:fs";
import { join } from "node:path";
import { App, type AppConfig, Aspects, TerraformStack } from "cdktf";
import { aws, ValidationError } from "cdktf-apigateway-websocket";
import { settle } from "../bundle/cached";
import { enter, filesBelow, modesBelow, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";

const buildSync = jest.fn();

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync };
});

const COUNT = 30;
const outdir = () => join(process.cwd(), "cdktf.out");

function appOf(stacks: readonly string[], config: AppConfig = {}) {
  const app = new App({ outdir: outdir(), ...config });
  const apis = stacks.map((name) => {
    const api = new aws.ApiGatewayWebSocket(testStack(name, app), "Api", { accessLog: false });
    for (let index = 0; index < COUNT; index++) api.route(`r${index}`, `src/${index % 2 === 0 ? "a" : "b"}.handler`);
    return api;
  });
  return { app, apis };
}

function synthesize(config: AppConfig = {}): unknown {
  appOf(["one", "two"], config).app.synth();
  return { files: filesBelow(outdir()), modes: modesBelow(outdir()) };
}

beforeEach(() => {
  buildSync.mockClear();
  enter(
    project({
      "src/a.ts": "export const handler = async () => ({ statusCode: 200, body: 'a' });\n",
      "src/b.ts": "export const handler = async () => ({ statusCode: 200, body: 'b' });\n",
    }),
  );
  settle();
});

afterEach(removeProjects);

describe("an app with many functions in two stacks", () => {
  it("has the same bytes and modes without a cache, with an empty cache and with a filled one", () => {
    const plain = synthesize({ context: { bundleCache: "false" } });
    for (const state of ["cold", "warm"]) {
      rmSync(outdir(), { recursive: true });
      expect({ state, output: synthesize() }).toEqual({ state, output: plain });
    }
    expect(buildSync).toHaveBeenCalledTimes(2);
  });

  it("is bundled once, and not again because its synthesis wrote the output", () => {
    synthesize();
    synthesize();
    expect(buildSync).toHaveBeenCalledTimes(1);
  });

  it("leaves nothing behind if a check fails while cdktf renders the stack", () => {
    const { app, apis } = appOf(["one"]);
    const [{ nodes }] = apis as [aws.ApiGatewayWebSocket];
    Aspects.of(TerraformStack.of(nodes.api)).add({
      visit: (node) => {
        if (node === nodes.stage) nodes.stage.name = "no good";
      },
    });
    expect(() => app.synth()).toThrow(ValidationError);
    expect(filesBelow(outdir())).toEqual({});
  });
});
