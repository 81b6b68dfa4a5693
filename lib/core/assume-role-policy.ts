import type { IConstruct } from "constructs";
import { appState, type StateEntry } from "./app-state";
import { jsonencodeConstant } from "./render";

// One token for each service: every function has a role with the same policy.
const policies: StateEntry<Map<string, string>> = { name: "assume role policies", create: () => new Map() };

/** The policy that lets a service of AWS assume a role. */
export function assumeRolePolicy(scope: IConstruct, service: string): string {
  const known = appState(scope, policies);
  const policy = known.get(service) ?? render(service);
  known.set(service, policy);
  return policy;
}

function render(service: string): string {
  return jsonencodeConstant({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}
