import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { App, type AppConfig, Aspects, TerraformStack } from "cdktf";
import { aws, ValidationError } from "cdktf-apigateway-websocket";
import { CopyBatch } from "../../lib/bundle/cache/copy-batch";
import { enter, filesBelow, modesBelow, project, removeProjects, write } from "../support/project";
import { testStack } from "../support/synth";

const buildSync = jest.fn();

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync };
});

const COUNT = 30;
const outdir = () => join(process.cwd(), "cdktf.out");
const cache = () => join(process.cwd(), "node_modules/.cache/cdktf-apigateway-websocket");
const onTheWay = () => readdirSync(cache()).filter((name) => name.startsWith(".writing-"));

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
  enter(
    project({
      "src/a.ts": "export const handler = async () => ({ statusCode: 200, body: 'a' });\n",
      "src/b.ts": "export const handler = async () => ({ statusCode: 200, body: 'b' });\n",
    }),
  );
});

afterEach(removeProjects);

describe("functions that are so many that a second thread copies them", () => {
  it("are what they are without it, byte for byte and with the same modes", () => {
    const start = jest.spyOn(CopyBatch, "start");
    const plain = synthesize({ context: { bundleCache: "false" } });
    expect(start).not.toHaveBeenCalled();
    for (const state of ["cold", "warm"]) {
      rmSync(outdir(), { recursive: true });
      expect({ state, output: synthesize() }).toEqual({ state, output: plain });
      expect(onTheWay()).toEqual([]);
    }
    expect(start).toHaveBeenCalledTimes(2 * 2);
  });

  it("are copied while esbuild bundles the others", () => {
    synthesize();
    const before = filesBelow(outdir());
    const start = jest.spyOn(CopyBatch, "start");
    write(process.cwd(), { "src/c.ts": "export const handler = async () => ({ statusCode: 200, body: 'c' });\n" });
    rmSync(outdir(), { recursive: true });
    const { app, apis } = appOf(["one"]);
    apis[0]?.route("c", "src/c.handler");
    buildSync.mockImplementationOnce((options) => {
      expect(start.mock.calls.map(([wanted]) => wanted.length)).toEqual([COUNT]);
      return jest.requireActual("esbuild").buildSync(options);
    });
    buildSync.mockClear();
    start.mockClear();
    app.synth();
    expect(buildSync).toHaveBeenCalledTimes(1);
    expect(start).toHaveBeenCalledTimes(1);
    const bundles = Object.entries(before).filter(([path]) => /^stacks\/one\/.*\/index\.mjs$/.test(path));
    expect(bundles).toHaveLength(COUNT);
    expect(filesBelow(outdir())).toMatchObject(Object.fromEntries(bundles));
    expect(onTheWay()).toEqual([]);
  });

  it("leave nothing behind when a rule turns out to be broken while cdktf renders their stack", () => {
    const start = jest.spyOn(CopyBatch, "start");
    const { app, apis } = appOf(["one"]);
    const [{ nodes }] = apis as [aws.ApiGatewayWebSocket];
    Aspects.of(TerraformStack.of(nodes.api)).add({
      visit: (node) => {
        if (node === nodes.stage) nodes.stage.name = "no good";
      },
    });
    expect(() => app.synth()).toThrow(ValidationError);
    expect(start.mock.results).toEqual([{ type: "return", value: expect.any(CopyBatch) }]);
    expect(filesBelow(outdir())).toEqual({});
    expect(onTheWay()).toEqual([]);
  });
});
