import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { App, Aspects, type TerraformElement, type TerraformStack, Testing } from "cdktf";
import type { IConstruct } from "constructs";
import { aws, ValidationError } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";
import { type Build, given, refusal, temporaryFolder, terraformFiles, ways } from "../support/ways";

beforeAll(() => enter(project({ "src/default.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

type ApiArgs = ConstructorParameters<typeof aws.ApiGatewayWebSocket>[2];

function api(stack: TerraformStack, args?: ApiArgs): aws.ApiGatewayWebSocket {
  const made = new aws.ApiGatewayWebSocket(stack, "MyApi", args);
  made.route("$default", "src/default.handler", { reply: true });
  return made;
}

function visit<T extends TerraformElement>(type: new (...args: never[]) => T, change: (resource: T) => void) {
  return {
    visit(node: IConstruct) {
      if (node instanceof type) change(node as T);
    },
  };
}

const broken: Readonly<Record<string, readonly [Build, string]>> = {
  "a transform object of the API": [
    (stack) => api(stack, { transform: { api: { protocolType: "HTTP" } } }),
    '"transform.api.protocolType" has to stay "WEBSOCKET"; got "HTTP".',
  ],
  "a transform function of the stage": [
    (stack) =>
      api(stack, {
        transform: {
          stage: (args) => {
            args.name = "my-stage";
          },
        },
      }),
    '"transform.stage.name" has to be "$default"',
  ],
  "a transform function of the log group": [
    (stack) =>
      api(stack, {
        transform: {
          accessLog: (args) => {
            args.retentionInDays = 2;
          },
        },
      }),
    '"transform.accessLog.retentionInDays" has to be one of',
  ],
  "a transform of all routes' arguments": [
    (stack) => api(stack, { transform: { route: { args: { transform: { route: { operationName: "" } } } } } }),
    '"transform.route.operationName" takes 1 to 64 characters',
  ],
  "a transform of all handlers": [
    (stack) => api(stack, { transform: { route: { handler: { transform: { role: { name: "a b" } } } } } }),
    '"transform.role.name" takes 1 to 64',
  ],
  "an override of the integration": [
    (stack) => {
      const { nodes } = api(stack).route("a", given);
      nodes.integration.addOverride("timeout_milliseconds", 30000);
    },
    '"transform.integration.timeoutMilliseconds" has to be a whole number from 50 to 29000; got 30000.',
  ],
  "an override of the route response": [
    (stack) => {
      const { nodes } = api(stack).route("a", given, { reply: true });
      nodes.routeResponse?.addOverride("route_response_key", "a");
    },
    '"routeResponseKey" has to be "$default"; got "a".',
  ],
  "an override of the stack": [
    (stack) => {
      const { nodes } = new aws.Function(stack, "Fn", { handler: "src/default.handler" });
      stack.addOverride(`resource.aws_lambda_function.${nodes.function.friendlyUniqueId}.memory_size`, 64);
    },
    '"memory" has to be a whole number from 128 to 10240 MB; got 64.',
  ],
  "an aspect of the app": [
    (stack) => {
      api(stack);
      Aspects.of(stack).add(
        visit(LambdaFunction, (fn) => {
          fn.timeout = 901;
        }),
      );
    },
    '"timeout" has to be a whole number from 1 to 900 seconds; got 901.',
  ],
  "an aspect that overrides the stack": [
    (stack) => {
      api(stack);
      const path = (group: CloudwatchLogGroup) => `resource.aws_cloudwatch_log_group.${group.friendlyUniqueId}.name`;
      Aspects.of(stack).add(visit(CloudwatchLogGroup, (group) => stack.addOverride(path(group), "a#b")));
    },
    '.name" takes 1 to 512 letters',
  ],
  "an assignment to the resource": [
    (stack) => {
      const role = new aws.Function(stack, "Fn", { handler: "src/default.handler" }).nodes.role;
      if (role instanceof IamRole) role.name = "x".repeat(65);
    },
    '"transform.role.name" takes 1 to 64',
  ],
  "no route": [(stack) => new aws.ApiGatewayWebSocket(stack, "MyApi"), '"route" is missing'],
  "auth that $connect does not carry": [
    (stack) => api(stack).route("a", given, { auth: { iam: true } }),
    '"auth" of the route "a" can\'t be checked',
  ],
};

describe("addCheck", () => {
  describe.each(Object.entries(ways))("in %s", (_, synthesize) => {
    it("accepts a valid stack", () => {
      expect(() => synthesize((stack) => api(stack))).not.toThrow();
    });

    it.each(Object.entries(broken))("rejects %s", (_name, [build, text]) => {
      const error = refusal(() => synthesize(build));
      expect(error.message).toContain(text);
      expect(error.message).toMatch(/ \(\w+ "[^"]+" at chat-dev\/[^)]+\)$/);
    });
  });

  it("runs the checks at each rendering, and does not change the stack's JSON", () => {
    const [stack, other] = [testStack(), testStack()];
    for (const made of [stack, other]) new CloudwatchLogGroup(made, "Log", { name: "/a" });
    const before = Testing.synth(stack);
    api(stack);
    expect(Object.keys(JSON.parse(Testing.synth(stack)).resource)).toEqual(
      expect.arrayContaining(Object.keys(JSON.parse(before).resource)),
    );
    expect(Testing.synth(other)).toBe(before);
  });

  describe("leaves nothing of an app", () => {
    const kinds: Readonly<Record<string, string>> = { "source to bundle": "src/default.handler", "no source": given };

    it.each(Object.keys(kinds).flatMap((first) => Object.keys(kinds).map((second) => [first, second])))(
      "whose first stack has %s, and whose second, with %s, is rejected",
      (first = "", second = "") => {
        const outdir = temporaryFolder();
        const app = new App({ outdir, skipValidation: true });
        new aws.ApiGatewayWebSocket(testStack("first", app), "Good").route("$default", kinds[first] ?? "");
        const bad = new aws.ApiGatewayWebSocket(testStack("second", app), "Bad");
        bad.route("$default", kinds[second] ?? "", { auth: { iam: true } });
        expect(refusal(() => app.synth()).constructPath).toBe("second/Bad");
        expect(terraformFiles(outdir)).toEqual([]);
      },
    );
  });

  it("writes both stacks of a valid app", () => {
    const outdir = temporaryFolder();
    const app = new App({ outdir });
    for (const name of ["first", "second"]) api(testStack(name, app));
    app.synth();
    expect(terraformFiles(outdir)).toEqual(
      expect.arrayContaining(["manifest.json", "stacks/first/cdk.tf.json", "stacks/second/cdk.tf.json"]),
    );
  });

  describe("rejects in HCL what only a stack override, which HCL output omits, would correct", () => {
    it("an open $connect", () => {
      const build: Build = (stack) => {
        const transform = { route: { authorizationType: "NONE" } };
        const { nodes } = api(stack).route("$connect", given, { auth: { iam: true }, transform });
        const address = `resource.aws_apigatewayv2_route.${nodes.route.friendlyUniqueId}`;
        stack.addOverride(`${address}.authorization_type`, "AWS_IAM");
      };
      expect(() => ways["Testing.synth"]?.(build)).not.toThrow();
      expect(refusal(() => ways["Testing.synthHcl"]?.(build)).message).toContain("can't change its resources in HCL");
    });
  });

  describe("rejects what a block written as a list would hide", () => {
    it("a resource as a list of one body", () => {
      const stack = testStack();
      const { nodes } = api(stack);
      stack.addOverride(`resource.aws_apigatewayv2_stage.${nodes.stage.friendlyUniqueId}`, [{ name: "my-stage" }]);
      expect(refusal(() => Testing.synth(stack)).message).toContain('"transform.stage.name"');
    });
  });
});

describe("ValidationError", () => {
  it("names the construct that received the input, by class, id and path", () => {
    const error = new ValidationError(api(testStack()), '"a" is wrong.');
    expect(error.message).toBe('"a" is wrong. (ApiGatewayWebSocket "MyApi" at chat-dev/MyApi)');
    expect(error).toMatchObject({ name: "ValidationError", constructPath: "chat-dev/MyApi" });
    expect(error).toBeInstanceOf(Error);
  });
});
