// Imported first: without a package, the other imports would fail with the name of an internal file.
import { type Cdk, cdktf, cdktn } from "./cdk";
import { ownCdk } from "./own-cdk";

/** Describes what a project lacks for the entry point of a Terraform CDK. Undefined if it lacks nothing. */
export function missingPackages(own: Cdk, isInstalled: (name: string) => boolean): string | undefined {
  const missing = Object.keys(own.packages).filter((name) => !isInstalled(name));
  if (missing.length === 0) return undefined;
  const names = missing.map((name) => `"${name}"`).join(", ");
  const install = `"npm install ${missing.map((name) => `${name}@${own.packages[name]}`).join(" ")}"`;
  const other = own.name === cdktf.name ? cdktn : cdktf;
  if (!missing.includes(own.name) || !isInstalled(other.name))
    return `"${own.entry}" needs packages that are not installed; got no ${names}. Run ${install}.`;
  return `"${own.entry}" is for ${own.title}; got a project with "${other.name}" and no ${names}. Import "${other.entry}" for ${other.title}, or run ${install}.`;
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

const problem = missingPackages(ownCdk, isInstalled);
if (problem !== undefined) throw new Error(problem);
