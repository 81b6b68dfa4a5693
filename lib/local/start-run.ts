import { setTimeout as wait } from "node:timers/promises";
import { allowedCallers, checkAddresses, exposureWarnings } from "./address";
import { cacheFolder } from "./cache-folder";
import { EventLog } from "./event-log";
import { FunctionPool } from "./functions/function-pool";
import { Hosts, listenProblem } from "./hosts";
import { unsupportedConditions } from "./iam/policy-evaluation";
import { DevelopmentIssuer } from "./issuer/development-issuer";
import { IssuerOverride } from "./issuer/issuer-override";
import { jwtAuthorizersIn } from "./issuer/jwt-authorizers";
import { type LocalOptions, unknownOptions } from "./local-options";
import type { LocalConnection, LocalRun } from "./local-run";
import { LocalRunError } from "./local-run-error";
import type { RunEvent } from "./log/run-event";
import { RunLog } from "./log/run-log";
import type { LocalApp } from "./model";
import type { Values } from "./output/given-values";
import { Output } from "./read-output";
import { certificateIn, type LocalCertificate } from "./wire/certificate";
import { AdjustableClock } from "./wire/clock";
import { Gateway } from "./wire/gateway";
import { Management } from "./wire/management";
import { type Credentials, SignatureCheck } from "./wire/signature";
import { type Faults, limitsOfAws, noFaults, type Observer } from "./wire/wire-options";

/** A run with what the command `dev` needs to end it. */
export interface StartedRun extends LocalRun {
  /** The number of calls of functions that have no outcome yet. */
  readonly callsInFlight: number;
  /** Accepts no further clients and messages, and resolves when all calls have ended or the time is over. */
  drain(milliseconds: number): Promise<void>;
}

