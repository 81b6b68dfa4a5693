/** Where Terraform finds Vercel's provider. */
export const providerSource = "vercel/vercel";

/** The version that the bindings were written for, and those that they fit. */
export const generatorMetadata = {
  providerName: "vercel",
  providerVersion: "5.10.0",
  providerVersionConstraint: ">= 4.8",
};
