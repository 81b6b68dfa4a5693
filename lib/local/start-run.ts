import { checkAddresses } from "./address";
import { AppReader } from "./app-reader";
import { AppServer } from "./app-server";
import { cacheFolder } from "./cache-folder";
import { CodeStore } from "./code-store";
import { EventLog } from "./event-log";
import { FunctionPool } from "./functions/function-pool";
import { listenProblem } from "./hosts";
import { DevelopmentIssuer } from "./issuer/development-issuer";
import { type LocalOptions, unknownOptions } from "./local-options";
import { LocalRunError } from "./local-run-error";
import type { RunEvent } from "./log/run-event";
import { RunLog } from "./log/run-log";
import { OutputChanges } from "./output-changes";
import { ServedRun, type StartedRun } from "./started-run";
import { certificateIn, type LocalCertificate } from "./wire/certificate";
import { AdjustableClock } from "./wire/clock";
import { type Credentials, SignatureCheck } from "./wire/signature";
import { type Faults, limitsOfAws, noFaults, type Observer } from "./wire/wire-options";

/** How a run is used. */
interface RunUse {
  /** Receives the events of the run, for its log. */
  readonly take?: (event: RunEvent) => void;
  /** Names a value that is known only after apply in messages. */
  readonly labelOf?: (value: string) => string;
  /** Whether the changes of the output are applied. */
  readonly isWatched?: boolean;
  /** Whether the run keeps the events that it sent to functions, for tests. */
  readonly keepsEvents?: boolean;
}

/** @throws LocalRunError with all unknown options, or with everything that is not supported */
export async function startRun(options: LocalOptions, use: RunUse): Promise<StartedRun> {
  const unknown = unknownOptions(options);
  if (unknown.length > 0) throw new LocalRunError(unknown);
  checkAddresses(options);
  const closing: Closing = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const run = await started(options, use, closing, close);
    if (use.isWatched) return run;
    const changes = new OutputChanges(options.dir ?? "cdktf.out", run.log);
    closing.push(() => changes.close());
    return run;
  } catch (error) {
    await close();
    throw error;
  }
}

type Closing = (() => Promise<void> | void)[];

async function started(
  options: LocalOptions,
  { take, labelOf = (value) => `${JSON.stringify(value)} in "values"`, keepsEvents = false }: RunUse,
  closing: Closing,
  close: () => Promise<void>,
): Promise<StartedRun> {
  const log = new RunLog(take);
  const certificate = await certificateIn(cacheFolder());
  const issuer = await startIssuer(options, certificate, closing);
  const code = new CodeStore();
  closing.push(() => code.dispose());
  const credentials = hostCredentials();
  const reader = new AppReader(options, { code, issuer, credentials, labelOf });
  const clock = new AdjustableClock();
  const faults: Faults = { ...noFaults(), ...options.faults };
  const events = new EventLog();
  const functions = poolOf(options, certificate, log);
  const server = new AppServer({
    ...{ options, certificate, code, log, clock, faults, functions },
    limits: { ...limitsOfAws, ...options.limits },
    signatures: new SignatureCheck(credentials, clock),
    observer: { event: keepsEvents ? keeper(events) : () => undefined, log },
  });
  closing.push(() => server.close());
  await server.serve(() => reader.find());
  const parts = { certificate, clock, close, code, events, faults, functions, issuer, log, options };
  return new ServedRun({ ...parts, reader, server });
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

function hostCredentials(): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

function poolOf({ maxInstances, variables }: LocalOptions, { path }: LocalCertificate, log: RunLog): FunctionPool {
  return new FunctionPool([], {
    certificate: path,
    ...(variables && { variables }),
    ...(maxInstances !== undefined && { maxInstances }),
    print: (fn, stream, line, callId) => log.output(fn, stream, line, callId),
    warn: (text) => log.message("warning", text),
  });
}

function keeper(events: EventLog): Observer["event"] {
  // Parts of an event are shared with later ones, and a test may change what it gets.
  return ({ api: { path }, routeKey, event }) => events.add({ api: path, routeKey, event: structuredClone(event) });
}
