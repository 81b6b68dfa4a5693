import { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";

/** An argument of SST's `Function` that this library does not take, and what to write instead. */
interface Unsupported {
  /** The path of the argument. */
  readonly path: string;
  /** Whether a value of the argument is meant; every value by default. */
  readonly isMeant?: (value: unknown) => boolean;
  /** What is wrong with it, after the argument's name. */
  readonly problem: string;
  readonly remedy: string;
}

const ready = 'bundle: "<directory>"';
const internal = "is an argument that only SST itself sets";

/** The more specific paths come first. */
const unsupported: readonly Unsupported[] = [
  {
    path: "python.container",
    problem: "is not supported, because functions are deployed as zip files",
    remedy: 'Create a LambdaFunction of the provider with packageType: "Image", and pass it as the handler.',
  },
  {
    path: "python",
    problem: "has only a container in SST, and functions are deployed as zip files",
    remedy: 'Leave it out. A Python function needs only its runtime: runtime: "python3.14".',
  },
  {
    path: "nodejs.plugins",
    problem: "can't be used: plugins need esbuild's asynchronous interface, and synthesis is synchronous",
    remedy: `Build the function before synthesis, and write ${ready}.`,
  },
  { path: "live", problem: "is an old name of SST", remedy: "Write dev: false, or leave it out." },
  { path: "injections", problem: internal, remedy: 'Write nodejs: { banner: "<code>" }.' },
  { path: "_skipMetadata", problem: internal, remedy: "Leave it out." },
  { path: "_skipHint", problem: internal, remedy: "Leave it out." },
  {
    path: "vpc",
    isMeant: (value) => Construct.isConstruct(value) || hasNodes(value),
    problem: "takes subnets and security groups, and not a VPC",
    remedy: "Write vpc: { privateSubnets: [ … ], securityGroups: [ … ] } with their ids or resources.",
  },
  {
    path: "volume.efs",
    isMeant: (value) =>
      (Construct.isConstruct(value) && !TerraformElement.isTerraformElement(value)) || hasNodes(value),
    problem: "takes an access point of EFS, and not a component of SST",
    remedy: 'Write efs: new EfsAccessPoint(this, "Files", { fileSystemId: … }), or its ARN.',
  },
];

// The components of SST have their resources in `nodes`.
function hasNodes(value: unknown): boolean {
  return isObject(value) && "nodes" in value;
}

/** Rejects arguments of SST that have no counterpart here, with what to write instead. */
export function forbidUnsupported(scope: Construct, given: unknown): void {
  for (const { path, isMeant = () => true, problem, remedy } of unsupported) {
    const value = valueAt(given, path.split("."));
    if (value !== undefined && isMeant(value))
      throw new ValidationError(scope, `${quoted(path)} ${problem}; got ${quoted(value)}. ${remedy}`);
  }
}

function valueAt(given: unknown, path: readonly string[]): unknown {
  return path.reduce((value: unknown, name) => (isObject(value) ? value[name] : undefined), given);
}
