import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { TerraformStack } from "cdktf";
import { aws } from "../../lib";
import { offeredRuntimes } from "../../lib/function/runtimes";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";
import { annotationsOf } from "./annotations";
import { places } from "./places";

const handler = "src/chat.handler";
const ready = { handler: "index.handler", bundle: "ready" };

beforeAll(() =>
  enter(
    project({
      "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n",
      "ready/index.mjs": "export const handler = async () => ({ statusCode: 200 });\n",
      "ready/bootstrap": "#!/bin/sh\n",
    }),
  ),
);
afterAll(removeProjects);

const oldNode = { ...ready, runtime: "nodejs14.x" };
const create = "lambda-runtime-create";

describe("the runtime of a function", () => {
  it("is one of today, without a warning, in the list of the message about another one", () => {
    const { message } = refused((stack) => new aws.Function(stack, "Fn", { handler, runtime: "nodejs99.x" }));
    expect(message).toContain(
      `"runtime" has to be one that Lambda offers: ${offeredRuntimes.join(", ")}; got "nodejs99.x".`,
    );
    expect(offeredRuntimes).toContain("nodejs24.x");
    expect(offeredRuntimes).not.toContain("nodejs14.x");
    expect(annotationsOf((stack) => new aws.Function(stack, "Fn", { handler, runtime: "nodejs20.x" }))).toEqual([]);
  });

  it("is a warning with its date if Lambda creates no function with it any more", () => {
    expect(annotationsOf((stack) => new aws.Function(stack, "Fn", oldNode))).toEqual([
      '"runtime" is deprecated since 2023-12-04: since 2024-01-09 Lambda creates no function with it, and only updates existing ones; got "nodejs14.x". Write runtime: "nodejs24.x". [lambda-runtime-create]',
    ]);
  });

  it("is no warning if the app ignores the rule", () => {
    expect(annotationsOf((stack) => new aws.Function(stack, "Fn", oldNode), [create])).toEqual([]);
  });

  it.each([
    ["nodejs12.x", "2023-04-30", "nodejs24.x"],
    ["python2.7", "2022-05-30", "python3.14"],
    ["dotnetcore3.1", "2023-05-03", "dotnet10"],
    ["ruby2.5", "2022-03-31", "ruby3.4"],
  ])("%s is an error with its date, because Lambda updates no function with it", (runtime, date, successor) => {
    const { message } = refused((stack) => new aws.Function(stack, "Fn", { ...ready, runtime }));
    expect(message).toContain(
      `"runtime" has to be one that Lambda accepts: since ${date} it creates and updates no function with this one; got "${runtime}". Write runtime: "${successor}". [lambda-runtime-update]`,
    );
  });

  it("is a warning instead of an error if the app ignores the rule", () => {
    const build = (stack: TerraformStack) => new aws.Function(stack, "Fn", { ...ready, runtime: "nodejs12.x" });
    expect(annotationsOf(build, ["lambda-runtime-update"])).toEqual([
      expect.stringContaining("[lambda-runtime-update]"),
    ]);
  });

  it("is judged after transforms, and not where it is known only after apply", () => {
    const transformed = (runtime: string) =>
      annotationsOf((stack) => new aws.Function(stack, "Fn", { handler, transform: { function: { runtime } } }));
    expect(transformed("go1.x")).toEqual([expect.stringContaining('got "go1.x". Write runtime: "provided.al2023".')]);
    expect(transformed("${var.runtime}")).toEqual([]);
  });

  it("is judged without the clock", () => {
    const now = jest.useFakeTimers({ now: new Date("2035-01-01") });
    try {
      expect(() => synth((stack) => new aws.Function(stack, "Fn", { handler, runtime: "nodejs20.x" }))).not.toThrow();
    } finally {
      now.useRealTimers();
    }
  });
});

describe.each(Object.keys(places))("go and rust in %s", (name) => {
  it.each(["go", "rust"])("%s is provided.al2023 with a ready directory", (runtime) => {
    const args = { handler: "bootstrap", bundle: "ready", runtime };
    const fn = synth((stack) => places[name]?.(stack, args)).one(LambdaFunction);
    expect(fn).toMatchObject({ runtime: "provided.al2023", handler: "bootstrap" });
  });

  it("is an error without one", () => {
    const { message } = refused((stack) => places[name]?.(stack, { handler, runtime: "go" }));
    expect(message).toContain(
      '"bundle" has to be set for a runtime other than Node.js and Python 3; got runtime "go". Compile the function to <directory>/bootstrap and write bundle: "<directory>".',
    );
  });
});
