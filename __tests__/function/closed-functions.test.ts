import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Aspects, TerraformIterator, TerraformLocal, type TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { aws } from "../../lib";
import { asking, guardedApi, handlers } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { refusedInApp, synthesizeApp } from "../support/ways";
import { everywhere, inItsStack } from "./named";
import { openings } from "./openings";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

interface Attempt {
  readonly way: string;
  readonly opening: string;
  readonly place: "the same stack" | "a stack before" | "a stack after";
}

/** A function with scopes and one of a similar name, one of which the attempts open. */
function app(attempts: readonly Attempt[], opened: "guarded" | "other") {
  return (stack: TerraformStack) => {
    const root = stack.node.root as never;
    const [place] = attempts.map((attempt) => attempt.place);
    const before = place === "a stack before" ? testStack("before-dev", root) : undefined;
    const { api, users } = guardedApi(stack);
    const guarded = new aws.Function(stack, "Shared", { handler: "src/default.handler", name: "shared" });
    const other = new aws.Function(stack, "Shared2", { handler: "src/default.handler", name: "shared2" });
    api.route("a", guarded, asking(users.id, "x"));
    const home = place === "the same stack" ? stack : (before ?? testStack("after-dev", root));
    const [fn, name] = opened === "guarded" ? [guarded, "shared"] : [other, "shared2"];
    for (const [index, { way, opening }] of attempts.entries()) {
      const scope = new Construct(home, `Attempt${index}`);
      const named = inItsStack[way]?.({ fn, name, other: fn === guarded ? other : guarded }, scope) ?? "";
      openings[opening]?.(scope, typeof named === "string" ? { value: named } : named);
    }
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
    const { message, constructPath } = refusedInApp(app([attempt], "guarded"), synthesizers[format]);
    expect(message).toMatch(/clients would bypass the API's authorizer/);
    expect(constructPath).toBe("chat-dev/Shared");
  });

  // One app for all attempts of a place: whatever is wrongly rejected is named in the error.
  it.each([
    ["JSON", "the same stack", inJson],
    ["JSON", "a stack before", inJson],
    ["JSON", "a stack after", inJson],
    ["HCL", "the same stack", inHcl],
    ["HCL", "a stack before", inHcl],
  ] as const)("in %s leaves others alone, however and by whatever they are named in %s", (format, place, all) => {
    const attempts = all.filter((attempt) => attempt.place === place);
    expect(attempts).not.toHaveLength(0);
    expect(() => synthesizeApp(app(attempts, "other"), synthesizers[format])).not.toThrow();
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

describe("an aspect of a later stack", () => {
  const build = (change: (made: { guarded: aws.Function; other: aws.Function; route: () => void }) => void) => {
    return (stack: TerraformStack) => {
      const before = testStack("before-dev", stack.node.root as never);
      const app = stack.node.root.node;
      // cdktf renders the stacks in the order in which they were created.
      const later = testStack("later-dev", app.root as never);
      const { api, users } = guardedApi(later);
      const guarded = new aws.Function(later, "Shared", { handler: "src/default.handler", name: "shared" });
      const other = new aws.Function(later, "Other", { handler: "src/default.handler", name: "other" });
      api.route("a", guarded, asking(users.id, "x"));
      openings["a URL"]?.(before, { value: "other" });
      let isDone = false;
      const visit = () => {
        if (!isDone) change({ guarded, other, route: () => void api.route("late", other, asking(users.id, "x")) });
        isDone = true;
      };
      Aspects.of(later).add({ visit });
    };
  };

  it("can't give a function with scopes the name that an opening of an earlier stack has", () => {
    const rename = build(({ guarded, other }) => {
      other.nodes.function.functionName = "third";
      guarded.nodes.function.functionName = "other";
    });
    expect(refusedInApp(rename).message).toContain("clients would bypass the API's authorizer");
  });

  it("can't give scopes to a function that an earlier stack opens", () => {
    expect(refusedInApp(build(({ route }) => route())).message).toContain("clients would bypass the API's authorizer");
  });
});

describe("in HCL an override of the stack", () => {
  it.each(["locals.Named", "module.Module.name", "output.Name.value"])("can't hide a value at %s", (path) => {
    const build = (stack: TerraformStack) => {
      const { api, users } = guardedApi(stack);
      api.route("a", "src/default.handler", asking(users.id, "x"));
      stack.addOverride(path, "thumbnails");
    };
    expect(refusedInApp(build, synthesizers.HCL).message).toContain('"addOverride" of a stack');
  });
});

describe("a function with scopes beside others", () => {
  const build = (make: (stack: TerraformStack, guarded: aws.Function) => void, name?: string) => {
    return (stack: TerraformStack) => {
      const { api, users } = guardedApi(stack);
      const guarded = new aws.Function(stack, "Shared", { handler: "src/default.handler", name: name ?? "myapp-chat" });
      api.route("a", guarded, asking(users.id, "x"));
      make(stack, guarded);
    };
  };
  const url = (stack: TerraformStack, value: string, forEach?: TerraformIterator) =>
    openings["a URL"]?.(stack, { value, forEach });
  const local = (stack: TerraformStack, value: unknown) => new TerraformLocal(stack, "L", value);
  const keyed = TerraformIterator.fromMap({ chat: "x" });
  const listed = TerraformIterator.fromList(["chat"]);

  it.each<[string, (stack: TerraformStack, guarded: aws.Function) => void, string?]>([
    ["text and a key of an iterator", (stack) => url(stack, `myapp-${keyed.key}`, keyed)],
    ["text and a value of an iterator", (stack) => url(stack, `myapp-${listed.value}`, listed)],
    ["a format", (stack) => url(stack, `\${format("%s-chat", ${local(stack, "myapp").fqn})}`)],
    ["joined texts", (stack) => url(stack, `\${join("-", ${local(stack, ["myapp", "chat"]).fqn})}`)],
    ["a replacement", (stack) => url(stack, `\${replace(${local(stack, "myapp-chat-x").fqn}, "-x", "")}`)],
    ["the same random name", (stack) => url(stack, "chat-${random_id.s.hex}"), "chat-${random_id.s.hex}"],
    ["a name, where its own is unknown", (stack) => url(stack, "thumbnails"), "chat-${var.stage}"],
    ["a data source with an unknown name", (stack) => url(stack, "${data.aws_ssm_parameter.name.value}")],
    [
      "a branch without a reference",
      (stack, { nodes }) =>
        url(
          stack,
          `\${var.p ? aws_lambda_function.${nodes.function.friendlyUniqueId}.arn : "x-\${terraform.workspace}"}`,
        ),
    ],
    [
      "a variable of the stage",
      (stack) => openings["an integration without a proxy"]?.(stack, { value: "$${stageVariables.fn}" }),
    ],
  ])("can't be opened by %s", (...[, make, name]) => {
    expect(refusedInApp(build(make, name)).message).toContain("clients would bypass the API's authorizer");
  });

  it.each<[string, object, string]>([
    ["an account of any text", { sourceAccount: "*" }, "Set sourceArn to an ARN with an account"],
    ["a token of another service than Alexa", { eventSourceToken: "x" }, "Set sourceArn to an ARN with an account"],
    ["an ARN with an account that is a star", { sourceArn: "arn:aws:events:eu-west-1:*:rule/x" }, "Set sourceArn"],
    [
      "an ARN of a region",
      { sourceArn: '${format("arn:aws:sns:%s:*:*", data.aws_region.here.name)}' },
      "Set sourceArn",
    ],
    ["an ARN in a circle", { sourceArn: "${local.a}" }, "Set sourceArn"],
  ])("can't be opened for a service with %s", (_, source, remedy) => {
    const make = (stack: TerraformStack, { name }: aws.Function) => {
      stack.addOverride("locals", { a: "${local.b}", b: "${local.a}" });
      const permission = { action: "lambda:InvokeFunction", functionName: name, principal: "events.amazonaws.com" };
      new LambdaPermission(stack, "Open", { ...permission, ...source });
    };
    expect(refusedInApp(build(make)).message).toContain(remedy);
  });

  it("says what is missing for S3 and for Alexa", () => {
    const of =
      (principal: string) =>
      (stack: TerraformStack, { name }: aws.Function) =>
        void new LambdaPermission(stack, "Open", { action: "lambda:InvokeFunction", functionName: name, principal });
    expect(refusedInApp(build(of("s3.amazonaws.com"))).message).toContain("Set sourceAccount");
    expect(refusedInApp(build(of("alexa-appkit.amazon.com"))).message).toContain("Set eventSourceToken");
  });

  it.each<[string, (stack: TerraformStack) => void]>([
    ["a name put together from a local", (stack) => url(stack, `${local(stack, "dev").asString}-thumbnails`)],
    [
      "an output of a nested stack",
      (stack) => {
        const group = new Construct(stack.node.root, "Group");
        const fn = new aws.Function(testStack("one", group as never), "Fn", { handler: "src/default.handler" });
        url(testStack("two", group as never), fn.name);
      },
    ],
    [
      "a function of the same address in another stack",
      (stack) => {
        const home = testStack("same", stack.node.root as never);
        url(home, new aws.Function(home, "Shared", { handler: "src/default.handler" }).name);
      },
    ],
  ])("leaves alone %s", (_, make) => {
    expect(() => synthesizeApp(build(make))).not.toThrow();
  });
});
