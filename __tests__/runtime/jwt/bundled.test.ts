import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileOptions } from "../../../lib/bundle/options";
import { environment, eventWith, tokenOf } from "./authorized";
import { TestIssuer } from "./issuer";
import { makeKey } from "./tokens";

jest.setTimeout(60_000);

const { buildSync } = createRequire(__filename)("esbuild") as typeof import("esbuild");
const runtime = join(__dirname, "../../../lib/runtime");
const folder = mkdtempSync(join(tmpdir(), "jwt-"));

/** Bundles a module like the library bundles functions. */
function bundle(module: string) {
  const options = compileOptions({ format: "esm", minify: true, sourcemap: false, target: "node20" });
  const entryPoints = [join(runtime, `${module}.ts`)];
  const { metafile } = buildSync({ ...options, entryPoints, outfile: join(folder, `${module}.mjs`), metafile: true });
  const [output] = Object.values(metafile.outputs);
  return { bytes: output?.bytes ?? 0, inputs: Object.keys(metafile.inputs), external: output?.imports ?? [] };
}

// Calls the handler with each event from standard input, and prints the results.
const program = `
const { handler } = await import("./jwt-authorizer.mjs");
let input = "";
for await (const chunk of process.stdin) input += chunk;
for (const event of JSON.parse(input))
  await handler(event).then(
    ({ policyDocument }) => console.log(policyDocument.Statement[0].Effect),
    ({ message }) => console.log(message),
  );
`;

const key = makeKey("2026");
let issuer: TestIssuer;
let bundled: ReturnType<typeof bundle>;

beforeAll(async () => {
  issuer = await TestIssuer.start({ keys: [key] });
  bundled = bundle("jwt-authorizer");
  writeFileSync(join(folder, "certificate.pem"), issuer.certificate);
  writeFileSync(join(folder, "program.mjs"), program);
});
afterAll(async () => {
  await TestIssuer.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

async function run(events: readonly unknown[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["program.mjs"], { cwd: folder, env: { PATH: process.env.PATH, ...env } });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
    });
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(events));
  const code = await new Promise((resolve) => child.on("close", resolve));
  const lines = printed.stdout.trim().split("\n");
  return { code, ...printed, logged: lines.filter((line) => line.startsWith("{")), lines };
}

const trusting = () => ({ NODE_EXTRA_CA_CERTS: join(folder, "certificate.pem") });

describe("the bundle of the authorizer", () => {
  it("is below 60 KB and contains only modules of the library and jose", () => {
    expect(bundled.bytes).toBeGreaterThan(5_000);
    expect(bundled.bytes).toBeLessThan(60_000);
    const foreign = bundled.inputs.filter((path) => !/lib\/runtime\/|node_modules\/jose\/dist\/webapi\//.test(path));
    expect(foreign).toEqual([]);
    const builtIn = bundled.external.filter(({ path }) => !/^(node:)?(crypto|https|module|stream)$/.test(path));
    expect(builtIn).toEqual([]);
  });

  it("verifies tokens of an issuer over https, and logs rejected ones", async () => {
    const scopes = { JWT_SCOPES: '["chat:write"]' };
    const right = tokenOf(issuer, key, { scope: "chat:write" });
    const events = [
      eventWith(right),
      eventWith(tokenOf(issuer, key)),
      eventWith(tokenOf(issuer, makeKey("2026"))),
      eventWith(tokenOf(issuer, makeKey("2027"))),
      "garbage",
      eventWith(right),
    ];
    const { code, lines, logged, stderr } = await run(events, { ...environment(issuer.name, scopes), ...trusting() });
    expect([code, stderr]).toEqual([0, ""]);
    expect(lines.filter((line) => !logged.includes(line))).toEqual([
      "Allow",
      "Deny",
      "Unauthorized",
      "Unauthorized",
      "Unauthorized",
      "Allow",
    ]);
    expect(logged.map((line) => JSON.parse(line).reason)).toEqual([
      "the token has none of the scopes chat:write",
      "its signature is wrong",
      'the issuer has no key for signatures whose "kid" is "2027"',
      "the event is none of an authorizer",
    ]);
  });

  it.each<Readonly<Record<string, string>>>([{}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }])(
    "trusts no certificate of its own accord, with %j",
    async (more) => {
      const { lines } = await run([eventWith(tokenOf(issuer, key))], { ...environment(issuer.name), ...more });
      expect(lines.at(-1)).toMatch(/^the keys of the issuer can't be had: .* self-signed certificate$/);
    },
  );

  it("does not start without its configuration", async () => {
    const { code, stdout, stderr } = await run([], { ...environment("http://127.0.0.1"), ...trusting() });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("The variable JWT_ISSUER has to be an https address");
  });
});

describe("a module that handlers import", () => {
  it.each(["index", "scope-guard", "claims"])("contains no verifier: %s", (module) => {
    expect(bundle(module).inputs.filter((path) => path.includes("node_modules"))).toEqual([]);
  });
});
