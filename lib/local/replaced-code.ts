import type { LocalFunction } from "./local-function";
import type { LocalApi, LocalApp, LocalAuthorization, LocalAuthorizer } from "./model";

/** The same app with other code for some of its functions: folders by the ARNs of the functions. */
export function withCode(app: LocalApp, folders: ReadonlyMap<string, string>): LocalApp {
  const functions = new Map(app.functions.map((fn) => [fn.arn, functionWithCode(fn, folders.get(fn.arn))]));
  const replaced = (fn: LocalFunction): LocalFunction => functions.get(fn.arn) ?? fn;
  const apis = new Map(app.apis.map((api) => [api, apiWith(api, replaced)]));
  const domains = app.domains.map((domain) => ({
    ...domain,
    mappings: domain.mappings.map(({ path, api }) => ({ path, api: apis.get(api) ?? api })),
  }));
  return { ...app, functions: [...functions.values()], apis: [...apis.values()], domains };
}

function functionWithCode(fn: LocalFunction, folder: string | undefined): LocalFunction {
  return folder === undefined ? fn : { ...fn, folder };
}

function apiWith(api: LocalApi, replaced: (fn: LocalFunction) => LocalFunction): LocalApi {
  const authorizerWith = (authorizer: LocalAuthorizer) => ({ ...authorizer, function: replaced(authorizer.function) });
  const authorizationWith = (authorization: LocalAuthorization): LocalAuthorization =>
    authorization.type === "CUSTOM"
      ? { ...authorization, authorizer: authorizerWith(authorization.authorizer) }
      : authorization;
  const routes = api.routes.map((route) => ({
    ...route,
    ...(route.function && { function: replaced(route.function) }),
    authorization: authorizationWith(route.authorization),
  }));
  return { ...api, routes, authorizers: api.authorizers.map(authorizerWith) };
}
