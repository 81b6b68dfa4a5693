import type { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction, type LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { Synthesis } from "../app/synthesis";
import { pathParts, physicalName, requireTerraformName, visibleParts } from "../core/names";
import { toMegabytes, toSeconds } from "../core/units";
import { quoted, ValidationError } from "../core/validation-error";
import type { NamedLink } from "../link/linkable";
import { checkPermissions, resolveLinks, variableName } from "../link/links";
import { writePaths } from "../terraform/construct-paths";
import { escapeTemplate } from "../terraform/expressions";
import {
  applyTransform,
  type ComponentOptions,
  type Placement,
  regionalMeta,
  withDependency,
} from "../terraform/resource-config";
import { addRules, requireRule } from "../validation/rule";
import { addUniqueName, type NamedKind } from "../validation/unique-name";
import { requireKnownArguments } from "./argument-checks";
import { FunctionsOfApp } from "./closed-functions";
import { addAsset, type BundledCode, createArchive, internalsOf, locateCode } from "./code";
import { environment, LibraryVariables, requireLinks } from "./environment";
import type { FunctionArgs, FunctionLogging } from "./function-args";
import { functionNameProblem, functionRules } from "./function-rules";
import { layersPart } from "./layers";
import { createLogGroup } from "./log-group";
import { networkPart } from "./network";
import { joinParts } from "./part";
import { createPolicy, createRole, creationRights, logPermission, ownRights } from "./role";

/** The Terraform resources of a {@link Function}. */
export interface FunctionNodes {
  /** The `aws_lambda_function`. */
  readonly function: LambdaFunction;
  /** The `aws_iam_role` the function runs as. */
  readonly role: IamRole;
  /** The `aws_iam_role_policy` of the role; undefined if the function has no permissions. */
  readonly policy?: IamRolePolicy;
  /** The `aws_iam_policy_document` of that policy, one statement for each permission; undefined with it. */
  readonly policyDocument?: DataAwsIamPolicyDocument;
  /** The `aws_iam_role_policy` of what creating the function needs, as in a VPC; undefined if it needs nothing. */
  readonly creationPolicy?: IamRolePolicy;
  /** The function's own log group; undefined with `logging: false` or `logging.logGroup`. */
  readonly logGroup?: CloudwatchLogGroup;
  /** The `archive_file` that zips the code. */
  readonly archive: DataArchiveFile;
}

const functionKind: NamedKind = { type: LambdaFunction.tfResourceType, attribute: "function_name", argument: "name" };

const functionMark = Symbol.for("cdktf-apigateway-websocket/Function");

/** The key of a function's internals. A global symbol, so that it works with two installed copies of this package. */
export const codeOf = Symbol.for("cdktf-apigateway-websocket/code");

/** The internals of a function that other modules of the library use. */
interface FunctionCode {
  readonly handler: string;
  readonly runtime: string;
  /** The bundled code; undefined if the user built the code. */
  readonly bundled: BundledCode | undefined;
  readonly variables: LibraryVariables;
  /** Whether changes of the code are rejected. */
  isLocked: boolean;
}

/**
 * A Lambda function with its own role and log group. Its code is TypeScript or JavaScript source, or built code.
 *
 * A route creates a function for its handler path. Create one yourself to use it for several routes, or outside an API.
 *
 * @example
 * ```ts
 * const fn = new aws.Function(this, "Chat", { handler: "src/default.handler", memory: "512 MB" });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$connect", fn);
 * api.route("$default", fn);
 * ```
 */
export class Function extends Construct {
  /** Whether a value is a `Function`, also of another installed copy of this package. */
  public static isFunction(value: unknown): value is Function {
    return typeof value === "object" && value !== null && functionMark in value;
  }

  /** The Terraform resources of the function. */
  public readonly nodes: FunctionNodes;
  /** @internal */
  public readonly [codeOf]: FunctionCode;

  constructor(scope: Construct, id: string, args: FunctionArgs, options: ComponentOptions = {}) {
    super(scope, id);
    requireKnownArguments(this, args, options);
    requireFunctionName(this, args.name);
    Object.defineProperty(this, functionMark, { value: true });
    writePaths(this);
    const runtime = args.runtime ?? "nodejs24.x";
    const name = args.name ?? physicalName(pathParts(this), 64, visibleParts(this));
    const logging = checkedLogging(this, args.logging);
    const { links, permissions } = resolveLinks(this, args.link ?? []);
    checkPermissions(this, "permissions", args.permissions ?? []);

    const granted = [...permissions, ...(args.permissions ?? [])];
    const part = joinParts([networkPart(this, args.vpc, granted), layersPart(this, args.layers)]);

    const source = locateCode(this, args, runtime);
    const variables = new LibraryVariables(this);
    const archive = createArchive(this, source);
    const logGroup = logging && this.createLog(name, args, logging, options);
    const role = createRole(this, args, options);
    const creation = createPolicy(this, creationRights, part.creation, role, options);
    const fn = this.createFunction(args, variables, {
      ...regionalMeta(withDependency(options, creation?.policy)),
      ...part.config,
      functionName: name,
      role: role.arn,
      runtime,
      handler: source.handler,
      filename: archive.outputPath,
      sourceCodeHash: archive.outputBase64Sha256,
      environment: { variables: environment(this, args, links) },
      ...(logging && { loggingConfig: loggingConfig(logging, logGroup) }),
    });
    const log = logging ? [logPermission(fn, logging, logGroup)] : [];
    const { policy, document: policyDocument } =
      createPolicy(this, ownRights, [...log, ...granted], role, options) ?? {};

    this.register(fn, links);
    const bundled = addAsset(this, source, archive, fn);
    this[codeOf] = { handler: source.handler, runtime, bundled, variables, isLocked: false };
    const nodes = { function: fn, role, policy, policyDocument, logGroup, archive };
    this.nodes = { ...nodes, ...(creation && { creationPolicy: creation.policy }) };
  }

  /** The function's ARN. */
  public get arn(): string {
    return this.nodes.function.arn;
  }

  /** The function's name in AWS. */
  public get name(): string {
    return this.nodes.function.functionName;
  }

  private register(fn: LambdaFunction, links: readonly NamedLink[]): void {
    requireTerraformName(this, fn);
    addUniqueName(this, fn, functionKind);
    requireLinks(this, fn, links.map(variableName));
    Synthesis.of(this).watchConstruct(this);
    FunctionsOfApp.of(this).add(this, fn);
  }

  private createLog(name: string, args: FunctionArgs, logging: FunctionLogging, placement: Placement) {
    if (logging.logGroup !== undefined) return undefined;
    const log = {
      name: `/aws/lambda/${name}`,
      retention: logging.retention,
      argument: "logging.retention",
      transform: args.transform?.logGroup,
      transformArgument: "transform.logGroup",
    };
    return createLogGroup(this, "LogGroup", log, placement);
  }

  private createFunction(args: FunctionArgs, own: LibraryVariables, base: LambdaFunctionConfig): LambdaFunction {
    const config: LambdaFunctionConfig = {
      ...base,
      architectures: [args.architecture ?? "x86_64"],
      memorySize: megabytes(this, "memory", args.memory ?? "1024 MB"),
      timeout: seconds(this, "timeout", args.timeout ?? "20 seconds"),
      ephemeralStorage: { size: megabytes(this, "storage", args.storage ?? "512 MB") },
      ...(args.description !== undefined && { description: args.description }),
      ...(args.tags && { tags: args.tags }),
    };
    const final = applyTransform(this, "Function", config, args.transform?.function);
    const { description, environment } = final;
    const fn = new LambdaFunction(this, "Function", {
      ...final,
      ...(description !== undefined && { description: escapeTemplate(description) }),
      environment: own.addTo(environment, internalsOf(args).variables ?? {}),
    });
    addRules(this, fn, functionRules);
    own.lockIn(fn);
    return fn;
  }
}

function checkedLogging(scope: Construct, logging: FunctionArgs["logging"] = {}): FunctionLogging | undefined {
  if (logging === false) return undefined;
  if (logging.logGroup === undefined || logging.retention === undefined) return logging;
  throw new ValidationError(
    scope,
    `"logging.retention" can't be set together with "logging.logGroup"; got ${quoted(logging.retention)} and ${quoted(logging.logGroup)}. Set the retention of that log group where it is created.`,
  );
}

function loggingConfig({ format = "text", logGroup }: FunctionLogging, own: CloudwatchLogGroup | undefined) {
  // An unknown format is passed on, so that the rules reject it.
  const logFormat = { text: "Text", json: "JSON" }[format] ?? String(format);
  return { logFormat, logGroup: own?.name ?? logGroup };
}

function megabytes(scope: Construct, argument: string, size: string): number {
  const value = toMegabytes(size);
  if (value !== undefined) return value;
  throw new ValidationError(
    scope,
    `"${argument}" has to be a size such as "1024 MB" or "2 GB"; got ${quoted(size)}. Write the number, a space and the unit.`,
  );
}

function seconds(scope: Construct, argument: string, duration: string): number {
  const value = toSeconds(duration);
  if (value !== undefined) return value;
  throw new ValidationError(
    scope,
    `"${argument}" has to be a duration such as "20 seconds" or "1 minute"; got ${quoted(duration)}. Write the number, a space and the unit.`,
  );
}

/** Checks the name before other names are derived from it, whose rules would name another argument. */
function requireFunctionName(scope: Construct, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name) || name.includes("${")) return;
  requireRule(scope, "lambda-name", functionNameProblem(name));
}
