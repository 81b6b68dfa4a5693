import type { TerraformStack } from "cdktf";
import { aws, type FunctionArgs, Linkable } from "../../lib";
import { asking, guardedApi, handlers } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { applied, place } from "./applied";
import { decide, type Policy } from "./iam";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

const handler = "src/default.handler";

/** The function that is linked to a worker with the given arguments. */
function linkedTo(args: Partial<FunctionArgs>) {
  const stack = synth((scope) => {
    const worker = new aws.Function(scope, "Worker", { handler, ...args });
    new aws.Function(scope, "Fn", { handler, logging: false, link: [worker] });
  });
  return applied(stack, "Fn");
}

const read = ({ environment }: { readonly environment: Readonly<Record<string, string>> }): unknown =>
  JSON.parse(environment.SST_RESOURCE_Worker ?? "null");

const arn = `arn:aws:lambda:${place}:function:Worker_Function`;
const url = "https://worker_url.lambda-url.eu-west-1.on.aws/";

const actions = ["InvokeFunction", "InvokeFunctionUrl", "InvokeAsync", "GetFunction", "UpdateFunctionCode", "*"];
const resources = ["", ":url", ":1", ":$LATEST", "2"].map((ending) => `${arn}${ending}`);

/** Each right of `actions` and `resources` that the policies give. */
function rightsOf(policies: readonly Policy[]): readonly string[] {
  return [...resources, `arn:aws:lambda:${place}:function:Fn_Function`].flatMap((resource) =>
    actions
      .filter((action) => decide(policies, { action: `lambda:${action}`, resource }) === "allowed")
      .map((action) => `${action} ${resource.split(":function:")[1]}`),
  );
}

describe("a linked function", () => {
  it("gives its name and its ARN, and the right to invoke it, and nothing else", () => {
    const fn = linkedTo({});
    expect(read(fn)).toEqual({ name: "worker_function", arn, type: "sst.aws.Function" });
    expect(rightsOf(fn.policies)).toEqual(["InvokeFunction Worker_Function"]);
  });

  it("gives its URL, which everyone may call, without a further right", () => {
    const fn = linkedTo({ url: true });
    expect(read(fn)).toEqual({ name: "worker_function", arn, url, type: "sst.aws.Function" });
    expect(rightsOf(fn.policies)).toEqual(["InvokeFunction Worker_Function"]);
  });

  it("gives the right to call a URL with authorization", () => {
    const fn = linkedTo({ url: { authorization: "iam" } });
    expect(read(fn)).toEqual({ name: "worker_function", arn, url, type: "sst.aws.Function" });
    expect(rightsOf(fn.policies)).toEqual(["InvokeFunction Worker_Function", "InvokeFunctionUrl Worker_Function"]);
  });

  it("names the published version, and gives the right to call each version and the alias that its URL serves", () => {
    const fn = linkedTo({ url: { authorization: "iam" }, versioning: true });
    expect(read(fn)).toMatchObject({
      name: "worker_function:3",
      arn: `arn:aws:lambda:${place}:function:Worker_Function:3`,
    });
    expect(rightsOf(fn.policies)).toEqual(
      ["url", "1", "$LATEST"].flatMap((qualifier) =>
        ["InvokeFunction", "InvokeFunctionUrl"].map((action) => `${action} Worker_Function:${qualifier}`),
      ),
    );
  });

  it("has the link that Linkable.wrap describes instead", () => {
    class Described extends aws.Function {}
    Linkable.wrap(Described, ({ name }) => ({ properties: { name } }));
    const stack = synth((scope) => {
      const worker = new Described(scope, "Worker", { handler });
      new aws.Function(scope, "Fn", { handler, link: [worker] });
    });
    expect(read(applied(stack, "Fn"))).toEqual({ name: "worker_function", type: "sst.aws.Function" });
  });

  it("may have a guard: the link opens it to no client", () => {
    const build = (stack: TerraformStack) => {
      const { api, users } = guardedApi(stack);
      const worker = new aws.Function(stack, "Worker", { handler });
      api.route("a", worker, asking(users.id, "x"));
      new aws.Function(stack, "Fn", { handler, logging: false, link: [worker] });
    };
    expect(rightsOf(applied(synth(build), "Fn").policies)).toEqual(["InvokeFunction Worker_Function"]);
  });
});
