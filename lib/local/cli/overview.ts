import type { LocalRun } from "../local-run";
import type { LocalApi, LocalRoute } from "../model";

/** Formats what a run serves, as a table. */
export function overview(run: LocalRun): string {
  const domains = run.app.domains.flatMap(({ name, authority, mappings }) =>
    mappings.map(({ path, api }) => `${api.path} as ${name}: wss://${authority}${path && `/${path}`}`),
  );
  return [...run.app.apis.flatMap(describeApi), ...domains].join("\n").trimEnd();
}

function describeApi(api: LocalApi): readonly string[] {
  const rows = api.routes.map((route) => [route.routeKey, handlerOf(route), authorizationLabel(route)]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const authorizers = api.authorizers.map(
    ({ name, function: fn, identitySources }) =>
      `  authorizer ${name}: ${fn.source?.handler ?? fn.path}, identity sources: ${identitySources.join(", ") || "none"}`,
  );
  return [
    api.path,
    `  clients      ${api.url}, or the same URL with ws://`,
    `  management   ${api.managementEndpoint}`,
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()),
    ...authorizers,
    "",
  ];
}

function handlerOf({ function: fn }: LocalRoute): string {
  if (fn === undefined) return "no function";
  return fn.source ? `${fn.source.handler} (${fn.source.export})` : fn.handler;
}

function authorizationLabel({ authorization }: LocalRoute): string {
  if (authorization.type === "AWS_IAM") return "IAM";
  return authorization.type === "CUSTOM" ? `authorizer ${authorization.authorizer.name}` : "";
}
