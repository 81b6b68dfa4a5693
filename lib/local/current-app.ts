import type { LocalApi, LocalApp } from "./model";

/** A key of a stage that stays the same when the app changes. */
export function stageKey({ host, stageName }: Pick<LocalApi, "host" | "stageName">): string {
  return JSON.stringify([host, stageName]);
}

/**
 * The app as a run serves it now. The value itself never changes: a reload replaces it as a whole, and the parts of the
 * run read it for each event.
 */
export class CurrentApp {
  private app: LocalApp = {
    apis: [],
    domains: [],
    functions: [],
    notices: [],
    unavailable: new Map(),
    unusedValues: [],
    unknownValues: new Map(),
  };
  /** Stages that are gone keep their last version, for the `$disconnect` of their connections. */
  private readonly stages = new Map<string, LocalApi>();

  public get value(): LocalApp {
    return this.app;
  }

  public replace(app: LocalApp): void {
    this.app = app;
    for (const api of app.apis) this.stages.set(stageKey(api), api);
  }

  /** A stage as it is now, or as it was last. It must have been part of the app. */
  public stage(key: string): LocalApi {
    const api = this.stages.get(key);
    if (api === undefined) throw new RangeError(`The app never had the stage ${key}.`);
    return api;
  }
}
