import { aws, type FunctionArgs } from "../../lib";
import { handlers } from "../route/authorized";
import { enter, project, removeProjects } from "../support/project";
import { refused } from "../support/ways";

beforeAll(() => enter(project(handlers)));
afterAll(removeProjects);

const handler = "src/get.handler";

describe("an argument of a wrong type", () => {
  it.each<[object, string]>([
    [{ durable: null }, '"durable" has to be true, false or an object; got null.'],
    [{ nodejs: { esbuild: null } }, '"nodejs.esbuild" has to be an object; got null.'],
    [{ nodejs: { esbuild: false } }, '"nodejs.esbuild" has to be an object; got false.'],
    [{ logging: { retention: 5 } }, '"logging.retention" has to be a text; got 5.'],
    [{ logging: { logGroup: {} } }, '"logging.logGroup" has to be a text; got {}.'],
    [{ description: 5 }, '"description" has to be a text; got 5.'],
    [{ name: null }, '"name" has to be a text; got null.'],
    [{ runtime: 5 }, '"runtime" has to be a text; got 5.'],
    [{ bundle: null }, '"bundle" has to be a text; got null.'],
    [{ handler: null }, '"handler" has to be a text; got null. Write handler: "src/chat.handler".'],
    [{ tags: "team" }, '"tags" has to be an object; got "team".'],
    [{ environment: null }, '"environment" has to be an object; got null.'],
    [{ retries: Number.NaN }, '"retries" has to be a number'],
    [
      {
        vpc: { privateSubnets: ["subnet-a"], securityGroups: ["sg-a"] },
        volume: { efs: "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0a1b2c3d", path: 5 },
      },
      '"volume.path" has to be a text; got 5.',
    ],
  ])("is an error: %j", (args, text) => {
    expect(refused((stack) => new aws.Function(stack, "Fn", { handler, ...args } as FunctionArgs)).message).toContain(
      text,
    );
  });
});

describe("arguments that contradict one another", () => {
  it("are jwt.function, and a transform that makes it durable", () => {
    const { message } = refused((stack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      const durableConfig = { executionTimeout: 10, retentionPeriod: 1 };
      const jwt = { issuer: "https://issuer.com/", audiences: ["chat"] };
      const fn = { transform: { function: { durableConfig } } };
      const users = api.addAuthorizer("users", { jwt: { ...jwt, function: fn } });
      api.route("$connect", handler, { auth: { jwt: { authorizer: users.id } } });
    });
    expect(message).toContain("can't make this function durable");
  });
});
