/** A Terraform CDK that the library is built for. Messages take the names of its packages from here. */
export interface Cdk {
  readonly title: string;
  /** The name of its package, of its command, and the first part of the jsii names of its classes. */
  readonly name: string;
  /** The npm scope of its provider bindings. */
  readonly scope: string;
  /** Its Cloudflare bindings, and the version that the DNS adapter supports; empty if that is not known. */
  readonly cloudflare: { readonly name: string; readonly version: string };
  /** The entry point of this library for it. */
  readonly entry: string;
  /** The packages that a project needs, with the versions to install. */
  readonly packages: Readonly<Record<string, string>>;
}

/** The level of a warning in the output of either Terraform CDK. */
export const warningLevel = "@cdktf/warn";

export const cdktf: Cdk = {
  title: "CDKTF",
  name: "cdktf",
  scope: "@cdktf",
  cloudflare: { name: "@cdktf/provider-cloudflare", version: "13" },
  entry: "cdktf-apigateway-websocket",
  packages: { cdktf: "0.21", "@cdktf/provider-aws": "21", "@cdktf/provider-archive": "11", constructs: "10.7" },
};

export const cdktn: Cdk = {
  title: "CDK Terrain",
  name: "cdktn",
  scope: "@cdktn",
  cloudflare: { name: "@cdktn/provider-cloudflare", version: "" },
  entry: "cdktf-apigateway-websocket/cdktn",
  packages: { cdktn: "0.24", "@cdktn/provider-aws": "25", "@cdktn/provider-archive": "14", constructs: "10.7" },
};
