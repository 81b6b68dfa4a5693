import { dependable, type ITerraformDependable, Lazy, Token } from "cdktf";

interface Dependent {
  dependsOn?: string[];
}

/** Has Terraform create a resource after others that may be declared later than it. */
export function waitForLater(resource: Dependent, later: () => readonly ITerraformDependable[]): void {
  const before = resource.dependsOn ?? [];
  const all = () => [...new Set([...before, ...later().map(dependable)])];
  resource.dependsOn = Token.asList(Lazy.listValue({ produce: all }, { omitEmpty: true }));
}
