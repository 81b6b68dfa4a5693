import { isRecord } from "../../bundle/canonical-data";
import type { CallEnded, RunEvent } from "./run-event";
import { jsonLine } from "./visible";

/** Writes the access log of stages in their own formats. */
export function accessLog(write: (line: string) => void): (event: RunEvent) => void {
  return (event) => {
    const access = event.kind === "ended" ? event.result.access : undefined;
    if (event.kind === "ended" && access !== undefined)
      write(accessLine(access.format, valuesOf(event, access.context)));
  };
}

/** A line of an access log. As on AWS, a variable without a value is "-". */
export function accessLine(format: string, context: Readonly<Record<string, unknown>>): string {
  return format
    .replace(/\$context\.([\w.]+\w)/g, (_, path: string) => escaped(textAt(context, path)))
    .replace(/[\r\n]+/g, " ");
}

function textAt(context: Readonly<Record<string, unknown>>, path: string): string {
  const steps = Object.hasOwn(context, path) ? [path] : path.split(".");
  const value = steps.reduce<unknown>(
    (found, step) => (isRecord(found) && Object.hasOwn(found, step) ? found[step] : undefined),
    context,
  );
  return value === undefined || value === null || isRecord(value) ? "-" : String(value);
}

// A format is usually JSON. A quote or a line break in a client's text must not change the meaning of the line.
function escaped(text: string): string {
  return jsonLine(text).slice(1, -1);
}

function valuesOf({ durationMs, result }: CallEnded, context: Readonly<Record<string, unknown>>) {
  const latency = Math.round(durationMs);
  const failed = result.why !== undefined && result.status >= 400 ? result.why : undefined;
  return {
    ...context,
    status: result.status,
    responseLatency: latency,
    integrationLatency: latency,
    "integration.latency": latency,
    "integration.status": result.status,
    integrationStatus: result.status,
    ...(failed !== undefined && {
      "error.message": failed,
      "error.messageString": JSON.stringify(failed),
      "integration.error": failed,
      integrationErrorMessage: failed,
    }),
  };
}
