import { setTimeout as wait } from "node:timers/promises";
import { exposureWarnings } from "./address";
import type { AppReader } from "./app-reader";
import type { AppServer } from "./app-server";
import type { CodeFile, CodeStore } from "./code-store";
import type { EventLog } from "./event-log";
import type { FunctionPool } from "./functions/function-pool";
import type { DevelopmentIssuer } from "./issuer/development-issuer";
import type { Claims } from "./issuer/token";
import type { LocalFunction } from "./local-function";
import type { LocalOptions } from "./local-options";
import type { LocalConnection, LocalEvent, LocalRun, LocalRunApi } from "./local-run";
import type { RunLog } from "./log/run-log";
import type { LocalApp } from "./model";
import type { LocalCertificate } from "./wire/certificate";
import type { AdjustableClock } from "./wire/clock";
import type { Gateway } from "./wire/gateway";
import type { Faults } from "./wire/wire-options";

/** A run with what the command `dev` needs to end it, and to apply changes. */
export interface StartedRun extends LocalRun {
  readonly log: RunLog;
  /** The number of calls of functions that have no outcome yet. */
  readonly callsInFlight: number;
  /** Accepts no further clients and messages, and resolves when all calls have ended or the time is over. */
  drain(milliseconds: number): Promise<void>;
  /** Replaces the values that are known only after apply. The next reload uses them. */
  useValues(values: LocalOptions["values"]): void;
  /** Runs new code of functions: the files of each, by its ARN. Returns the functions whose code differs. */
  replaceCode(files: ReadonlyMap<string, readonly CodeFile[]>): readonly LocalFunction[];
}

/** The parts of a run that its members use. */
export interface RunParts {
  readonly certificate: LocalCertificate;
  readonly clock: AdjustableClock;
  readonly close: () => Promise<void>;
  readonly code: CodeStore;
  readonly events: EventLog;
  readonly faults: Faults;
  readonly functions: FunctionPool;
  readonly issuer: DevelopmentIssuer | undefined;
  readonly log: RunLog;
  readonly options: LocalOptions;
  readonly reader: AppReader;
  readonly server: AppServer;
}

/** The run that is returned to its user. Members that depend on the app are getters, because a reload changes it. */
export class ServedRun implements StartedRun {
  public readonly certificate: string;
  public readonly faults: Faults;
  public readonly log: RunLog;

  constructor(private readonly parts: RunParts) {
    this.certificate = parts.certificate.path;
    this.faults = parts.faults;
    this.log = parts.log;
  }

  public get app(): LocalApp {
    return this.parts.server.app;
  }

  public get url(): string {
    return this.app.apis[0]?.url ?? "";
  }

  public get managementEndpoint(): string {
    return this.app.apis[0]?.managementEndpoint ?? "";
  }

  public get apis(): readonly LocalRunApi[] {
    return this.app.apis.map(({ path, name, url, managementEndpoint }) => ({ path, name, url, managementEndpoint }));
  }

  public get notices(): readonly string[] {
    return [...exposureWarnings(this.parts.options), ...this.app.notices];
  }

  public connections(): readonly LocalConnection[] {
    return this.parts.server.gateways.flatMap(openConnections);
  }

  public events(): readonly LocalEvent[] {
    return this.parts.events.all;
  }

  public clearEvents(): void {
    this.parts.events.clear();
  }

  public advanceTime(milliseconds: number): void {
    this.parts.clock.advance(milliseconds);
  }

  public token(claims: Claims = {}): string {
    const { issuer } = this.parts;
    if (issuer === undefined) throw new Error('This run has no issuer. Pass "issuer: true" to startLocal.');
    return issuer.token(claims);
  }

  public reload(): Promise<void> {
    return this.parts.server.serve(() => this.parts.reader.find());
  }

  public useValues(values: LocalOptions["values"]): void {
    this.parts.reader.useValues(values);
  }

  public replaceCode(files: ReadonlyMap<string, readonly CodeFile[]>): readonly LocalFunction[] {
    const { code, server } = this.parts;
    const folders = new Map(
      this.app.functions.flatMap((fn) => {
        const own = files.get(fn.arn);
        return own === undefined ? [] : [[fn.arn, code.keepFiles(own, hasMoreFiles(fn) ? fn.folder : undefined)]];
      }),
    );
    const changed = this.app.functions.filter(({ arn, folder }) => (folders.get(arn) ?? folder) !== folder);
    if (changed.length > 0) server.replaceCode(folders);
    return changed;
  }

  public get callsInFlight(): number {
    return this.parts.functions.callsInFlight;
  }

  public async drain(milliseconds: number): Promise<void> {
    for (const gateway of this.parts.server.gateways) gateway.stop();
    const end = Date.now() + milliseconds;
    while (this.callsInFlight > 0 && Date.now() < end) await wait(20);
  }

  public close(): Promise<void> {
    return this.parts.close();
  }
}

/** Whether a synthesis put packages or copied files beside the bundle. */
function hasMoreFiles({ source }: LocalFunction): boolean {
  return source?.install !== undefined || source?.copyFiles !== undefined;
}

function openConnections({ api: { path }, open }: Gateway): readonly LocalConnection[] {
  return open.map(({ connected: { connectionId, connectedAt }, lastActiveAt }) => {
    return { connectionId, api: path, connectedAt, lastActiveAt };
  });
}
