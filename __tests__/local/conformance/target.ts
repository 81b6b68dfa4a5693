import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { LocalRun } from "../../../lib/local/local-run";
import { startLocal } from "../../../lib/local/start-local";
import { ConformanceStack } from "./app";

/** The addresses of an API. */
export interface Place {
  readonly url: string;
  readonly managementEndpoint: string;
}

/** The APIs that the suite tests. */
export interface Target {
  readonly places: Readonly<Record<string, Place>>;
  /** The certificate in PEM; undefined for APIs with a public certificate. */
  readonly ca: string | undefined;
  /** The local run; undefined for deployed APIs. */
  readonly run: LocalRun | undefined;
  close(): Promise<void>;
}

/**
 * The deployed APIs in CONFORMANCE_TARGET, which contains the output `targets` of a deployment of `app.ts`. Without the
 * variable, starts a local run.
 */
export async function target(): Promise<Target> {
  const deployed = process.env.CONFORMANCE_TARGET;
  if (deployed) return { places: JSON.parse(deployed), ca: undefined, run: undefined, close: async () => undefined };
  const outdir = mkdtempSync(join(tmpdir(), "conformance-"));
  const app = new App({ outdir });
  new ConformanceStack(app, "ws.example.com");
  app.synth();
  const run = await startLocal({ dir: outdir, maxInstances: 2, origins: ["*"] });
  const byName = run.apis.map(({ path, url, managementEndpoint }) => [nameOf(path), { url, managementEndpoint }]);
  const [domain] = run.app.domains;
  const places = { ...Object.fromEntries(byName), ...(domain && { Domain: placeOf(domain.authority) }) };
  const close = async () => {
    await run.close();
    rmSync(outdir, { recursive: true });
  };
  return { places, ca: readFileSync(run.certificate, "utf8"), run, close };
}

function nameOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function placeOf(authority: string): Place {
  return { url: `wss://${authority}`, managementEndpoint: `https://${authority}` };
}
