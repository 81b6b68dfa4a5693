import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { Construct } from "constructs";
import { type Asset, Assets } from "../app/assets";
import type { EntryPoint } from "../bundle/entry-point";
import type { PythonRequest } from "../bundle/python/pack";
import { locatePython, type PythonSource } from "../bundle/python/source";
import { BundleError, projectRoot } from "../bundle/sources";
import { quoted, ValidationError } from "../core/validation-error";
import type { FunctionArgs } from "./function-args";

/** Locates the source of a Python function. Synthesis packs it later. */
export function locatePythonSource(scope: Construct, { handler, nodejs, hook }: FunctionArgs): PythonSource {
  if (nodejs !== undefined)
    throw new ValidationError(scope, `"nodejs" can't be set for a Python function; got ${quoted(nodejs)}. Remove it.`);
  if (hook?.postbuild !== undefined)
    throw new ValidationError(
      scope,
      `"hook" can't be set for a Python function, which is not bundled; got ${quoted(hook)}. Remove it, or prepare the files before synthesis.`,
    );
  try {
    return locatePython(projectRoot(), handler);
  } catch (error) {
    if (error instanceof BundleError) throw new ValidationError(scope, error.message);
    throw error;
  }
}

/** The code of a Python function, which synthesis packs. */
export class PythonCode implements Asset {
  private decidesAccess = false;

  constructor(
    private readonly asset: Pick<Asset, "scope" | "folder" | "copyFiles">,
    private readonly source: PythonSource,
    private readonly fn: LambdaFunction,
  ) {
    Assets.of(asset.scope).add(this);
  }

  public get scope(): Construct {
    return this.asset.scope;
  }

  public get folder(): string {
    return this.asset.folder;
  }

  public get copyFiles(): Asset["copyFiles"] {
    return this.asset.copyFiles;
  }

  public get entryPoint(): EntryPoint {
    return { language: "python", handler: this.source.handler };
  }

  public get platform(): string {
    const { runtimeInput, architecturesInput } = this.fn;
    return JSON.stringify([runtimeInput, architecturesInput]);
  }

  /** Installs the packages without the cache, because the function decides about access. */
  public protect(): void {
    this.decidesAccess = true;
    Assets.of(this.scope).renew(this);
  }

  public get python(): PythonRequest {
    const { runtimeInput = "", architecturesInput = [] } = this.fn;
    const architecture = architecturesInput[0] === "arm64" ? "arm64" : "x86_64";
    const platform = { version: runtimeInput.replace(/^python/, ""), architecture } as const;
    return { source: this.source, platform, decidesAccess: this.decidesAccess };
  }
}
