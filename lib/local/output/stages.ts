import { partsOf } from "./parts";
import type { ResourceReader } from "./resource-reader";

/** The stages of an API. Reports a problem if there is none. */
export function readStages(api: ResourceReader): readonly ResourceReader[] {
  const stages = partsOf(api, "aws_apigatewayv2_stage");
  if (stages.length === 0) api.refuse("the API has no stage, so no client could connect. Add a stage.");
  return stages;
}

/** Reports a problem for a stage that AWS would reject or that has no deployment. */
export function checkStage(api: ResourceReader, stage: ResourceReader): void {
  const routeKeys = partsOf(api, "aws_apigatewayv2_route").map((route) => route.peek("route_key"));
  const name = stage.string("name") ?? "$default";
  if (!/^(\$default|[A-Za-z0-9_]{1,128})$/.test(name))
    stage.refuse(`"name" must be "$default" or 1 to 128 letters, digits and "_"; got ${JSON.stringify(name)}.`);
  if (!stage.boolean("auto_deploy") && !stage.has("deployment_id"))
    stage.refuse('the stage has no deployment. Set "auto_deploy" to true, or set "deployment_id".');
  const ofRoutes = stage.nested("route_settings");
  for (const settings of [...stage.nested("default_route_settings"), ...ofRoutes]) checkThrottling(settings);
  for (const settings of ofRoutes)
    if (!routeKeys.includes(settings.value("route_key")))
      settings.refuse(
        `"route_key" must be the key of one of the API's routes: ${routeKeys.map((key) => JSON.stringify(key)).join(", ")}; got ${JSON.stringify(settings.block.args.route_key)}. Add the route, or remove its settings.`,
      );
}

// Terraform sends 0 for a limit that is not set.
function checkThrottling(settings: ResourceReader): void {
  const limit = ["throttling_burst_limit", "throttling_rate_limit"].find((name) => !settings.number(name));
  if (limit !== undefined) settings.refuse(`"${limit}" is not set, so AWS answers every client with 429. Set it.`);
}
