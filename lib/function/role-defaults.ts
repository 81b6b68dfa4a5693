import type { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Token } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { quoted, ValidationError } from "../core/validation-error";
import { isLiteral } from "../terraform/expressions";
import { type KnownArguments, requireKnown } from "../validation/known-arguments";
import { requireRule } from "../validation/rule";
import { policyArn } from "./managed-policies";

/**
 * What all roles below a construct have in common.
 *
 * @example
 * ```ts
 * aws.roleDefaults(this, { path: "/chat/" });
 * new aws.Function(this, "Chat", { handler: "src/default.handler" });
 * ```
 */
export interface RoleDefaultsArgs {
  /**
   * The managed policy that limits what the roles can do at most: its ARN, or the `aws_iam_policy`. Maps to
   * `permissions_boundary`.
   * @default - no boundary
   */
  readonly permissionsBoundary?: string | IamPolicy;
  /**
   * The path of the roles, which begins and ends with a slash. Maps to `path`. IAM can't move a role, so Terraform
   * replaces the roles that exist.
   * @default "/"
   */
  readonly path?: string;
}

const knownDefaults: KnownArguments<RoleDefaultsArgs> = { permissionsBoundary: true, path: true };

type Member = keyof RoleDefaultsArgs;
type Defaults = { readonly [K in Member]?: string };

const members = Object.keys(knownDefaults) as readonly Member[];

/**
 * Sets the permissions boundary and the path of every role that the library creates below a construct, such as a stack
 * or the app: those of functions, of authorizers, and the account's role for logs, which belongs to the stack.
 *
 * Companies require a boundary with a service control policy: without it, AWS rejects the creation of a role.
 *
 * It does not matter whether the call comes before or after the roles. `transform.role` of a function has priority, and
 * so has a call for a construct that is closer to the role, for each of the two arguments.
 *
 * @throws ValidationError for an argument that an earlier call for the same construct has set
 *
 * @example
 * ```ts
 * aws.roleDefaults(this, { permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary", path: "/chat/" });
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", "src/default.handler");
 * ```
 */
export function roleDefaults(scope: Construct, args: RoleDefaultsArgs): void {
  requireKnown(scope, "roleDefaults", args, knownDefaults);
  const { permissionsBoundary, path } = args;
  requireRule(scope, "iam-role-path", path === undefined ? undefined : pathProblem(path));
  appState(scope, defaultsOfApp).declare(scope, {
    ...(permissionsBoundary !== undefined && {
      permissionsBoundary: policyArn(scope, "permissionsBoundary", permissionsBoundary),
    }),
    ...(path !== undefined && { path }),
  });
}

/** Gives a role the defaults of the constructs above it, also those of later calls. `config` is what the user set. */
export function applyRoleDefaults(role: IamRole, config: object = {}): void {
  const open = members.filter((member) => !Object.hasOwn(config, member));
  appState(role, defaultsOfApp).add(role, open);
}

function pathProblem(path: unknown): string | undefined {
  const isFine = typeof path === "string" && /^\/([!-~]+\/)?$/.test(path) && path.length <= 512;
  if (isFine || Token.isUnresolved(path) || (typeof path === "string" && !isLiteral(path))) return undefined;
  return `"path" has to begin and end with a slash, and takes up to 512 characters without spaces; got ${quoted(path)}. Write path: "/chat/".`;
}

interface OpenRole {
  readonly role: IamRole;
  /** The arguments that the user did not set, with the defaults that they have. */
  readonly open: Map<Member, string | undefined>;
}

const defaultsOfApp: StateEntry<DefaultsOfApp> = { name: "defaults of roles", create: () => new DefaultsOfApp() };

// Not in the context of the construct tree, which can't be set for a construct that has children. Not an aspect, which
// runs after transforms and could not tell what they have set.
class DefaultsOfApp {
  private readonly declared = new Map<IConstruct, Defaults>();
  private readonly roles: OpenRole[] = [];

  public declare(scope: Construct, defaults: Defaults): void {
    const before = this.declared.get(scope) ?? {};
    const repeated = members.find((member) => Object.hasOwn(before, member) && Object.hasOwn(defaults, member));
    if (repeated !== undefined)
      throw new ValidationError(
        scope,
        `"${repeated}" of roleDefaults is set for this construct already; got ${quoted(defaults[repeated])} after ${quoted(before[repeated])}. Remove one of the calls, or pass a construct below.`,
      );
    this.declared.set(scope, { ...before, ...defaults });
    for (const each of this.roles) this.complete(each);
  }

  public add(role: IamRole, open: readonly Member[]): void {
    const added: OpenRole = { role, open: new Map(open.map((member) => [member, undefined])) };
    this.roles.push(added);
    this.complete(added);
  }

  // A value that the user has assigned to the resource in between stays.
  private complete({ role, open }: OpenRole): void {
    for (const [member, before] of open) {
      const value = this.nearest(role, member);
      if (value === undefined || role[`${member}Input`] !== before) continue;
      role[member] = value;
      open.set(member, value);
    }
  }

  private nearest(role: IamRole, member: Member): string | undefined {
    const scope = [...role.node.scopes].reverse().find((each) => this.declared.get(each)?.[member] !== undefined);
    return scope && this.declared.get(scope)?.[member];
  }
}