/** @throws LocalRunError with all unknown options, or with everything that is not supported */
export async function startRun(
  options: LocalOptions,
  take?: (event: RunEvent) => void,
  labelOf = (value: string) => `${JSON.stringify(value)} in "values"`,
): Promise<StartedRun> {
  const unknown = unknownOptions(options);
  if (unknown.length > 0) throw new LocalRunError(unknown);
  checkAddresses(options);
  const closing: Closing = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    return await started(options, { log: new RunLog(take), labelOf }, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

type Closing = (() => Promise<void> | void)[];

async function started(
  options: LocalOptions,
  { log, labelOf }: { readonly log: RunLog; readonly labelOf: (value: string) => string },
  closing: Closing,
  close: () => Promise<void>,
): Promise<StartedRun> {
  const certificate = await certificateIn(cacheFolder());
  const { dir = "cdktf.out" } = options;
  const issuer = await startIssuer(options, certificate, closing);
  const replaced = issuer && issuerOverride(options, dir, issuer);
  const credentials = hostCredentials();
  const output = createOutput({ ...options, hasCredentials: credentials !== undefined }, dir, replaced);
  closing.push(() => output.dispose());
  const hosts = new Hosts();
  closing.push(() => hosts.close());
  await hosts.listen(output.hosts(), options, certificate);
  const app = output.app(hosts.authorities);
  const functions = poolOf(options, app, certificate, log);
  closing.push(() => functions.close());
  const clock = new AdjustableClock();
  const faults: Faults = { ...noFaults(), ...options.faults };
  const events = new EventLog();
  const parts = {
    ...{ functions, clock, faults },
    limits: { ...limitsOfAws, ...options.limits },
    signatures: new SignatureCheck(credentials, clock),
    observer: observerOf(events, log),
  };
  const gateways = app.apis.map((api) => new Gateway(api, parts));
  closing.push(() => {
    for (const gateway of gateways) gateway.close();
  });
  const management = new Management({ ...parts, unsigned: options.unsigned ?? "allow" });
  const callers = allowedCallers(app, options);
  hosts.serve(app, gateways, { management, callers, log });
  const unused = app.unusedValues.map((name) => `${labelOf(name)} is not used: nothing in the output refers to it.`);
  const notices = [
    ...exposureWarnings(options),
    ...unused,
    ...app.notices,
    ...(replaced?.notices ?? []),
    ...noticesOfConditions(app),
  ];
  return runOf({ app, certificate, clock, close, events, faults, functions, gateways, issuer, notices });
}

async function startIssuer({ issuer, port = 0 }: LocalOptions, certificate: LocalCertificate, closing: Closing) {
  if (!issuer) return undefined;
  const own = port === 0 ? 0 : port + 99;
  const started = await DevelopmentIssuer.start(certificate, own, cacheFolder()).catch((error) => {
    throw new LocalRunError([listenProblem("the issuer of --issuer", own, "127.0.0.1", error)]);
  });
  closing.push(() => started.close());
  return started;
}

function issuerOverride({ issuer: asked }: LocalOptions, dir: string, { issuer }: DevelopmentIssuer): IssuerOverride {
  return new IssuerOverride(issuer, typeof asked === "object" ? asked.audiences : undefined, jwtAuthorizersIn(dir));
}

function createOutput(
  { values, region, strict, hasCredentials }: LocalOptions & { readonly hasCredentials: boolean },
  dir: string,
  issuer: IssuerOverride | undefined,
): Output {
  return new Output({
    ...{ dir, hasCredentials },
    ...(values && { values: values as Values }),
    ...(region !== undefined && { region }),
    ...(strict !== undefined && { strict }),
    ...(issuer && { override: issuer.override }),
  });
}

function hostCredentials(): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

function poolOf(
  { maxInstances, variables }: LocalOptions,
  app: LocalApp,
  { path }: LocalCertificate,
  log: RunLog,
): FunctionPool {
  return new FunctionPool(app.functions, {
    certificate: path,
    ...(variables && { variables }),
    ...(maxInstances !== undefined && { maxInstances }),
    print: (fn, stream, line, callId) => log.output(fn, stream, line, callId),
    warn: (text) => log.message("warning", text),
  });
}

function observerOf(events: EventLog, log: RunLog): Observer {
  return { event: ({ api: { path }, routeKey, event }) => events.add({ api: path, routeKey, event }), log };
}

function noticesOfConditions({ functions }: LocalApp): readonly string[] {
  return functions.flatMap(({ path, permissions = [] }) =>
    unsupportedConditions(permissions).map(
      (condition) =>
        `${path}: the condition ${condition} in a policy of its role is not evaluated; an Allow applies without it.`,
    ),
  );
}

interface RunParts {
  readonly app: LocalApp;
  readonly certificate: LocalCertificate;
  readonly clock: AdjustableClock;
  readonly close: () => Promise<void>;
  readonly events: EventLog;
  readonly faults: Faults;
  readonly functions: FunctionPool;
  readonly gateways: readonly Gateway[];
  readonly issuer: DevelopmentIssuer | undefined;
  readonly notices: readonly string[];
}

function runOf(parts: RunParts): StartedRun {
  const { app, certificate, clock, close, events, faults, functions, gateways, issuer, notices } = parts;
  const [first] = app.apis;
  return {
    url: first?.url ?? "",
    managementEndpoint: first?.managementEndpoint ?? "",
    apis: app.apis.map(({ path, name, url, managementEndpoint }) => ({ path, name, url, managementEndpoint })),
    certificate: certificate.path,
    notices,
    app,
    connections: () => gateways.flatMap(openConnections),
    events: () => events.all,
    clearEvents: () => events.clear(),
    advanceTime: (milliseconds) => clock.advance(milliseconds),
    faults,
    token(claims = {}) {
      if (issuer === undefined) throw new Error('This run has no issuer. Pass "issuer: true" to startLocal.');
      return issuer.token(claims);
    },
    close,
    get callsInFlight() {
      return functions.callsInFlight;
    },
    drain: (milliseconds) => drain(gateways, functions, milliseconds),
  };
}

async function drain(gateways: readonly Gateway[], functions: FunctionPool, milliseconds: number): Promise<void> {
  for (const gateway of gateways) gateway.stop();
  const end = Date.now() + milliseconds;
  while (functions.callsInFlight > 0 && Date.now() < end) await wait(20);
}

function openConnections({ api: { path }, open }: Gateway): readonly LocalConnection[] {
  return open.map(({ connected: { connectionId, connectedAt }, lastActiveAt }) => {
    return { connectionId, api: path, connectedAt, lastActiveAt };
  });
}
