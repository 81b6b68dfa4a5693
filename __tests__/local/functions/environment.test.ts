import { join } from "node:path";
import { removeProjects } from "../../support/project";
import { closePools, functionOf, poolOf, TestPool } from "./pool";

afterEach(closePools);
afterAll(removeProjects);

const code = "export const handler = async () => ({ ...process.env, cwd: process.cwd() });\n";

type Variables = Readonly<Record<string, string>>;

describe("the environment of a function", () => {
  it("contains its own variables and Lambda's, and nothing else from the machine", async () => {
    process.env.SECRET_OF_THE_MACHINE = "secret";
    const pool = poolOf({ code, environment: { TABLE: "connections" } });
    const [credentials] = [...pool.pool.credentials.values()];
    const variables = await pool.result<Variables>();
    delete process.env.SECRET_OF_THE_MACHINE;
    const { PATH, TMPDIR, cwd: folder = "", ...rest } = variables;
    const nowhere = join(folder, ".aws/none");
    expect(PATH).toBe(process.env.PATH);
    expect(TMPDIR).toBe(process.env.TMPDIR);
    expect(rest).toEqual({
      TABLE: "connections",
      TZ: ":UTC",
      LANG: "en_US.UTF-8",
      _HANDLER: "index.handler",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      AWS_LAMBDA_FUNCTION_NAME: "chat",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/chat",
      AWS_LAMBDA_LOG_STREAM_NAME: "local",
      LAMBDA_TASK_ROOT: folder,
      AWS_ACCESS_KEY_ID: credentials?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey,
      AWS_SESSION_TOKEN: credentials?.sessionToken,
      AWS_CONFIG_FILE: nowhere,
      AWS_SHARED_CREDENTIALS_FILE: nowhere,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      CDKTF_LOCAL: "true",
      AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: "https://localhost:4000/dev",
    });
  });

  it("contains the variables for all functions, and the server's certificate", async () => {
    const variables = { AWS_ENDPOINT_URL_DYNAMODB: "http://localhost:8000" };
    const certificate = join(__dirname, "environment.test.ts");
    const pool = new TestPool(functionOf({ code, environment: { NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem" } }), {
      certificate,
      variables,
    });
    await expect(pool.result<Variables>()).resolves.toMatchObject({ ...variables, NODE_EXTRA_CA_CERTS: certificate });
  });

  it("contains credentials that identify the function and differ in each pool", () => {
    const fn = functionOf({ code });
    const [first] = new TestPool(fn).pool.credentials.values();
    const [second] = new TestPool(fn).pool.credentials.values();
    expect(first?.function).toBe(fn);
    expect(first?.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(second?.accessKeyId).not.toBe(first?.accessKeyId);
    expect(second?.secretAccessKey).not.toBe(first?.secretAccessKey);
  });
});
