import type { LocalOptions } from "./local-options";
import { LocalRunError } from "./local-run-error";
import type { LocalApp, LocalHost } from "./model";
import type { LocalCertificate } from "./wire/certificate";
import type { Gateway } from "./wire/gateway";
import { Host, type Served } from "./wire/host";
import { type Site, siteOfApi, siteOfDomain } from "./wire/site";

interface Listening {
  readonly host: Host;
  readonly name: string;
  readonly authority: string;
}

/** The ports of a run: one for each API and one for each custom domain. */
export class Hosts {
  private readonly listening = new Map<string, Listening>();

  /** Listens on one port for each host, in the given order. */
  public async listen(
    needed: readonly LocalHost[],
    { port = 0, address = "127.0.0.1" }: Pick<LocalOptions, "port" | "address">,
    certificate: LocalCertificate,
  ): Promise<void> {
    for (const [index, { key, name }] of needed.entries()) {
      const host = new Host(certificate);
      const wanted = port === 0 ? 0 : port + index;
      const taken = await host.listen(wanted, address).catch((error) => {
        throw new LocalRunError([listenProblem(name, wanted, address, error)]);
      });
      this.listening.set(key, { host, name, authority: `localhost:${taken}` });
    }
  }

  /** Host and port of each host, by its key. */
  public get authorities(): ReadonlyMap<string, string> {
    return new Map([...this.listening].map(([key, { authority }]) => [key, authority]));
  }

  public serve(app: LocalApp, gateways: readonly Gateway[], same: Omit<Served, "site" | "name" | "unavailable">): void {
    for (const [key, { host, name, authority }] of this.listening) {
      const unavailable = app.unavailable.get(key);
      const site = siteOf(key, app, gateways);
      host.serve({ ...same, name, site, ...(unavailable !== undefined && { unavailable }) }, authority);
    }
  }

  public async close(): Promise<void> {
    await Promise.all([...this.listening.values()].map(({ host }) => host.close()));
  }
}

/** A sentence for a port that can't be used. */
export function listenProblem(name: string, port: number, address: string, error: unknown): string {
  const { code = "unknown error" } = error as NodeJS.ErrnoException;
  return code === "EADDRINUSE"
    ? `${name}: port ${port} is in use by another program; pass --port with another number.`
    : `${name} can't listen on port ${port} of ${address}: ${code}. Pass another "port" or "address".`;
}

function siteOf(key: string, { domains }: LocalApp, gateways: readonly Gateway[]): Site {
  const domain = domains.find(({ host }) => host === key);
  if (domain === undefined) return siteOfApi(gateways.filter(({ api }) => api.host === key));
  return siteOfDomain(
    domain.mappings.flatMap(({ path, api }) => {
      const gateway = gateways.find((candidate) => candidate.api === api);
      return gateway ? [{ path, gateway }] : [];
    }),
  );
}
