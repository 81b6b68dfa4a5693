import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { isObject } from "../core/plain-object";
import { quoted } from "../core/validation-error";
import { parsedTemplate, referenceOf, setTexts } from "../terraform/references";
import { ReferentSearch, type Target } from "../terraform/referent";
import { RenderedApp } from "../terraform/rendered-app";
import type { Attributes, RenderedStack } from "../terraform/rendered-stack";
import { addAppCheck, type Finding } from "../validation/checks";

/** The routes that an API declares. */
interface OwnRoutes {
  /** Whether a route has auth, which relies on the one `$connect`. */
  readonly haveAuth: () => boolean;
  /** The name of the resource of `$connect` in Terraform. */
  readonly connectName: () => string | undefined;
}

/** Rejects another `$connect` of an API whose routes have auth, in every stack: its clients would not be checked. */
export function requireSingleConnect(owner: Construct, api: Apigatewayv2Api, own: OwnRoutes): void {
  const type = Apigatewayv2Route.tfResourceType;
  addAppCheck({
    owner,
    types: () => (own.haveAuth() ? [type] : []),
    find: (stack) => (own.haveAuth() ? secondConnects(api, own.connectName(), stack) : []),
  });
}

function secondConnects(api: Apigatewayv2Api, own: string | undefined, stack: RenderedStack): readonly Finding[] {
  const isHome = TerraformStack.of(api) === stack.stack;
  const search = new ReferentSearch(targetOf(api), new RenderedApp(stack));
  return stack.all(Apigatewayv2Route.tfResourceType).flatMap(({ name, attributes: block }) => {
    if ((isHome && name === own) || !mayBeConnect(block)) return [];
    if (search.judge(block.raw("api_id"), { stack, block }) === "other") return [];
    const text = `"aws_apigatewayv2_route" can't be another "$connect" of an API whose routes have auth, which only its own "$connect" checks; got route_key = ${quoted(block.raw("route_key"))} and api_id = ${quoted(block.raw("api_id"))}. Remove it, write another key, or refer to the other API's resource, or write its id.`;
    return [{ text }];
  });
}

function targetOf(resource: Apigatewayv2Api): Target {
  return {
    stack: TerraformStack.of(resource),
    resource,
    argument: "api_id",
    decisive: (parts) => parts,
    // AWS chooses the id of an API when it creates the API, so a written one is most likely that of another API.
    judgeText: () => "other",
    judgeBeginning: () => "other",
    isIn: () => false,
  };
}

function mayBeConnect(block: Attributes): boolean {
  const keys = routeKeys(block);
  return keys === undefined || keys.includes("$connect");
}

/** Returns the keys of a route, one for each of its instances; undefined for keys known only after apply. */
function routeKeys(block: Attributes): readonly string[] | undefined {
  const key = block.string("route_key");
  if (key !== undefined) return [key];
  const [expression, ...others] = parsedTemplate(String(block.raw("route_key"))) ?? [];
  const reference = expression && others.length === 0 ? referenceOf(expression) : undefined;
  if (reference?.root !== "each" || reference.path.length !== 1) return undefined;
  const items = block.raw("for_each");
  if (typeof items === "string") return setTexts(items);
  if (!isObject(items)) return undefined;
  const keys = reference.path[0] === "key" ? Object.keys(items) : Object.values(items);
  return keys.every((text) => typeof text === "string" && !text.includes("${")) ? (keys as string[]) : undefined;
}
