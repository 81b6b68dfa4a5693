import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Testing } from "cdktf";
import { aws, ValidationError } from "cdktf-apigateway-websocket";
import fc from "fast-check";
import { arbitraryApi, build as buildApi } from "../apply/random-api";
import { enter, project, removeProjects } from "../support/project";
import { Synthesized, testStack } from "../support/synth";
import { anyApp, build, type StackSpec, sources } from "./random-api";
import { identifiers, unresolved } from "./references";

beforeAll(() => enter(project(sources)));
afterAll(removeProjects);

/** Returns the JSON of each stack, or the ValidationError of the app. */
function synthesized(specs: readonly StackSpec[]): readonly string[] | ValidationError {
  try {
    return build(Testing.app({ outdir: "cdktf.out" }), specs).map((stack) => Testing.synth(stack));
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
}

const names = {
  function: {
    of: (json: Synthesized) => json.all(LambdaFunction).map((fn) => fn.function_name),
    form: /^[A-Za-z0-9_-]{1,64}$/,
  },
  role: { of: (json: Synthesized) => json.all(IamRole).map((role) => role.name), form: /^[\w+=,.@-]{1,64}$/ },
  "log group": {
    of: (json: Synthesized) => json.all(CloudwatchLogGroup).map((group) => group.name),
    form: /^[A-Za-z0-9_\-/.#]{1,512}$/,
  },
};

/** Checks the names of an app, because all its stacks may be deployed to one account. */
function checkNames(stacks: readonly Synthesized[]): void {
  for (const [kind, { of, form }] of Object.entries(names)) {
    // "lambda" is the name that the generator uses in every stack.
    const all = stacks.flatMap(of).filter((name) => name !== "lambda") as string[];
    for (const name of all) expect(name).toMatch(form);
    const unique = new Set(kind === "role" ? all.map((name) => name.toLowerCase()) : all);
    expect({ kind, unique: unique.size }).toEqual({ kind, unique: all.length });
  }
  for (const api of stacks.flatMap((stack) => stack.all(Apigatewayv2Api))) expect(api.name).toMatch(/^.{1,128}$/u);
}

const stacksOf = (texts: readonly string[]) => texts.map((text) => new Synthesized(JSON.parse(text)));

describe("a random API", () => {
  // Without shrinking, which would build the stacks again at each step. The message contains the seed and the app.
  const endOnFailure = true;

  it("fails with a ValidationError, or has resolvable references, valid names and a reproducible output", () => {
    const seen = { refused: 0, made: 0 };
    fc.assert(
      fc.property(anyApp, (specs) => {
        const [first, second] = [synthesized(specs), synthesized(specs)];
        seen[first instanceof ValidationError ? "refused" : "made"] += 1;
        if (first instanceof ValidationError) {
          expect(first.message).toMatch(/^["A-Z].*[.:] .* \(.+ at .+\)$/su);
          expect(second).toBeInstanceOf(ValidationError);
          expect((second as Error).message).toBe(first.message);
          return;
        }
        expect(second).toEqual(first);
        const stacks = stacksOf(first);
        for (const { json } of stacks) expect(unresolved(json)).toEqual([]);
        checkNames(stacks);
      }),
      { numRuns: 150, endOnFailure },
    );
    // A generator that creates only one of both kinds proves nothing.
    expect(seen.refused).toBeGreaterThan(20);
    expect(seen.made).toBeGreaterThan(20);
  }, 60_000);

  it("is not rejected if AWS accepts every value in it", () => {
    fc.assert(
      fc.property(arbitraryApi(), (spec) => {
        const [first, second] = [1, 2].map(() => {
          const stack = testStack("chat-dev", Testing.app({ outdir: "cdktf.out" }));
          buildApi(stack, spec, "src/a.handler");
          return Testing.synth(stack);
        });
        const stack = new Synthesized(JSON.parse(first ?? ""));
        expect(unresolved(stack.json)).toEqual([]);
        checkNames([stack]);
        expect(second).toBe(first);
      }),
      { numRuns: 50, endOnFailure },
    );
  }, 60_000);
});

describe("a route key", () => {
  it.each(["a${x}", "a${aws_s3_bucket.b.id}", "a%{ if true }", 'a"b\\'])("%s reaches AWS unchanged", (key) => {
    const stack = testStack();
    new aws.ApiGatewayWebSocket(stack, "Api").route(key, "src/a.handler");
    const { route_key: written } = new Synthesized(JSON.parse(Testing.synth(stack))).one(Apigatewayv2Route);
    expect(identifiers(String(written))).toEqual([]);
    expect(String(written).replaceAll("$${", "${").replaceAll("%%{", "%{")).toBe(key);
  });
});

describe("rejects", () => {
  it("one name for two functions of a stack", () => {
    const stack = testStack();
    new aws.Function(stack, "One", { handler: "src/a.handler", name: "chat" });
    new aws.Function(stack, "Two", { handler: "src/b.handler", name: "chat" });
    expect(() => Testing.synth(stack)).toThrow(ValidationError);
  });
});

describe("the search for references", () => {
  it("finds the references of an expression, also in quotes and calls, and ignores text", () => {
    expect(identifiers('a${b.c-d.e}f$${g}${jsonencode({"h" = "i${j.k}l", "m" = [n.o, null, 1]})}"p${q.r}"')).toEqual([
      ...["b.c-d.e", "j.k", "n.o", "q.r"],
    ]);
    expect(identifiers("%{ if x }")).toEqual(["%{"]);
    expect(identifiers("a${b.c")).toEqual(["b.c", "unfinished: a${b.c"]);
    const resource = { aws_x: { y: { a: "${aws_x.z.id} ${data.d.e.f}", depends_on: ["aws_x.y", "aws_x.q"] } } };
    expect(unresolved({ resource, data: { d: { e: {} } } })).toEqual([
      ".resource.aws_x.y.a: aws_x.z.id",
      ".resource.aws_x.y.depends_on.1: aws_x.q",
    ]);
  });
});
