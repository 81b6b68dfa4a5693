import { stageKey } from "./current-app";
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
  readonly port: number;
  readonly authority: string;
}

/** The ports of a run: one for each API and one for each custom domain. */
export class Hosts {
  private readonly listening = new Map<string, Listening>();
  private readonly leaving = new Set<Host>();

  /**
   * Listens on one port for each host that has none yet, in the given order. Returns the keys of those hosts.
   * @throws LocalRunError if a port can't be used; none of these hosts listens then
   */
  public async listen(
    needed: readonly LocalHost[],
    { port = 0, address = "127.0.0.1" }: Pick<LocalOptions, "port" | "address">,
    certificate: LocalCertificate,
  ): Promise<readonly string[]> {
    const added: string[] = [];
    for (const { key, name } of needed.filter((host) => !this.listening.has(host.key))) {
      const host = new Host(certificate);
      const wanted = port === 0 ? 0 : this.nextPort(port);
      const taken = await host.listen(wanted, address).catch(async (error) => {
        await this.remove(added);
        throw new LocalRunError([listenProblem(name, wanted, address, error)]);
      });
      this.listening.set(key, { host, name, port: taken, authority: `localhost:${taken}` });
      added.push(key);
    }
    return added;
  }

  /** Closes hosts that serve nothing yet. */
  public async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.listening.get(key)?.host.close();
      this.listening.delete(key);
    }
  }

  /** Closes the hosts that are not needed any more. Their clients get time to receive the last frames. */
  public retain(needed: readonly LocalHost[]): void {
    const keys = new Set(needed.map(({ key }) => key));
    for (const [key, { host }] of this.listening) {
      if (keys.has(key)) continue;
      this.listening.delete(key);
      this.leaving.add(host);
      void host.retire().then(() => this.leaving.delete(host));
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
    const hosts = [...[...this.listening.values()].map(({ host }) => host), ...this.leaving];
    await Promise.all(hosts.map((host) => host.close()));
  }

  private nextPort(first: number): number {
    const taken = new Set([...this.listening.values()].map(({ port }) => port));
    let port = first;
    while (taken.has(port)) port += 1;
    return port;
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
      const gateway = gateways.find((candidate) => stageKey(candidate.api) === stageKey(api));
      return gateway ? [{ path, gateway }] : [];
    }),
  );
}
