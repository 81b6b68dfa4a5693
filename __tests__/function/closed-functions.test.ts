import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { type TerraformStack, Testing } from "cdktf";
import { aws } from "../../lib";
import { asking, guardedApi, handlers } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { refusedInApp, synthesizeApp } from "../support/ways";
import { everywhere, inItsStack, type Naming } from "./named";
import { openings } from "./openings";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

interface Attempt {
  readonly way: string;
  readonly opening: string;
  readonly place: "the same stack" | "a stack before" | "a stack after";
}

/** A function with scopes and one of a similar name, one of which `attempt` opens. */
function app({ way, opening, place }: Attempt, opened: "guarded" | "other") {
  return (stack: TerraformStack) => {
    const root = stack.node.root as never;
    const before = place === "a stack before" ? testStack("before-dev", root) : undefined;
    const { api, users } = guardedApi(stack);
    const guarded = new aws.Function(stack, "Shared", { handler: "src/default.handler", name: "shared" });
    const other = new aws.Function(stack, "Shared2", { handler: "src/default.handler", name: "shared2" });
    api.route("a", guarded, asking(users.id, "x"));
    const home = place === "the same stack" ? stack : (before ?? testStack("after-dev", root));
    const [fn, name] = opened === "guarded" ? [guarded, "shared"] : [other, "shared2"];
    const named = inItsStack[way]?.({ fn, name, other: fn === guarded ? other : guarded }, home) ?? "";
    const naming: Naming = typeof named === "string" ? { value: named } : named;
    openings[opening]?.(home, naming);
  };
}

// Each way with a few openings, and each opening with a few ways.
const someOpenings = ["a URL", "a permission for everyone", "an integration without a proxy"];
const someWays = ["its name", "a literal ARN", "the ARN of an alias"];

function attempts(ways: readonly string[], opened: readonly string[], place: Attempt["place"]): readonly Attempt[] {
  return ways.flatMap((way) => opened.map((opening) => ({ way, opening, place })));
}

const inJson = [
  ...attempts(Object.keys(inItsStack), someOpenings, "the same stack"),
  ...attempts(someWays, Object.keys(openings), "the same stack"),
  ...attempts(Object.keys(everywhere), ["a URL"], "a stack before"),
  ...attempts(Object.keys(everywhere), ["a URL"], "a stack after"),
  ...attempts(someWays, Object.keys(openings), "a stack after"),
];
// cdktf leaves an override of a stack out of HCL, and the library rejects it there.
const openingsInHcl = Object.keys(openings).filter((opening) => opening !== "a URL of an override");
const inHcl = [
  ...attempts(Object.keys(inItsStack), ["a URL"], "the same stack"),
  ...attempts(["its name"], openingsInHcl, "the same stack"),
  ...attempts(someWays, ["a URL"], "a stack before"),
];
const rows = [
  ...inJson.map((attempt) => ["JSON", attempt.opening, attempt.way, attempt.place, attempt] as const),
  ...inHcl.map((attempt) => ["HCL", attempt.opening, attempt.way, attempt.place, attempt] as const),
];

const synthesizers: Readonly<Record<"JSON" | "HCL", (stack: TerraformStack) => string>> = {
  JSON: (stack) => Testing.synth(stack),
  HCL: (stack) => Testing.synthHcl(stack),
};

describe("a function with scopes", () => {
  it.each(rows)("in %s can't be opened by %s that names it by %s in %s", (format, _, __, ___, attempt) => {
    const { message, constructPath } = refusedInApp(app(attempt, "guarded"), synthesizers[format]);
    expect(message).toMatch(/clients would bypass the API's authorizer/);
    expect(constructPath).toBe("chat-dev/Shared");
  });

  it.each(rows)("in %s leaves others alone that %s names by %s in %s", (format, _, __, ___, attempt) => {
    expect(() => synthesizeApp(app(attempt, "other"), synthesizers[format])).not.toThrow();
  });

  it.each([
    ["function_name.value", "shared"],
    ["function_name.x", "y"],
    ["principal.value", "*"],
  ])("in HCL can't be opened by an override of %s, which hides a value from the checks", (path, value) => {
    const build = (stack: TerraformStack) => {
      const { api, users } = guardedApi(stack);
      api.route("a", { handler: "src/default.handler", name: "shared" }, asking(users.id, "x"));
      const permission = { action: "lambda:InvokeFunction", functionName: "other", principal: "123456789012" };
      new LambdaPermission(stack, "Open", permission).addOverride(path, value);
    };
    expect(() => refusedInApp(build, synthesizers.HCL)).not.toThrow();
  });
});
