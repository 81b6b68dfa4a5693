import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import type { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { type TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { quoted } from "../core/validation-error";
import { ReferentSearch } from "../terraform/referent";
import { RenderedApp } from "../terraform/rendered-app";
import type { RenderedStack } from "../terraform/rendered-stack";
import { addAppCheck, driftFindings, type Expected, type Finding } from "../validation/checks";
import { namedFunction } from "./named-function";
import { type Opening, openingsIn, openingTypes } from "./openings";

// An alias passes on the name of its function.
const namingTypes = ["aws_lambda_alias", "aws_lambda_function"];
const urlTypes = [LambdaFunctionUrl.tfResourceType, ...namingTypes];
const checkedTypes = [...openingTypes, ...namingTypes];

/** A resource that invokes a function by an ARN: the integration of a route with auth, or an authorizer. */
export interface CallerByArn {
  readonly resource: TerraformResource;
  readonly argument: string;
  readonly of: keyof typeof notPublic;
}

const functionsOfApp: StateEntry<FunctionsOfApp> = {
  name: "open and closed functions",
  create: (root) => new FunctionsOfApp(root),
};

/** What a function is protected from, for messages. */
interface Protection {
  /** The kind of function, after "a function". */
  readonly whose: string;
  /** What happens if it is opened. */
  readonly consequence: string;
  /** Whether it is protected only from URLs that everyone may call. */
  readonly onlyPublicUrls?: boolean;
}

const guarded: Protection = {
  whose: "whose routes have scopes",
  consequence: "clients would bypass the API's authorizer",
};

const notPublic = {
  route: { whose: "of a route with auth", consequence: "everyone could call it without that auth" },
  authorizer: { whose: "of an authorizer", consequence: "everyone could try credentials without a connection" },
} as const;

/** The functions of an app, those of them that only routes may invoke for clients, and their invoke permissions. */
export class FunctionsOfApp {
  public static of(scope: IConstruct): FunctionsOfApp {
    return appState(scope, functionsOfApp);
  }

  // Each with the construct that messages name.
  private readonly all = new Map<LambdaFunction, IConstruct>();
  private readonly byAddress = new Map<string, IConstruct>();
  private readonly closed = new Set<LambdaFunction>();
  private readonly withoutPublicUrls = new Map<LambdaFunction, Protection>();
  private readonly callersByArn: CallerByArn[] = [];
  private readonly permissions: (readonly [LambdaPermission, Expected])[] = [];

  constructor(private readonly root: IConstruct) {
    const types = () => {
      if (this.closed.size + this.callersByArn.length > 0) return checkedTypes;
      return this.withoutPublicUrls.size > 0 ? urlTypes : [];
    };
    addAppCheck({ owner: root, types, find: (stack) => this.findings(stack) });
  }

  public add(owner: IConstruct, fn: LambdaFunction): void {
    this.all.set(fn, owner);
    this.byAddress.set(addressOf(TerraformStack.of(fn), fn.friendlyUniqueId), owner);
  }

  /** Returns the construct of the function whose resource has this name in a stack. */
  public find(stack: TerraformStack, name: string): IConstruct | undefined {
    return this.byAddress.get(addressOf(stack, name));
  }

  /** Adds an invoke permission of this library, and the arguments without whose change it opens no function. */
  public addPermission(permission: LambdaPermission, expected: Expected): void {
    this.permissions.push([permission, expected]);
  }

  /** Rejects everything by which clients could invoke the function with events of their own, in every stack. */
  public close(fn: LambdaFunction): void {
    this.closed.add(fn);
  }

  /** Rejects URLs of a function that everyone may call, in every stack. */
  public forbidPublicUrls(fn: LambdaFunction, of: keyof typeof notPublic): void {
    this.withoutPublicUrls.set(fn, { ...notPublic[of], onlyPublicUrls: true });
  }

  /** Does the same for the function that a resource names by an ARN, which may be that of a version or an alias. */
  public forbidPublicUrlsOf(caller: CallerByArn): void {
    this.callersByArn.push(caller);
  }

  private findings(stack: RenderedStack): readonly Finding[] {
    const all = openingsIn(stack);
    const notOwn = this.closed.size === 0 || all.length === 0 ? [] : this.withoutOwn(all, stack);
    const publicUrls = all.filter(({ isPublicUrl }) => isPublicUrl);
    const withoutSource = all.filter(({ isWithoutSource }) => isWithoutSource);
    if (notOwn.length + publicUrls.length + withoutSource.length === 0) return [];
    const app = new RenderedApp(stack);
    const searchFor = (fn: LambdaFunction) => new ReferentSearch(namedFunction(fn, app), app);
    const unguarded = [...this.all.keys()].filter((fn) => !this.closed.has(fn));
    return [
      ...[...this.closed].flatMap((fn) => this.owned(fn, closedFindings(searchFor(fn), notOwn, stack, guarded))),
      ...[...this.withoutPublicUrls, ...this.namedByArn(publicUrls, app, searchFor)].flatMap(([fn, protection]) =>
        this.owned(fn, closedFindings(searchFor(fn), publicUrls, stack, protection)),
      ),
      ...unguarded.flatMap((fn) => this.owned(fn, unguardedFindings(searchFor(fn), withoutSource, stack))),
    ];
  }

  private namedByArn(
    publicUrls: readonly Opening[],
    app: RenderedApp,
    searchFor: (fn: LambdaFunction) => ReferentSearch,
  ): readonly (readonly [LambdaFunction, Protection])[] {
    if (publicUrls.length === 0 || this.callersByArn.length === 0) return [];
    const searches = this.root.node
      .findAll()
      .filter(isLambdaFunction)
      .map((fn) => [fn, searchFor(fn)] as const);
    return this.callersByArn.flatMap(({ resource, argument, of }) => {
      const stack = app.of(TerraformStack.of(resource));
      const block = stack.attributes(resource);
      if (block === undefined) return [];
      const isNamed = (search: ReferentSearch) => search.judge(block.raw(argument), { stack, block }) === "target";
      const protection = { ...notPublic[of], onlyPublicUrls: true };
      return searches.flatMap(([fn, search]) => (isNamed(search) ? [[fn, protection] as const] : []));
    });
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

function isLambdaFunction(found: IConstruct): found is LambdaFunction {
  return (found as Partial<LambdaFunction>).terraformResourceType === LambdaFunction.tfResourceType;
}

function addressOf(stack: TerraformStack, name: string): string {
  return `${stack.node.path}/${name}`;
}

function permissionAddress({ terraformResourceType, friendlyUniqueId }: LambdaPermission): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}

function closedFindings(
  search: ReferentSearch,
  openings: readonly Opening[],
  stack: RenderedStack,
  protection: Protection,
): readonly Finding[] {
  return openings.flatMap((opening) => {
    const { block, argument } = opening;
    const verdict = search.judge(block.raw(argument), { stack, block });
    return verdict === "other" ? [] : [{ text: closedText(opening, protection, verdict) }];
  });
}

function closedText(
  { block, argument, description, remedy, publicRemedy }: Opening,
  { whose, consequence, onlyPublicUrls }: Protection,
  verdict: "target" | "unknown",
): string {
  const what = onlyPublicUrls ? `${description} without authorization` : description;
  const got = `got ${argument} = ${quoted(block.raw(argument))}`;
  if (verdict === "unknown")
    return `${what} may be for a function ${whose}, and ${consequence}: synthesis can't tell which function it names; ${got}. Refer to the other function's resource, or write its name. The name of the function ${whose} has to be known too.`;
  const closing =
    (onlyPublicUrls ? publicRemedy : remedy) ?? "Remove it, or create a function for it from the same source.";
  return `${what} can't be created for a function ${whose}: ${consequence}; ${got}. ${closing}`;
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
