import { isIP } from "node:net";
import type { LocalOptions } from "./local-options";
import { LocalRunError } from "./local-run-error";
import type { LocalApp } from "./model";
import { partitionOf } from "./output/partition";
import { type AllowedCallers, isHost, isLoopback, isOrigin } from "./wire/caller-check";

type AddressOptions = Pick<LocalOptions, "address" | "hosts" | "origins" | "issuer" | "unsigned">;

/** @throws LocalRunError for an invalid address, host or origin */
export function checkAddresses({ address, hosts = [], origins = [], issuer }: AddressOptions): void {
  const invalidHosts = hosts.filter((host) => !isHost(host));
  const invalidOrigins = origins.filter((origin) => origin !== "*" && !isOrigin(origin));
  const problems = [
    ...(address === undefined ? [] : addressProblems(address, issuer)),
    ...invalidHosts.map(
      (host) => `"hosts" (--host) must contain names without a port, such as "chat.test"; got ${JSON.stringify(host)}.`,
    ),
    ...invalidOrigins.map(
      (origin) =>
        `"origins" (--origin) must contain origins such as "http://chat.test:3000", or "*"; got ${JSON.stringify(origin)}.`,
    ),
  ];
  if (problems.length > 0) throw new LocalRunError(problems);
}

function addressProblems(address: string, issuer: AddressOptions["issuer"]): readonly string[] {
  if (isIP(address) === 0 && !(isHost(address) && !address.startsWith("*")))
    return [`"address" (--address) must be an IP address or a host name; got ${JSON.stringify(address)}.`];
  return issuer && !isLoopback(address)
    ? [
        `"address" must be a loopback address with "issuer", because everyone who can run "token" may connect; got "${address}". Remove "address" or "issuer".`,
      ]
    : [];
}

/** The hosts and origins that a run answers, in addition to loopback. */
export function allowedCallers(
  { apis, domains }: Pick<LocalApp, "apis" | "domains">,
  { address, hosts = [], origins = [] }: AddressOptions,
): AllowedCallers {
  const own = apis.map(({ apiId, region }) => `${apiId}.execute-api.${region}.${partitionOf(region).dnsSuffix}`);
  const names = [...own, ...domains.map(({ name }) => name), ...hosts];
  return { hosts: address === undefined ? names : [address, ...names], origins };
}

/** A warning about a run that others than this machine can reach. */
export function exposureWarnings({ address, unsigned }: AddressOptions): readonly string[] {
  if (address === undefined || isLoopback(address)) return [];
  const messages =
    unsigned === "refuse"
      ? ""
      : " They can also send messages to all clients and disconnect them: pass --refuse-unsigned to require signatures.";
  return [
    `This run listens on ${address}. Everyone who can reach this machine on that address can connect to all APIs and call their handlers, which have the variables and the network access of this machine.${messages}`,
  ];
}
