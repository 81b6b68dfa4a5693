import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { quoted } from "../core/validation-error";
import { ReferentSearch } from "../terraform/referent";
import { RenderedApp } from "../terraform/rendered-app";
import type { RenderedStack } from "../terraform/rendered-stack";
import { addAppCheck, driftFindings, type Expected, type Finding } from "../validation/checks";
import { namedFunction } from "./named-function";
import { type Opening, openingsIn, openingTypes } from "./openings";

const checkedTypes = [...openingTypes, "aws_lambda_alias", "aws_lambda_function"];

const functionsOfApp: StateEntry<FunctionsOfApp> = {
  name: "open and closed functions",
  create: (root) => new FunctionsOfApp(root),
};

/** The functions of an app, those of them that only routes may invoke for clients, and their invoke permissions. */
export class FunctionsOfApp {
  public static of(scope: IConstruct): FunctionsOfApp {
    return appState(scope, functionsOfApp);
  }

  // Each with the construct that messages name.
  private readonly all = new Map<LambdaFunction, IConstruct>();
  private readonly closed = new Set<LambdaFunction>();
  private readonly permissions: (readonly [LambdaPermission, Expected])[] = [];

  constructor(root: IConstruct) {
    const types = () => (this.closed.size > 0 ? checkedTypes : []);
    addAppCheck({ owner: root, types, find: (stack) => this.findings(stack) });
  }

  public add(owner: IConstruct, fn: LambdaFunction): void {
    this.all.set(fn, owner);
  }

  /** Adds an invoke permission of this library, and the arguments without whose change it opens no function. */
  public addPermission(permission: LambdaPermission, expected: Expected): void {
    this.permissions.push([permission, expected]);
  }

  /** Rejects everything by which clients could invoke the function with events of their own, in every stack. */
  public close(fn: LambdaFunction): void {
    this.closed.add(fn);
  }

  private findings(stack: RenderedStack): readonly Finding[] {
    const all = openingsIn(stack);
    const notOwn = this.closed.size === 0 || all.length === 0 ? [] : this.withoutOwn(all, stack);
    const withoutSource = all.filter(({ isWithoutSource }) => isWithoutSource);
    if (notOwn.length + withoutSource.length === 0) return [];
    const app = new RenderedApp(stack);
    const searchFor = (fn: LambdaFunction) => new ReferentSearch(namedFunction(fn, app), app);
    const unguarded = [...this.all.keys()].filter((fn) => !this.closed.has(fn));
    return [
      ...[...this.closed].flatMap((fn) => this.owned(fn, closedFindings(searchFor(fn), notOwn, stack))),
      ...unguarded.flatMap((fn) => this.owned(fn, unguardedFindings(searchFor(fn), withoutSource, stack))),
    ];
  }

  private owned(fn: LambdaFunction, findings: readonly Finding[]): readonly Finding[] {
    return findings.map((finding) => ({ ...finding, owner: this.all.get(fn) ?? fn }));
  }

  private withoutOwn(openings: readonly Opening[], stack: RenderedStack): readonly Opening[] {
    const own = this.permissions.filter(([permission, expected]) => {
      if (TerraformStack.of(permission) !== stack.stack) return false;
      return driftFindings(stack, permission, expected, { owner: permission, reason: String }).length === 0;
    });
    const addresses = new Set(own.map(([permission]) => permissionAddress(permission)));
    return openings.filter(({ address }) => !addresses.has(address));
  }
}

function permissionAddress({ terraformResourceType, friendlyUniqueId }: LambdaPermission): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}

function closedFindings(
  search: ReferentSearch,
  openings: readonly Opening[],
  stack: RenderedStack,
): readonly Finding[] {
  return openings.flatMap(({ block, argument, description, remedy }) => {
    const verdict = search.judge(block.raw(argument), { stack, block });
    if (verdict === "other") return [];
    const got = `got ${argument} = ${quoted(block.raw(argument))}`;
    const text =
      verdict === "target"
        ? `${description} can't be created for a function whose routes have scopes: clients would bypass the API's authorizer; ${got}. ${remedy ?? "Remove it, or create a function for it from the same source."}`
        : `${description} may be for a function whose routes have scopes, and clients would bypass the API's authorizer: synthesis can't tell which function it names; ${got}. Refer to the other function's resource, or write its name. The name of the function with scopes has to be known too.`;
    return [{ text }];
  });
}

function unguardedFindings(
  search: ReferentSearch,
  openings: readonly Opening[],
  stack: RenderedStack,
): readonly Finding[] {
  return openings.flatMap(({ block, argument, description, remedy }) => {
    if (search.judge(block.raw(argument), { stack, block }) !== "target") return [];
    const text = `${description} lets this service invoke the function for every AWS account; got ${argument} = ${quoted(block.raw(argument))}. ${remedy}`;
    return [{ text, isWarning: true }];
  });
}
