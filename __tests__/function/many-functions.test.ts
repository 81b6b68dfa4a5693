import { rmSync } from "node:fs";
import { join } from "node:path";
import { App, type AppConfig } from "cdktf";
import { aws } from "cdktf-apigateway-websocket";
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

function synthesize(config: AppConfig = {}): unknown {
  const app = new App({ outdir: outdir(), ...config });
  for (const name of ["one", "two"]) {
    const api = new aws.ApiGatewayWebSocket(testStack(name, app), "Api", { accessLog: false });
    for (let index = 0; index < COUNT; index++) api.route(`r${index}`, `src/${index % 2 === 0 ? "a" : "b"}.handler`);
  }
  app.synth();
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

describe("many functions", () => {
  it("are with a cold and a warm cache what they are without it, byte for byte and with the same modes", () => {
    const plain = synthesize({ context: { bundleCache: "false" } });
    for (const state of ["cold", "warm"]) {
      rmSync(outdir(), { recursive: true });
      expect({ state, output: synthesize() }).toEqual({ state, output: plain });
    }
    expect(buildSync).toHaveBeenCalledTimes(2);
  });

  it("are bundled once, and not again because their synthesis wrote its output", () => {
    synthesize();
    synthesize();
    expect(buildSync).toHaveBeenCalledTimes(1);
  });
});
