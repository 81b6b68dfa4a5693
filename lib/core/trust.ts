import { jsonencodeConstant } from "./render";

const policies = new Map<string, string>();

/** The policy that lets a service of AWS assume a role. One token for each service: there is one such role per function. */
export function trustPolicy(service: string): string {
  const known = policies.get(service);
  if (known !== undefined) return known;
  const policy = jsonencodeConstant({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
  policies.set(service, policy);
  return policy;
}
