import { conditional, Fn, ref, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { resolveValue, splitFragments } from "../terraform/tokens";
import type { PermissionArgs } from "./permission";

/** A resource whose data a KMS key encrypts. */
interface Encrypted {
  readonly construct: IConstruct;
  readonly arn: string;
}

/**
 * Returns the permission to use the KMS key that a resource names: to decrypt, and to make data keys for what is
 * written. `key` is an id, an ARN or an alias. Undefined without a key, and for one that AWS manages, which needs none.
 */
export function keyPermission(key: unknown, resource: Encrypted, writes: boolean): PermissionArgs | undefined {
  if (typeof key !== "string" || key === "" || /(^|:)alias\/aws\//.test(key)) return undefined;
  const actions = ["kms:Decrypt", ...(writes ? ["kms:GenerateDataKey"] : [])];
  if (Token.isUnresolved(key)) return { actions, resources: [arnOfReference(key, resource)] };
  const beside = key.startsWith("arn:") ? key.replace(/:(?:key|alias)\/.*$/, "") : keysBeside(resource);
  const alias = /(?:^|:)(alias\/.+)$/.exec(key)?.[1];
  if (alias === undefined) return { actions, resources: [`${beside}:key/${key.replace(/^.*\//, "")}`] };
  // A request that names an alias is one for the key behind it.
  const named = { test: "ForAnyValue:StringEquals", variable: "kms:ResourceAliases", values: [alias] };
  return { actions, resources: [`${beside}:key/*`], conditions: [named] };
}

// The beginning of the ARN of every key in the account and region of a resource. The ARN of a bucket contains neither.
function keysBeside({ arn }: Encrypted): string {
  const part = (index: number) => Token.asString(Fn.element(Fn.split(":", arn), index));
  const [region, account] = [part(3), part(4)].map((text) => Fn.coalesce([text, "*"]));
  return `arn:${part(1)}:kms:${region}:${account}`;
}

/** Returns the ARN of the key to which an expression refers: by its id, its ARN or an alias. */
function arnOfReference(key: string, resource: Encrypted): string {
  const [token] = splitFragments(key);
  const { originStack = TerraformStack.of(resource.construct) } = token as { originStack?: TerraformStack };
  const found = /^\$\{((?:data\.)?aws_kms_(key|alias)\.[\w-]+(?:\[[^\]]*\])?)\.(\w+)\}$/.exec(
    String(resolveValue(originStack, key)),
  );
  const [, address, kind, attribute] = found ?? [];
  if (kind === "key" && attribute === "arn") return key;
  if (address !== undefined)
    return Token.asString(ref(`${address}.${kind === "key" ? "arn" : "target_key_arn"}`, originStack));
  const isArn = Fn.startswith(key, "arn:");
  return Token.asString(conditional(isArn, key, `${keysBeside(resource)}:key/${key}`));
}
