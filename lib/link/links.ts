import { TerraformElement, type TerraformResource, TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { isObject } from "../core/plain-object";
import { quoted, ValidationError } from "../core/validation-error";
import { jsonencode, jsonencodeConstant } from "../terraform/expressions";
import { isSelfLinked, type Link, linkOf, type NamedLink, wrappedDefinition } from "./linkable";
import { isPermission, type Permission, type PermissionArgs, permissionProblem } from "./permission";
import { rememberLinks } from "./types-file";

const prefix = "SST_RESOURCE_";

/** What a function reads as `Resource.App`. */
export interface AppIdentity {
  readonly name: string;
  readonly stage: string;
}

/** Links taken apart: what a function reads, and what it may do. */
export interface ResolvedLinks {
  readonly links: readonly NamedLink[];
  readonly permissions: readonly Permission[];
}

/** Takes a `link` list apart. Errors name `scope`, the construct that was given it. */
export function resolveLinks(scope: IConstruct | undefined, list: readonly Link[]): ResolvedLinks {
  if (!Array.isArray(list))
    throw new ValidationError(scope, `"link" has to be a list; got ${formatLink(list)}. Put it in brackets: [ … ].`);
  const resources = [...new Set(Array.from(list).filter((link) => !isPermission(link)))];
  const links = resources.map((link) => namedLink(scope, link as IConstruct));
  checkUnique(scope, links);
  if (scope) rememberLinks(scope, links);
  const included = links.flatMap(({ include = [] }) => include);
  const permissions = [...included, ...list.filter(isPermission)];
  checkPermissions(scope, "link", permissions);
  return { links, permissions };
}

/** The environment variables in which links travel, as SST writes them. */
export function resourceVariables(
  scope: IConstruct | undefined,
  app: AppIdentity,
  links: readonly NamedLink[],
): Record<string, string> {
  return Object.fromEntries([
    [`${prefix}App`, appVariable(scope, app)],
    ...links.map((link) => [variableName(link), jsonencode({ ...link.properties, type: link.type })] as const),
  ]);
}

const appVariables: StateEntry<Map<string, string>> = { name: "app variables", create: () => new Map() };

// One token for all functions: cdktf notes for each token where it was made, which takes longer than all else here.
function appVariable(scope: IConstruct | undefined, app: AppIdentity): string {
  if (scope === undefined || Token.isUnresolved(app.name) || Token.isUnresolved(app.stage)) return jsonencode(app);
  const tokens = appState(scope, appVariables);
  const key = JSON.stringify([app.name, app.stage]);
  const token = tokens.get(key) ?? jsonencodeConstant({ ...app });
  tokens.set(key, token);
  return token;
}

/** The environment variable that a link travels in. */
export function variableName({ name }: NamedLink): string {
  return `${prefix}${name}`;
}

/** The app's name and stage, from CDKTF's context. API Gateway's stage is another thing. */
export function appIdentity(scope: IConstruct): AppIdentity {
  return {
    name: scope.node.tryGetContext("app") ?? TerraformStack.of(scope).node.id,
    stage: scope.node.tryGetContext("stage") ?? "dev",
  };
}

function namedLink(scope: IConstruct | undefined, link: IConstruct): NamedLink {
  const definition = Construct.isConstruct(link) ? definitionOf(link) : undefined;
  if (definition === undefined) throw new ValidationError(scope, notLinkable(link));
  const { id: name } = link.node;
  const problem = propertiesProblem(definition.properties);
  if (problem !== undefined) throw new ValidationError(scope, `"link" holds ${quoted(name)}, whose ${problem}`);
  if (name !== "App" && /^[A-Z][a-zA-Z0-9]*$/.test(name)) return { ...definition, name };
  throw new ValidationError(
    scope,
    `"link" takes names that begin with an upper-case letter and hold letters and digits only, and not "App"; got ${quoted(name)}. Give the resource another construct id, or link it through a Linkable of another name.`,
  );
}

/** Refuses permissions that AWS would refuse, or that would not mean what they say. */
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
  return definition ? { ...definition, type: own?.type ?? linkType(link) } : own;
}

function linkType(link: IConstruct): string {
  const type = TerraformElement.isTerraformElement(link) && (link as Partial<TerraformResource>).terraformResourceType;
  return type || link.constructor.name;
}

function notLinkable(link: unknown): string {
  if (link === undefined || link === null)
    return `"link" holds an undefined link; got ${quoted(link)}. Make the resource before the functions that are linked to it.`;
  if (!Construct.isConstruct(link))
    return `"link" holds what is no resource; got ${quoted(link)}. List resources and permissions.`;
  const { name } = link.constructor;
  return `"link" holds a resource that nothing is known of; got ${formatLink(link)}. Describe its class once: Linkable.wrap(${name}, (resource) => ({ properties: { … } })).`;
}

function checkUnique(scope: IConstruct | undefined, links: readonly NamedLink[]): void {
  const names = links.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new ValidationError(
    scope,
    `"link" holds two resources of the same name, and the function could read only one of them; got ${quoted(twice)} twice. Give one of them another construct id, or link it through a Linkable of another name.`,
  );
}

/**
 * What is wrong with the properties of a link, which travel as JSON. The renderer would find some of it too, but too
 * late to say whose it is.
 */
export function propertiesProblem(properties: unknown): string | undefined {
  if (Token.isUnresolved(properties) || !isPlainObject(properties))
    return `"properties" have to be written out as an object; got ${formatLink(properties)}. Put it under a name: { properties: { value: … } }.`;
  if ("type" in properties)
    return `"properties" may not hold "type", under which SST's name of the resource travels; got ${formatLink(properties.type)}. Use another name.`;
  return valueProblem(properties, "properties", []);
}

/** How a value reads in a message, constructs among them. */
function formatLink(value: unknown): string {
  const written =
    Array.isArray(value) || isPlainObject(value) || typeof value === "string" || Construct.isConstruct(value);
  return written ? quoted(value) : String(value);
}

function valueProblem(value: unknown, path: string, above: readonly unknown[]): string | undefined {
  if (value === null || Token.isUnresolved(value) || typeof value === "string" || typeof value === "boolean")
    return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  if (above.includes(value)) return `"${path}" holds itself; got a circle. Leave it out.`;
  if (Array.isArray(value))
    return firstProblem(value.map((item, index) => valueProblem(item, `${path}[${index}]`, [...above, value])));
  if (isPlainObject(value)) return firstProblem(membersOf(value, path, [...above, value]));
  return `"${path}" has to be data, which travels as JSON; got ${formatLink(value)}. Use strings, numbers, booleans, lists and objects of these.`;
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
