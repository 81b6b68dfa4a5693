import { LambdaFunction, type LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import { Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { requireProviderOfStack } from "../app/aws-provider";
import { Synthesis } from "../app/synthesis";
import { pathParts, physicalName, requireTerraformName, visibleParts } from "../core/names";
import { checkedScope } from "../core/scope";
import { ValidationError } from "../core/validation-error";
import { linkOf, type NamedLink } from "../link/definition";
import { checkPermissions, resolveLinks, variableName } from "../link/links";
import { writePaths } from "../terraform/construct-paths";
import { escapeTemplate } from "../terraform/expressions";
import { applyTransform, type ComponentOptions, regionalMeta, withDependency } from "../terraform/resource-config";
import { addRules, requireRule } from "../validation/rule";
import { addUniqueName, type NamedKind } from "../validation/unique-name";
import { requireKnownArguments } from "./argument-checks";
import { FunctionsOfApp } from "./closed-functions";
import { addAsset, type BundledCode, createArchive, locateCode } from "./code";
import { createProvisionedConcurrency } from "./concurrency";
import { durableRules } from "./durable";
import { environment, LibraryVariables, requireLinks } from "./environment";
import { forbidCycle } from "./environment-cycle";
import type { FunctionArgs } from "./function-args";
import { functionLink } from "./function-link";
import type { FunctionNodes } from "./function-nodes";
import { functionNameProblem, functionRules } from "./function-rules";
import { roleArn } from "./given-role";
import { internalsOf } from "./internals";
import { checkedLogging, createOwnLog, loggingConfig, logPermission } from "./logging";
import { settingsParts } from "./parts";
import type { PythonCode } from "./python-code";
import { createEventInvokeConfig } from "./retries";
import { createRole, type FunctionRole } from "./role";
import { lambdaRuntime } from "./runtimes";
import { createUrl } from "./url-resources";
import { isPublished } from "./versioning";

const functionKind: NamedKind = { type: LambdaFunction.tfResourceType, attribute: "function_name", argument: "name" };

const functionMark = Symbol.for("cdktf-apigateway-websocket/Function");

/** The key of a function's internals. A global symbol, so that it works with two installed copies of this package. */
export const codeOf = Symbol.for("cdktf-apigateway-websocket/code");

/** The configuration of a function after its transform. The role is undefined where the library creates it. */
type FunctionConfig = Omit<LambdaFunctionConfig, "role"> & { readonly role: string | undefined };

/** The internals of a function that other modules of the library use. */
interface FunctionCode {
  readonly handler: string;
  readonly runtime: string;
  /** The bundled code; undefined if the user built the code. */
  readonly bundled?: BundledCode | undefined;
  /** The code of a Python function; undefined if the user built it. */
  readonly python?: PythonCode | undefined;
  readonly variables: LibraryVariables;
  /** Whether callers use the published version. */
  readonly isPublished: boolean;
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
    super(checkedScope(scope, id, { component: "aws.Function", rest: '{ handler: "src/chat.handler" }' }), id);
    requireKnownArguments(this, args, options);
    requireFunctionName(this, args.name);
    Object.defineProperty(this, functionMark, { value: true });
    writePaths(this);
    const runtime = lambdaRuntime(args.runtime);
    const name = args.name ?? physicalName(pathParts(this), 64, visibleParts(this));
    const logging = checkedLogging(this, args);
    const { links, granted } = grantedPermissions(this, args);
    const part = settingsParts(this, args, granted);
    const source = locateCode(this, args);
    const variables = new LibraryVariables(this);
    const archive = createArchive(this, source);
    const logGroup = logging && createOwnLog(this, name, logging, args.transform, options);
    const config = this.configure(args, {
      ...regionalMeta(options),
      ...part.config,
      functionName: name,
      runtime,
      handler: source.handler,
      filename: archive.outputPath,
      sourceCodeHash: archive.outputBase64Sha256,
      environment: { variables: environment(this, args, links) },
      ...(logging && { loggingConfig: loggingConfig(logging, logGroup) }),
    });
    const placement = { ...options, region: config.region };
    const log = logging ? [logPermission(this, logging, logGroup, placement)] : [];
    // Lazy, because the function is created after the policies for which it waits.
    const arn = () => Lazy.stringValue({ produce: () => this.nodes.function.arn });
    const rights = { creation: part.creation, own: [...log, ...granted, ...part.own, ...part.ofFunction(arn)] };
    const role = createRole(this, args, config.role, rights, options);
    const fn = this.createFunction(args, variables, config, role);

    this.register(fn, links);
    const invocation = createEventInvokeConfig(this, args, fn, role.nodes.policy, options);
    const code = addAsset(this, source, archive, fn);
    const published = isPublished(this, args, fn);
    this[codeOf] = { handler: source.handler, runtime, ...code, variables, isPublished: published, isLocked: false };
    const url = createUrl(this, fn, args, options);
    const provisioned = createProvisionedConcurrency(this, args, fn, options);
    this.nodes = { function: fn, ...role.nodes, ...invocation, ...url, ...provisioned, logGroup, archive };
  }

  /** The function's ARN, without a version. */
  public get arn(): string {
    return this.nodes.function.arn;
  }

  /** The function's name in AWS. */
  public get name(): string {
    return this.nodes.function.functionName;
  }

  /**
   * The URL of the function.
   *
   * @throws ValidationError if the function has no `url`
   */
  public get url(): string {
    const { url } = this.nodes;
    if (url !== undefined) return url.functionUrl;
    throw new ValidationError(
      this,
      `"url" of the function is not enabled; got no URL. Write url: { authorization: "iam" }, or url: true to let everyone call it.`,
    );
  }

  /** @internal */
  public [linkOf]() {
    return functionLink(this.nodes, this[codeOf].isPublished);
  }

  private register(fn: LambdaFunction, links: readonly NamedLink[]): void {
    requireTerraformName(this, fn);
    requireProviderOfStack(this);
    addUniqueName(this, fn, functionKind);
    requireLinks(this, fn, links.map(variableName));
    forbidCycle(this, fn);
    Synthesis.of(this).watchConstruct(this);
    FunctionsOfApp.of(this).add(this, fn);
  }

  /** Applies `transform.function`. The role of the result is undefined if the function gets one of its own. */
  private configure(args: FunctionArgs, base: Omit<LambdaFunctionConfig, "role">): FunctionConfig {
    const given = args.role === undefined ? undefined : roleArn(this, "role", args.role);
    const transform = args.transform?.function;
    if (transform === undefined) return { ...base, role: given };
    // The role is created after the transform, which may read its ARN or set another role.
    const own = Lazy.stringValue({ produce: () => this.nodes.role?.arn });
    const { role, ...final } = applyTransform(
      this,
      "Function",
      { ...base, role: given ?? own },
      transform,
      LambdaFunction,
    );
    const isUnchanged = role === undefined || role === own;
    return { ...final, role: isUnchanged ? given : roleArn(this, "transform.function.role", role) };
  }

  private createFunction(
    args: FunctionArgs,
    own: LibraryVariables,
    config: FunctionConfig,
    { arn, nodes }: FunctionRole,
  ): LambdaFunction {
    const { description, environment } = config;
    const fn = new LambdaFunction(this, "Function", {
      ...withDependency(config, nodes.creationPolicy),
      role: arn,
      ...(description !== undefined && { description: escapeTemplate(description) }),
      environment: own.addTo(environment, internalsOf(args).variables ?? {}),
    });
    addRules(this, fn, [...functionRules, ...durableRules]);
    own.lockIn(fn);
    return fn;
  }
}

/** Returns the links of a function, and what they and `permissions` grant to it. */
function grantedPermissions(scope: Construct, { link = [], permissions = [] }: FunctionArgs) {
  const { links, permissions: ofLinks } = resolveLinks(scope, link);
  checkPermissions(scope, "permissions", permissions);
  return { links, granted: [...ofLinks, ...permissions] };
}

/** Checks the name before other names are derived from it, whose rules would name another argument. */
function requireFunctionName(scope: Construct, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name) || name.includes("${")) return;
  requireRule(scope, "lambda-name", functionNameProblem(name));
}
