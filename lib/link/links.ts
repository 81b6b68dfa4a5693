import { TerraformElement, type TerraformResource, TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { jsonencode, jsonencodeCall, jsonencodeConstant } from "../terraform/json";
import { builtInDefinition } from "./built-in-links";
import { isSelfLinked, type Link, linkOf, type NamedLink, wrappedDefinition } from "./definition";
import { isPermission, type Permission, type PermissionArgs, permission, permissionProblem } from "./permission";
import { isResourceLink, noActions, type ResourceLink } from "./resource-link";
import { rememberLinks } from "./types-file";

const prefix = "SST_RESOURCE_";

/** The values that a function reads as `Resource.App`. */
export interface AppIdentity {
  readonly name: string;
  readonly stage: string;
}

/** The contents of a `link` list: the values that a function reads, and its permissions. */
export interface ResolvedLinks {
  readonly links: readonly NamedLink[];
  readonly permissions: readonly Permission[];
}

/** Validates a `link` list and splits it. Errors name `scope`, the construct that received the list. */
export function resolveLinks(scope: IConstruct | undefined, list: readonly Link[]): ResolvedLinks {
  if (!Array.isArray(list))
    throw new ValidationError(scope, `"link" has to be a list; got ${formatLink(list)}. Put it in brackets: [ … ].`);
  const resources = [...new Set(Array.from(list).filter((link) => !isPermission(link)))];
  checkLinkedOnce(scope, resources);
  const links = resources.map((link) => namedLink(scope, link as IConstruct | ResourceLink));
  checkUnique(scope, links);
  if (scope) rememberLinks(scope, links);
  const included = links.flatMap(({ include = [] }) => include);
  const permissions = [...included, ...list.filter(isPermission)];
  checkPermissions(scope, "link", permissions);
  return { links, permissions };
}

/** Returns the environment variables that pass links to a function, in SST's format. */
export function resourceVariables(
  scope: IConstruct | undefined,
  app: AppIdentity,
  links: readonly NamedLink[],
): Record<string, string> {
  // Without a scope, the variables are the user's, who may put them anywhere.
  const encode = scope ? jsonencode : jsonencodeCall;
  return Object.fromEntries([
    [`${prefix}App`, appVariable(scope, app)],
    ...links.map((link) => [variableName(link), encode({ ...link.properties, type: link.type })] as const),
  ]);
}

const appVariables: StateEntry<Map<string, string>> = { name: "app variables", create: () => new Map() };

// One token for all functions: cdktf records a stack trace for each token, which takes longer than the rest of this.
function appVariable(scope: IConstruct | undefined, app: AppIdentity): string {
  if (scope === undefined || Token.isUnresolved(app.name) || Token.isUnresolved(app.stage)) return jsonencodeCall(app);
  const tokens = appState(scope, appVariables);
  const key = JSON.stringify([app.name, app.stage]);
  const token = tokens.get(key) ?? jsonencodeConstant({ ...app });
  tokens.set(key, token);
  return token;
}

/** Returns the name of the environment variable that passes a link. */
export function variableName({ name }: NamedLink): string {
  return `${prefix}${name}`;
}

/** Returns the app's name and stage from the app's context. This stage is not the stage of API Gateway. */
export function appIdentity(scope: IConstruct): AppIdentity {
  return {
    name: scope.node.tryGetContext("app") ?? TerraformStack.of(scope).node.id,
    stage: scope.node.tryGetContext("stage") ?? "dev",
  };
}

function namedLink(scope: IConstruct | undefined, link: IConstruct | ResourceLink): NamedLink {
  const { resource, name: given, actions } = isResourceLink(link) ? link : { resource: link };
  const ownOrWrapped = Construct.isConstruct(resource) ? definitionOf(resource) : undefined;
  // `Linkable.wrap` may have replaced the built-in link after `aws.link` was called.
  if (ownOrWrapped !== undefined && actions !== undefined)
    throw new ValidationError(scope, noActions(resource, actions));
  const definition = ownOrWrapped ?? builtInLink(resource, actions);
  if (definition === undefined) throw new ValidationError(scope, notLinkable(resource));
  const name = given ?? resource.node.id;
  const problem = propertiesProblem(definition.properties);
  if (problem !== undefined) throw new ValidationError(scope, `"link" contains ${quoted(name)}, whose ${problem}`);
  if (name !== "App" && /^[A-Z][a-zA-Z0-9]*$/.test(name)) return { ...definition, name };
  throw new ValidationError(
    scope,
    `"link" takes names of letters and digits that begin with an upper-case letter, except "App"; got ${quoted(name)}. Name the link: aws.link(resource, { name: ${quoted(proposedName(name))} }).`,
  );
}

// Never another construct id, which would replace the resource.
function proposedName(name: string): string {
  const words = name.split(/[^a-zA-Z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const proposed = words.join("").replace(/^\d+/, "");
  return /^[A-Z]/.test(proposed) && proposed !== "App" ? proposed : "MyLink";
}

function checkLinkedOnce(scope: IConstruct | undefined, list: readonly Link[]): void {
  const resources = list.map((link) => (isResourceLink(link) ? link.resource : link));
  const again = resources.find((resource, index) => resources.indexOf(resource) !== index);
  if (again === undefined) return;
  throw new ValidationError(
    scope,
    `"link" contains a resource twice, with different names or actions; got ${formatLink(again)}. Keep one of them: aws.link(resource, { actions: [ … ] }).`,
  );
}

/** Rejects permissions that AWS would reject, or would read in another way than intended. */
export function checkPermissions(
  scope: IConstruct | undefined,
  argument: string,
  permissions: readonly PermissionArgs[],
): void {
  if (!Array.isArray(permissions))
    throw new ValidationError(
      scope,
      `"${argument}" has to be a list; got ${quoted(permissions)}. Put it in brackets: [ … ].`,
    );
  for (const permission of permissions) {
    const problem = permissionProblem(argument, permission);
    if (problem !== undefined) throw new ValidationError(scope, problem);
  }
}

function definitionOf(link: IConstruct): Omit<NamedLink, "name"> | undefined {
  const definition = wrappedDefinition(link);
  const own = isSelfLinked(link) ? link[linkOf]() : undefined;
  return definition === undefined ? own : { ...definition, type: own?.type ?? linkType(link) };
}

function builtInLink(link: unknown, actions: readonly string[] | undefined): Omit<NamedLink, "name"> | undefined {
  const builtIn = Construct.isConstruct(link) ? builtInDefinition(link) : undefined;
  return (
    builtIn && { type: builtIn.type, properties: builtIn.properties, include: builtIn.include(actions).map(permission) }
  );
}

function linkType(link: IConstruct): string {
  const type = TerraformElement.isTerraformElement(link) && (link as Partial<TerraformResource>).terraformResourceType;
  return type || link.constructor.name;
}

function notLinkable(link: unknown): string {
  if (link === undefined || link === null)
    return `"link" contains an undefined entry; got ${quoted(link)}. Create the resource before the functions that are linked to it.`;
  if (!Construct.isConstruct(link))
    return `"link" contains an entry that is not a resource or a permission; got ${quoted(link)}. Write the construct itself: link: [api].`;
  const { name } = link.constructor;
  // A name that JavaScript itself defines would be that of another class.
  const isWrappable = TerraformElement.isTerraformElement(link) && name !== "" && !Object.hasOwn(globalThis, name);
  return `"link" contains a resource whose class has no link definition; got ${formatLink(link)}. ${isWrappable ? `Add one: Linkable.wrap(${name}, (resource) => ({ properties: { … } })).` : 'Link new Linkable(this, "MyLink", { properties: { … } }).'}`;
}

function checkUnique(scope: IConstruct | undefined, links: readonly NamedLink[]): void {
  const names = links.map(({ name }) => name);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate === undefined) return;
  throw new ValidationError(
    scope,
    `"link" contains two resources of the same name, of which a function could read only one; got ${quoted(duplicate)} twice. Give one of them another name: aws.link(resource, { name: ${quoted(`${duplicate}2`)} }).`,
  );
}

/**
 * Describes what is wrong with the properties of a link, which functions receive as JSON. The renderer finds only some
 * of the problems, and too late to name the link.
 */
export function propertiesProblem(properties: unknown): string | undefined {
  if (Token.isUnresolved(properties) || !isPlainObject(properties))
    return `"properties" has to be an object literal; got ${formatLink(properties)}. Write { properties: { value: … } }.`;
  if ("type" in properties)
    return `"properties" can't contain "type", which is reserved for the resource type; got ${formatLink(properties.type)}. Use another name.`;
  return valueProblem(properties, "properties", []);
}

/** Formats a value for a message. Class instances, except constructs, are not written as JSON. */
function formatLink(value: unknown): string {
  const written =
    Array.isArray(value) || isPlainObject(value) || typeof value === "string" || Construct.isConstruct(value);
  return written ? quoted(value) : String(value);
}

function valueProblem(value: unknown, path: string, above: readonly unknown[]): string | undefined {
  if (value === null || Token.isUnresolved(value) || typeof value === "string" || typeof value === "boolean")
    return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  if (above.includes(value)) return `"${path}" contains itself; got a circular reference. Remove it.`;
  if (Array.isArray(value))
    return firstProblem(value.map((item, index) => valueProblem(item, `${path}[${index}]`, [...above, value])));
  if (isPlainObject(value)) return firstProblem(membersOf(value, path, [...above, value]));
  return `"${path}" has to be JSON data; got ${formatLink(value)}. Use strings, numbers, booleans, lists and plain objects.`;
}

function membersOf(value: Readonly<Record<string, unknown>>, path: string, above: readonly unknown[]) {
  const set = Object.entries(value).filter(([, member]) => member !== undefined);
  return set.map(([key, member]) => valueProblem(member, `${path}.${key}`, above));
}

function firstProblem(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
