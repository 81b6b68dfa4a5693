import { type TerraformStack, Testing } from "cdktf";
import { aws } from "../../lib";
import { asking, guardedApi, handlers } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { accepted } from "./accepted";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

const synths: Readonly<Record<string, (stack: TerraformStack) => string>> = {
  JSON: (stack) => Testing.synth(stack),
  HCL: (stack) => Testing.synthHcl(stack),
};

describe("beside a function with scopes", () => {
  it.each(
    Object.entries(accepted).flatMap(([name, make]) =>
      Object.keys(synths).map((format) => [name, format, make] as const),
    ),
  )("is accepted: %s, in %s", (_, format, make) => {
    const stack = testStack();
    const { api, users } = guardedApi(stack);
    const guarded = new aws.Function(stack, "Shared", { handler: "src/default.handler", name: "shared" });
    api.route("a", guarded, asking(users.id, "x"));
    make({ stack, api, guarded });
    expect(() => synths[format]?.(stack)).not.toThrow();
  });
});
