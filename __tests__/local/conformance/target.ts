import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { LocalRun } from "../../../lib/local/local-run";
import { startLocal } from "../../../lib/local/start-local";
import { ConformanceStack } from "./app";

/** Where an API is. */
export interface Place {
  readonly url: string;
  readonly managementEndpoint: string;
}

/** What the suite is pointed at. */
export interface Target {
  readonly places: Readonly<Record<string, Place>>;
  /** What signs for it is there, in PEM; undefined for what everyone trusts. */
  readonly ca: string | undefined;
  /** Undefined for APIs that are deployed. */
  readonly run: LocalRun | undefined;
  close(): Promise<void>;
}

/** The APIs that CONFORMANCE_TARGET names, the output `targets` of a deployment of `app.ts`; else they run here. */
export async function target(): Promise<Target> {
  const deployed = process.env.CONFORMANCE_TARGET;
  if (deployed) return { places: JSON.parse(deployed), ca: undefined, run: undefined, close: async () => undefined };
  const outdir = mkdtempSync(join(tmpdir(), "conformance-"));
  const app = new App({ outdir });
  new ConformanceStack(app, "ws.example.com");
  app.synth();
  const run = await startLocal({ dir: outdir, maxInstances: 2 });
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
