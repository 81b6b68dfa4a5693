import { cdktf } from "./cdk";

/** The Terraform CDK of this entry point. The build of the entry point for CDK Terrain takes own-cdk-cdktn.ts instead. */
export const ownCdk = cdktf;
