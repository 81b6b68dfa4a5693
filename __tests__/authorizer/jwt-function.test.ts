import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { TerraformStack } from "cdktf";
import { aws, type JwtAuthorizerArgs, Linkable } from "../../lib";
import { handlers, tokens } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { given, refused } from "../support/ways";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

type Settings = NonNullable<JwtAuthorizerArgs["function"]>;

function build(settings: (stack: TerraformStack) => Settings | undefined) {
  return (stack: TerraformStack) => {
    const transform = { route: { handler: { memory: "3 GB", tags: { of: "routes" } } } } as const;
    const api = new aws.ApiGatewayWebSocket(stack, "MyApi", { transform });
    const users = api.addAuthorizer("users", { jwt: { ...tokens, function: settings(stack) } });
    api.route("$connect", given, { auth: { jwt: { authorizer: users.id } } });
  };
}

const synthesized = (settings: (stack: TerraformStack) => Settings | undefined) => synth(build(settings));
const made = (settings: Settings | undefined) => synthesized(() => settings).one(LambdaFunction);
const refusal = (settings: unknown) => refused(build(() => settings as Settings)).message;

describe("jwt.function", () => {
  it.each([undefined, {}, { memory: undefined as never }])(
    "%j has the library's defaults, not those of routes",
    (settings) => {
      const fn = made(settings);
      expect(fn).toMatchObject({ memory_size: 512, timeout: 10, description: "MyApi authorizer users" });
      expect(fn.tags).toBeUndefined();
      expect(fn.handler).toBe("index.handler");
    },
  );

  it("sets the VPC, the log, the tags and the dimensions", () => {
    const stack = synthesized((scope) => ({
      vpc: { privateSubnets: ["subnet-a"], securityGroups: ["sg-a"] },
      logging: { logGroup: new CloudwatchLogGroup(scope, "Shared", { name: "/identity" }).name, format: "json" },
      tags: { team: "identity" },
      memory: "1 GB",
      timeout: "5 seconds",
      architecture: "arm64",
      description: "Admits users",
      name: "admits-users",
      environment: { LOG_LEVEL: "debug" },
      transform: { role: { path: "/identity/" } },
    }));
    expect(stack.one(LambdaFunction)).toMatchObject({
      vpc_config: { subnet_ids: ["subnet-a"], security_group_ids: ["sg-a"] },
      logging_config: { log_group: "${aws_cloudwatch_log_group.Shared.name}", log_format: "JSON" },
      tags: { team: "identity" },
      memory_size: 1024,
      timeout: 5,
      architectures: ["arm64"],
      description: "Admits users",
      function_name: "admits-users",
      environment: { variables: expect.objectContaining({ LOG_LEVEL: "debug", JWT_ISSUER: tokens.issuer }) },
    });
    expect(stack.all(CloudwatchLogGroup).map(({ name }) => name)).not.toContain("/aws/lambda/admits-users");
    expect(
      stack
        .all(IamRolePolicy)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["creation", "inline"]);
  });

  it("takes links and permissions", () => {
    const stack = synthesized((scope) => ({
      link: [new Linkable(scope, "Limits", { properties: { perMinute: 60 } })],
      permissions: [{ actions: ["xray:PutTraceSegments"], resources: ["*"] }],
    }));
    expect(JSON.stringify(stack.json)).toContain("xray:PutTraceSegments");
    expect(JSON.stringify(stack.one(LambdaFunction))).toContain("SST_RESOURCE_Limits");
  });

  it.each([
    ["handler", "src/authorizer.handler"],
    ["runtime", "nodejs22.x"],
    ["bundle", "ready"],
    ["nodejs", { minify: false }],
    ["layers", ["arn:aws:lambda:eu-west-1:123456789012:layer:tools:1"]],
    ["copyFiles", [{ from: "a" }]],
    ["hook", {}],
    ["python", {}],
  ])("can't set %s, which determines what code runs", (name, value) => {
    expect(refusal({ memory: "1 GB", [name]: value })).toContain(
      `"jwt.function.${name}" can't be set, because only code of this library may decide whether a token is valid; got ${JSON.stringify(value)}. Remove it, or write lambda: { function: … } in place of jwt to use code of yours.`,
    );
  });

  it.each<[unknown, string]>([
    ["src/authorizer.handler", '"jwt.function" has to be an object; got "src/authorizer.handler".'],
    [null, '"jwt.function" has to be an object; got null.'],
    [{ memroy: "1 GB" }, '"memroy" is not known in "jwt.function"; got "1 GB". Did you mean "memory"?'],
    [{ memory: "1 MB" }, '"memory" has to be a whole number from 128'],
    [{ environment: { NODE_OPTIONS: "--require /tmp/x.js" } }, 'can\'t set "NODE_OPTIONS"'],
    [{ environment: { OPENSSL_CONF: "/mnt/efs/openssl.cnf" } }, 'can\'t set "OPENSSL_CONF"'],
    [
      { environment: { JWT_ISSUER: "https://other.com/" } },
      '"environment" may not set "JWT_ISSUER", which the library sets',
    ],
    [{ transform: { function: { layers: ["arn:x"] } } }, '"layers" of the function that verifies tokens can\'t be set'],
    [{ transform: { function: { handler: "other.handler" } } }, "may not change its code"],
    [
      { transform: { function: { environment: { variables: { JWT_ISSUER: "x" } } } } },
      '"environment" may not set "JWT_ISSUER"',
    ],
  ])("rejects %j", (settings, text) => {
    expect(refusal(settings)).toContain(text);
  });
});
