import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cdktf, cdktn } from "../../lib/cdk/cdk";
import { missingPackages } from "../../lib/cdk/required-packages";

const { devDependencies }: { readonly devDependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(__dirname, "../../package.json"), "utf8"),
);
const all = [cdktf, cdktn].flatMap(({ packages }) => Object.keys(packages));
const installed = (...names: readonly string[]) => {
  return (name: string) => names.includes(name);
};

describe("the packages of an entry point", () => {
  it.each([cdktf, cdktn])("are complete for $title, also beside those of the other", (own) => {
    expect(missingPackages(own, installed(...Object.keys(own.packages)))).toBeUndefined();
    expect(missingPackages(own, installed(...all))).toBeUndefined();
  });

  it("are named if they are missing, with the command that installs them", () => {
    expect(missingPackages(cdktn, installed("cdktn", "@cdktn/provider-aws", "constructs"))).toBe(
      '"cdktf-apigateway-websocket/cdktn" needs packages that are not installed; got no "@cdktn/provider-archive". Run "npm install @cdktn/provider-archive@14".',
    );
    expect(missingPackages(cdktf, installed())).toBe(
      '"cdktf-apigateway-websocket" needs packages that are not installed; got no "cdktf", "@cdktf/provider-aws", "@cdktf/provider-archive", "constructs". Run "npm install cdktf@0.21 @cdktf/provider-aws@21 @cdktf/provider-archive@11 constructs@10.7".',
    );
  });

  it.each([cdktf, cdktn])("have the versions that are tested here for $title", ({ packages }) => {
    const others = Object.entries(packages).filter(
      ([name, version]) => !devDependencies[name]?.startsWith(`${version}.`),
    );
    expect(others).toEqual([]);
  });

  it("are those of the other entry point in a project of the other kind, and the message names that", () => {
    expect(missingPackages(cdktf, installed(...Object.keys(cdktn.packages)))).toContain(
      'got a project with "cdktn" and no "cdktf", "@cdktf/provider-aws", "@cdktf/provider-archive". Import "cdktf-apigateway-websocket/cdktn" for CDK Terrain, or run',
    );
    expect(missingPackages(cdktn, installed(...Object.keys(cdktf.packages)))).toContain(
      'Import "cdktf-apigateway-websocket" for CDKTF, or run "npm install cdktn@0.24',
    );
  });
});
