import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { constructId } from "../core/names";
import { globalMeta } from "../terraform/resource-config";
import { getOrCreateInStack, providerKey } from "../terraform/stack-singleton";

/** The first parts of the ARNs of a provider's resources. Known when Terraform plans. */
export interface AwsLocation {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Returns the location of a provider, from data sources that a stack has once for each provider. */
export function awsLocation(scope: Construct, provider: TerraformProvider | undefined): AwsLocation {
  const key = providerKey(provider);
  const id = key === "" ? "AwsLocation" : constructId("AwsLocation", key);
  return getOrCreateInStack(scope, id, (shared) => {
    const meta = globalMeta({ provider });
    return {
      partition: new DataAwsPartition(shared, "Partition", meta).partition,
      region: new DataAwsRegion(shared, "Region", meta).region,
      account: new DataAwsCallerIdentity(shared, "Account", meta).accountId,
    };
  });
}
