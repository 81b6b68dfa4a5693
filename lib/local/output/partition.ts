/** A group of regions with accounts and ARNs of its own. */
export interface Partition {
  readonly name: string;
  readonly dnsSuffix: string;
}

const partitions: readonly (readonly [prefix: string, partition: Partition])[] = [
  ["cn-", { name: "aws-cn", dnsSuffix: "amazonaws.com.cn" }],
  ["us-gov-", { name: "aws-us-gov", dnsSuffix: "amazonaws.com" }],
  ["eusc-", { name: "aws-eusc", dnsSuffix: "amazonaws.eu" }],
  ["", { name: "aws", dnsSuffix: "amazonaws.com" }],
];

export function partitionOf(region: string): Partition {
  return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] as Partition;
}
