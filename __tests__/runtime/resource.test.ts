import { createRequire } from "node:module";
import { join } from "node:path";
import { inspect } from "node:util";
import { Resource as typed } from "../../lib/runtime";

// Other tests cover the generated types. Here any name is allowed.
const Resource = typed as unknown as Record<string, unknown> & { readonly [key: symbol]: unknown };

const before = { ...process.env };

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("SST_")) delete process.env[name];
  process.env.SST_RESOURCE_App = '{"name":"chat","stage":"dev"}';
  process.env.SST_RESOURCE_MyApi = '{"url":"wss://a","type":"sst.aws.ApiGatewayWebSocket"}';
});

afterAll(() => {
  process.env = before;
});

describe("Resource", () => {
  it("reads linked resources and the app", () => {
    expect(Resource.MyApi).toEqual({ url: "wss://a", type: "sst.aws.ApiGatewayWebSocket" });
    expect(typed.App.name).toBe("chat");
    expect(typed.App.stage).toBe("dev");
  });

  it("returns the same object each time", () => {
    expect(Resource.MyApi).toBe(Resource.MyApi);
  });

  it("returns different objects for links with equal values", () => {
    process.env.SST_RESOURCE_First = '{"url":"wss://same"}';
    process.env.SST_RESOURCE_Second = '{"url":"wss://same"}';
    expect(Resource.First).toEqual(Resource.Second);
    expect(Resource.First).not.toBe(Resource.Second);
    (Resource.First as { url: string }).url = "wss://changed";
    expect(Resource.Second).toEqual({ url: "wss://same" });
  });

  it("follows changes of the environment, which tests of a handler make", () => {
    expect(Resource.MyApi).toMatchObject({ url: "wss://a" });
    process.env.SST_RESOURCE_MyApi = '{"url":"wss://b"}';
    expect(Resource.MyApi).toEqual({ url: "wss://b" });
    delete process.env.SST_RESOURCE_MyApi;
    expect(() => Resource.MyApi).toThrow();
  });

  it("lists the linked names by `in`, Object.keys and a spread", () => {
    expect(["MyApi" in Resource, "App" in Resource, "Other" in Resource]).toEqual([true, true, false]);
    expect(["toString" in Resource, Symbol.iterator in Resource]).toEqual([false, false]);
    expect(Object.keys(Resource).sort()).toEqual(["App", "MyApi"]);
    expect({ ...Resource }).toEqual({
      App: { name: "chat", stage: "dev" },
      MyApi: { url: "wss://a", type: "sst.aws.ApiGatewayWebSocket" },
    });
  });

  it("can be converted to JSON and inspected", () => {
    expect(JSON.parse(JSON.stringify(Resource))).toEqual({
      App: { name: "chat", stage: "dev" },
      MyApi: { url: "wss://a", type: "sst.aws.ApiGatewayWebSocket" },
    });
    expect(() => inspect(Resource)).not.toThrow();
    expect(() => `${Object.prototype.toString.call(Resource)}`).not.toThrow();
  });

  // `await` reads `then`, which is never the name of a link.
  it("can be awaited, and returned by an asynchronous function", async () => {
    // Compared with `===`, because jest's matchers read names of their own.
    expect((await Resource) === Resource).toBe(true);
    expect((await (async () => Resource)()) === Resource).toBe(true);
    expect((await Promise.all([Resource]))[0] === Resource).toBe(true);
  });

  it("has no symbols", () => {
    expect(Resource[Symbol.toPrimitive]).toBeUndefined();
    expect(Resource[Symbol.iterator]).toBeUndefined();
  });

  it("ignores an empty variable, like SST", () => {
    process.env.SST_RESOURCE_MyApi = "";
    expect(() => Resource.MyApi).toThrow('"MyApi" is not linked to this function');
    expect("MyApi" in Resource).toBe(false);
    expect(Object.keys(Resource)).toEqual(["App"]);
  });

  describe("rejects", () => {
    it.each(["Other", "myApi", "MyAp", "toString", "constructor", "__proto__"])(
      "%s, and names what is linked",
      (name) => {
        expect(() => Resource[name]).toThrow(
          new Error(`"${name}" is not linked to this function. Linked are: App, MyApi.`),
        );
      },
    );

    it("every name if nothing is linked, as outside of Lambda", () => {
      for (const name of Object.keys(process.env)) if (name.startsWith("SST_")) delete process.env[name];
      expect(() => Resource.MyApi).toThrow(new Error('"MyApi" is not linked to this function. Linked are: none.'));
    });

    it("a value that is not JSON, with the name of its variable", () => {
      process.env.SST_RESOURCE_MyApi = "{";
      expect(() => Resource.MyApi).toThrow(/MyApi/);
    });
  });
});

describe("the bundle of Resource", () => {
  const { buildSync } = createRequire(__filename)("esbuild") as typeof import("esbuild");
  const bundled = (contents: string) =>
    buildSync({
      stdin: { contents, resolveDir: join(__dirname, "../../lib/runtime") },
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "node",
      target: "node20",
    });

  it("is below 2 KB and contains only its own file", () => {
    const { outputFiles, metafile } = bundled(
      'import { Resource } from "./index"; export const handler = () => Resource.App;',
    );
    expect(outputFiles[0]?.contents.byteLength).toBeLessThan(2048);
    const files = Object.keys(metafile.inputs).filter((path) => !path.includes("<stdin>"));
    expect(files.filter((path) => !/lib\/runtime\/[\w-]+\.ts$/.test(path))).toEqual([]);
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
  });

  it("is empty for a handler that does not use it", () => {
    const { outputFiles } = bundled('import { Resource } from "./index"; export const handler = () => 1;');
    expect(outputFiles[0]?.text).toMatch(/^var \w=\(\)=>1;export\{\w as handler\};\n$/);
  });
});
