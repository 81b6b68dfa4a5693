import { allowedCallers } from "./address";
import type { FoundApp } from "./app-reader";
import type { CodeStore } from "./code-store";
import { CurrentApp, stageKey } from "./current-app";
import type { FunctionPool } from "./functions/function-pool";
import { Hosts } from "./hosts";
import type { LocalOptions } from "./local-options";
import type { RunLog } from "./log/run-log";
import type { LocalApp } from "./model";
import { withCode } from "./replaced-code";
import type { LocalCertificate } from "./wire/certificate";
import { Gateway, type GatewayParts } from "./wire/gateway";
import { Management } from "./wire/management";

/** What a server uses, apart from the app. It stays the same for the whole run. */
export interface ServerParts extends GatewayParts {
  readonly options: LocalOptions;
  readonly certificate: LocalCertificate;
  readonly functions: FunctionPool;
  readonly code: CodeStore;
  readonly log: RunLog;
}

/**
 * How long replaced code is kept, in milliseconds. A call may look a function up, and wait for its authorizer before it
 * starts a process. API Gateway waits 29 seconds for an authorizer.
 */
const longestLookup = 35_000;

/** Serves an app, and replaces it by another one. Connections stay open if their stage still exists. */
export class AppServer {
  private readonly current = new CurrentApp();
  private readonly hosts = new Hosts();
  private readonly stages = new Map<string, Gateway>();
  private readonly management: Management;
  private last: Promise<unknown> = Promise.resolve();
  private sweeper: NodeJS.Timeout | undefined;

  constructor(private readonly parts: ServerParts) {
    this.management = new Management({ ...parts, unsigned: parts.options.unsigned ?? "allow" });
  }

  public get app(): LocalApp {
    return this.current.value;
  }

  public get gateways(): readonly Gateway[] {
    return [...this.stages.values()];
  }

  /**
   * Serves an app in place of the present one. Several calls are done one after the other.
   * @throws LocalRunError if it can't be served; the present app is served further then
   */
  public serve(find: () => FoundApp): Promise<void> {
    const served = this.last.then(() => this.serveNow(find()));
    this.last = served.catch(() => undefined);
    return served;
  }

  /** Serves other code for some functions: folders by the ARNs of the functions. */
  public replaceCode(folders: ReadonlyMap<string, string>): void {
    this.replace(withCode(this.app, folders));
  }

  public async close(): Promise<void> {
    clearTimeout(this.sweeper);
    for (const gateway of this.gateways) gateway.close();
    await this.parts.functions.close();
    await this.hosts.close();
  }

  private async serveNow({ hosts, read }: FoundApp): Promise<void> {
    const added = await this.hosts.listen(hosts, this.parts.options, this.parts.certificate);
    try {
      this.replace(read(this.hosts.authorities));
    } catch (error) {
      await this.hosts.remove(added);
      throw error;
    }
    this.hosts.retain(hosts);
  }

  private replace(app: LocalApp): void {
    const isFirst = this.stages.size === 0;
    this.current.replace(app);
    this.parts.functions.replace(app.functions);
    this.replaceStages(app);
    const callers = allowedCallers(app, this.parts.options);
    this.hosts.serve(app, this.gateways, { management: this.management, callers, log: this.parts.log });
    if (!isFirst) this.sweepLater();
  }

  private replaceStages({ apis }: LocalApp): void {
    const keys = new Set(apis.map(stageKey));
    for (const [key, gateway] of this.stages) {
      if (keys.has(key)) continue;
      this.stages.delete(key);
      gateway.retire();
    }
    for (const key of keys)
      if (!this.stages.has(key)) this.stages.set(key, new Gateway(() => this.current.stage(key), this.parts));
  }

  private sweepLater(): void {
    this.sweeper ??= setTimeout(() => {
      this.sweeper = undefined;
      this.parts.code.retain(new Set(this.parts.functions.folders));
    }, longestLookup).unref();
  }
}
