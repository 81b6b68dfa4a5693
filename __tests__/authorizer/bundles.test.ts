import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { App, Aspects, TerraformStack, Testing } from "cdktf";
import { aws } from "../../lib";
import { enter, type Files, filesBelow, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { refusal } from "../support/ways";
import { arn, authOf, guarded, handler, jwt, outdir, sources, straight, synthesize } from "./guarded";

beforeEach(() => enter(project(sources)));
afterEach(removeProjects);

function manifest(files: Files): readonly Readonly<Record<string, unknown>>[] {
  return JSON.parse(files["stacks/chat-dev/functions/manifest.json"] ?? "{}").functions;
}

/** Runs a deployed function in Node.js and returns its result. */
function call(files: Files, event: object, environment: Readonly<Record<string, string>> = {}): unknown {
  const [bundle, ...others] = Object.keys(files).filter((path) => path.endsWith("/index.mjs"));
  expect(others).toEqual([]);
  const script = `const { handler } = await import(${JSON.stringify(join(outdir(), bundle ?? ""))}); console.log(JSON.stringify(await handler(${JSON.stringify(event)}, {})));`;
  const env = { PATH: process.env.PATH ?? "", ...environment };
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", script], { env, encoding: "utf8" }));
}

const methodArn = "arn:aws:execute-api:eu-west-1:123456789012:abc/$default/$connect";
const event = {
  type: "REQUEST",
  methodArn,
  headers: { Authorization: "me" },
  multiValueHeaders: { Authorization: ["me"] },
  requestContext: {
    routeKey: "$connect",
    eventType: "CONNECT",
    domainName: "abc.example.com",
    identity: { sourceIp: "1.2.3.4" },
  },
};
const adapted = { AUTHORIZER_IDENTITY_SOURCES: '["route.request.header.Authorization"]' };
const allowed = (resource: string) => ({
  policyDocument: { Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: resource }] },
});

describe("the function of an authorizer", () => {
  it("is deployed with the adapter, and the manifest lists it", () => {
    const files = synthesize((stack) => guarded(stack, { lambda: { function: handler } }));
    expect(call(files, event, adapted)).toMatchObject(allowed(methodArn));
    expect(manifest(files)).toMatchObject([
      {
        handler: "src/authorizer.ts",
        export: "handler",
        wrapper: {
          module: "runtime/authorizer-adapter",
          export: "adaptAuthorizer",
          options: { payload: "2.0", response: "simple" },
        },
      },
    ]);
  });

  it("is deployed unchanged where it needs no adapter", () => {
    const files = synthesize((stack) => guarded(stack, { lambda: { function: handler, ...straight } }));
    expect(call(files, event)).toEqual({ isAuthorized: true });
    expect(manifest(files)[0]).not.toHaveProperty("wrapper");
  });

  it("is deployed with the adapter where only an aspect uses it, after it was bundled", () => {
    const files = synthesize((stack) => {
      const shared = new aws.Function(stack, "Shared", { handler });
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      let done = false;
      Aspects.of(stack).add({
        visit: () => {
          if (done) return;
          done = true;
          const authorizer = api.addAuthorizer("users", { lambda: { function: shared, payload: "1.0" } });
          api.route("$connect", arn, { auth: authOf(authorizer) });
        },
      });
    });
    expect(call(files, event, adapted)).toMatchObject(allowed(methodArn));
  });

  it("is rejected where its stack is already written without the adapter", () => {
    const app = new App({ outdir: outdir() });
    const shared = new aws.Function(testStack("first", app), "Shared", { handler });
    const stack = testStack("second", app);
    new aws.Function(stack, "Other", { handler });
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    Aspects.of(stack).add({
      visit: (node) => {
        if (TerraformStack.isStack(node)) api.addAuthorizer("users", { lambda: { function: shared, payload: "1.0" } });
      },
    });
    const { message } = refusal(() => app.synth());
    expect(message).toContain('"handler" is already bundled and written; got a use of the function in another stack');
    expect(message).toMatch(/ \(Function "Shared" at first\/Shared\)$/);
    expect(Object.keys(filesBelow(outdir())).filter((path) => path.includes("functions"))).toEqual([]);
  });

  it("may be used after a synthesis in memory, in the next one", () => {
    const app = new App({ outdir: outdir() });
    const stack = testStack("chat-dev", app);
    const shared = new aws.Function(stack, "Shared", { handler });
    Testing.synth(stack);
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
    const authorizer = api.addAuthorizer("users", { lambda: { function: shared, payload: "1.0" } });
    api.route("$connect", arn, { auth: authOf(authorizer) });
    app.synth();
    expect(call(filesBelow(outdir()), event, adapted)).toMatchObject(allowed(methodArn));
  });
});

describe("the function that verifies tokens", () => {
  it("is a module of the library and the same on every machine", () => {
    const files = synthesize((stack) => guarded(stack, { jwt }));
    expect(manifest(files)).toEqual([
      {
        address: expect.stringMatching(/^aws_lambda_function\.MyApi_Authorizerusers_Handler_Function_/),
        folder: expect.stringMatching(/^functions\/MyApi_Authorizerusers_Handler_/),
        module: "runtime/jwt-authorizer",
        export: "handler",
        options: { format: "esm", minify: true, sourcemap: false, target: "node24" },
      },
    ]);
    const library = join(__dirname, "../..");
    for (const text of Object.values(files)) {
      expect(text).not.toContain(library);
      expect(text).not.toContain(process.cwd());
    }
    removeProjects();
    enter(project(sources, "far/from/there"));
    expect(synthesize((stack) => guarded(stack, { jwt }))).toEqual(files);
  });

  it("rejects clients without a token of the issuer", () => {
    const files = synthesize((stack) => guarded(stack, { jwt }));
    const environment = {
      JWT_ISSUER: jwt.issuer,
      JWT_AUDIENCES: JSON.stringify(jwt.audiences),
      JWT_SCOPES: "null",
      JWT_IDENTITY_SOURCE: "route.request.header.Authorization",
    };
    expect(() => call(files, event, environment)).toThrow("Unauthorized");
  });
});
