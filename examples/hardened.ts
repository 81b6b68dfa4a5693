import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LambdaCodeSigningConfig } from "@cdktf/provider-aws/lib/lambda-code-signing-config";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SignerSigningProfile } from "@cdktf/provider-aws/lib/signer-signing-profile";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { aws, type FunctionSettings } from "cdktf-apigateway-websocket";
import type { Construct } from "constructs";

/** What the stack uses and does not create. */
export interface Place {
  readonly account: string;
  readonly vpcId: string;
  /** Private subnets with a NAT gateway, because the authorizer reads the keys of the tokens' issuer. */
  readonly subnetIds: readonly string[];
}

/** A WebSocket API in which scanners of Terraform find nothing, except what `.checkov.yaml` excludes with a reason. */
export class HardenedStack extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    private readonly place: Place,
  ) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AwsProvider(this, "aws", { region: "eu-west-1" });
    new ArchiveProvider(this, "archive");

    const key = this.createKey();
    const settings = this.functionSettings(key);
    const api = new aws.ApiGatewayWebSocket(this, "Api", {
      accessLog: { retention: "1 year", kmsKey: key },
      transform: { route: { handler: settings } },
    });
    const users = api.addAuthorizer("users", {
      jwt: { issuer: "https://issuer.com/", audiences: ["https://api.example.com"], function: settings },
    });
    const auth = { jwt: { authorizer: users.id } };
    api.route("$connect", "src/connect.handler", { auth });
    api.route("$default", "src/default.handler", { auth, reply: true });
  }

  private functionSettings(kmsKey: KmsKey): FunctionSettings {
    return {
      vpc: this.network(),
      concurrency: { reserved: 50 },
      logging: { retention: "1 year", kmsKey },
      kmsKey,
      tracing: "active",
      deadLetter: new SqsQueue(this, "Failed", { kmsMasterKeyId: kmsKey.arn }),
      // The role may use the queue's key only through these rights.
      permissions: [{ actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [kmsKey.arn] }],
      codeSigning: this.createSigning(),
    };
  }

  private network() {
    const group = new SecurityGroup(this, "Functions", {
      description: "Functions of the WebSocket API",
      vpcId: this.place.vpcId,
      egress: [
        {
          description: "AWS and the issuer of tokens, by HTTPS",
          fromPort: 443,
          toPort: 443,
          protocol: "tcp",
          cidrBlocks: ["0.0.0.0/0"],
        },
      ],
    });
    return { privateSubnets: this.place.subnetIds, securityGroups: [group] };
  }

  // Only the policy of a key can admit CloudWatch Logs.
  private createKey(): KmsKey {
    const { account } = this.place;
    const policy = new DataAwsIamPolicyDocument(this, "KeyPolicy", {
      statement: [
        {
          actions: ["kms:*"],
          resources: ["*"],
          principals: [{ type: "AWS", identifiers: [`arn:aws:iam::${account}:root`] }],
          condition: [{ test: "StringEquals", variable: "kms:CallerAccount", values: [account] }],
        },
        {
          actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
          resources: ["*"],
          principals: [{ type: "Service", identifiers: ["logs.eu-west-1.amazonaws.com"] }],
          condition: [
            {
              test: "ArnLike",
              variable: "kms:EncryptionContext:aws:logs:arn",
              values: [
                `arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/${this.node.id}-*`,
                `arn:aws:logs:eu-west-1:${account}:log-group:/aws/vendedlogs/apis/${this.node.id}-*`,
              ],
            },
          ],
        },
      ],
    });
    return new KmsKey(this, "Key", { enableKeyRotation: true, policy: policy.json });
  }

  private createSigning(): LambdaCodeSigningConfig {
    const profile = new SignerSigningProfile(this, "Profile", { platformId: "AWSLambda-SHA384-ECDSA" });
    return new LambdaCodeSigningConfig(this, "Signing", {
      allowedPublishers: { signingProfileVersionArns: [profile.versionArn] },
      // Terraform uploads zips that are not signed. "Enforce" rejects them.
      policies: { untrustedArtifactOnDeployment: "Warn" },
    });
  }
}

if (require.main === module) {
  const app = new App({ context: { app: "hardened" } });
  new HardenedStack(app, "hardened", {
    account: "123456789012",
    vpcId: "vpc-0a1b2c3d4e5f67890",
    subnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-1a1b2c3d4e5f67890"],
  });
  app.synth();
}
