import { cdktn } from "./cdk";

/** The Terraform CDK of the entry point for CDK Terrain. */
export const ownCdk = cdktn;
