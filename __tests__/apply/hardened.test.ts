import { resolve } from "node:path";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { HardenedStack } from "../../examples/hardened";
import { itLives, region } from "./life";

const project = resolve(__dirname, "../..");

describe("the hardened example", () => {
  itLives("lives in a VPC", { project, notes: ["no-connections-policy", "wildcard-resource"] }, (life) => {
    life.applyApp((app) => {
      const place = { vpcId: "${aws_vpc.Vpc.id}", subnetIds: ["${aws_subnet.Subnet.id}"] };
      const stack = new HardenedStack(app, "hardened", { account: "123456789012", ...place });
      const { id: vpcId } = new Vpc(stack, "Vpc", { cidrBlock: "10.0.0.0/16" });
      new Subnet(stack, "Subnet", { vpcId, cidrBlock: "10.0.1.0/24", availabilityZone: `${region}a` });
    });
  });
});
