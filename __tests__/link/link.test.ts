import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import { aws, type FunctionArgs, type Link, Linkable } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { Synthesized, synth, testStack } from "../support/synth";
import { refused } from "../support/ways";
import { applied } from "./applied";
import { cycleIn } from "./reference-cycle";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const chat = "MyApi_Routechat_Handler";

function linkedTo(build: (stack: TerraformStack) => readonly Link[], known?: (address: string) => unknown) {
  const stack = synth((scope) => new aws.Function(scope, "Fn", { handler, link: build(scope) }));
  return applied(stack, "Fn", known);
}

/** Returns the values of `Resource.<name>`. */
function read({ environment }: { readonly environment: Readonly<Record<string, string>> }, name: string): unknown {
  return JSON.parse(environment[`SST_RESOURCE_${name}`] ?? "null");
}

/** Adds a route, because AWS rejects an API without routes. */
function withRoute(api: aws.ApiGatewayWebSocket): aws.ApiGatewayWebSocket {
  api.route("$default", "arn:aws:lambda:eu-west-1:123456789012:function:other");
  return api;
}

const names = (environment: object) => Object.keys(environment).sort();

/** A resource that users describe with `Linkable.wrap`. */
class Bucket extends S3Bucket {}
/** A subclass of it. */
class PublicBucket extends Bucket {}

const describeBucket = (bucket: S3Bucket) => ({
  properties: { name: bucket.bucket },
  include: [aws.permission({ actions: ["s3:GetObject"], resources: [`${bucket.arn}/*`] })],
});

describe("a link", () => {
  it("is passed in its own variable in SST's format, in addition to the app", () => {
    const fn = linkedTo((stack) => [new Linkable(stack, "Limits", { properties: { perMinute: 60 } })]);
    expect(fn.environment).toEqual({
      SST_RESOURCE_App: '{"name":"chat-dev","stage":"dev"}',
      SST_RESOURCE_Limits: '{"perMinute":60,"type":"sst.sst.Linkable"}',
    });
  });

  it("passes the app's name and stage from CDKTF's context", () => {
    const stack = testStack("chat-dev", Testing.app({ context: { app: "chat", stage: "prod" } }));
    new aws.Function(stack, "Fn", { handler });
    expect(read(applied(new Synthesized(JSON.parse(Testing.synth(stack))), "Fn"), "App")).toEqual({
      name: "chat",
      stage: "prod",
    });
  });

  it.each<[string, unknown]>([
    ["quotes and backslashes", 'say "hi" \\ \\n'],
    ["lines", "a\r\nb\tc"],
    ["Terraform syntax", "${var.secret} %{ if true } $${x}"],
    ["other scripts", "Grüße 👋 \u2028"],
    ["an empty text", ""],
    ["numbers", [0, -1.5, 1e21]],
    ["booleans and null", { yes: true, no: false, none: null }],
    ["lists and objects inside one another", { list: [{ a: [1, "2", []] }], object: { b: { c: {} } } }],
    ["odd keys", { "a-b": 1, "": 2, 'quote"': 3, "${x}": 4, "ü.1": 5 }],
  ])("passes %s unchanged", (_, value) => {
    const fn = linkedTo((stack) => [new Linkable(stack, "Values", { properties: { value } })]);
    expect(read(fn, "Values")).toEqual({ value, type: "sst.sst.Linkable" });
  });

  it("passes values known only after apply", () => {
    const fn = linkedTo(
      (stack) => {
        const queue = new SqsQueue(stack, "Queue", {});
        const properties = { url: queue.url, both: `${queue.url}?a=${queue.arn}`, delay: queue.delaySeconds };
        return [new Linkable(stack, "Jobs", { properties })];
      },
      (address) => (address.endsWith(".delay_seconds") ? 5 : address),
    );
    expect(read(fn, "Jobs")).toEqual({
      url: "aws_sqs_queue.Queue.url",
      both: "aws_sqs_queue.Queue.url?a=aws_sqs_queue.Queue.arn",
      delay: 5,
      type: "sst.sst.Linkable",
    });
  });

  it("passes the two properties of an API, without a reference to its stage", () => {
    const stack = synth((scope) => {
      const api = new aws.ApiGatewayWebSocket(scope, "MyApi");
      api.route("chat", { handler, link: [api] });
    });
    expect(read(applied(stack, chat), "MyApi")).toEqual({
      url: "wss://myapi.execute-api.eu-west-1.amazonaws.com/$default",
      managementEndpoint: "https://myapi.execute-api.eu-west-1.amazonaws.com/$default",
      type: "sst.aws.ApiGatewayWebSocket",
    });
  });

  it("passes no values if it is a permission", () => {
    const fn = linkedTo(() => [aws.permission({ actions: ["ses:SendEmail"], resources: ["*"] })]);
    expect(names(fn.environment)).toEqual(["SST_RESOURCE_App"]);
  });

  it("is passed once if it is listed twice", () => {
    const fn = linkedTo((stack) => {
      const api = withRoute(new aws.ApiGatewayWebSocket(stack, "MyApi"));
      return [api, api];
    });
    expect(names(fn.environment)).toEqual(["SST_RESOURCE_App", "SST_RESOURCE_MyApi"]);
    expect(fn.policies[0]?.Statement).toHaveLength(2);
  });

  it("contains no secret: a Linkable over a sensitive variable, as sst.Secret is, contains a reference", () => {
    const stack = synth((scope) => {
      const key = new TerraformVariable(scope, "stripeKey", { type: "string", sensitive: true });
      const secret = new Linkable(scope, "StripeKey", { properties: { value: key.stringValue } });
      new aws.Function(scope, "Fn", { handler, link: [secret] });
    });
    expect(stack.json.variable).toEqual({ stripeKey: { type: "string", sensitive: true } });
    const { environment } = Object.values(stack.json.resource?.aws_lambda_function ?? {})[0] as {
      readonly environment: { readonly variables: Readonly<Record<string, string>> };
    };
    expect(environment.variables.SST_RESOURCE_StripeKey).toBe(
      '${jsonencode({"value" = var.stripeKey, "type" = "sst.sst.Linkable"})}',
    );
    expect(
      read(
        applied(stack, "Fn", () => 'sk_"live'),
        "StripeKey",
      ),
    ).toMatchObject({ value: 'sk_"live' });
  });

  it("keeps the user's own variables", () => {
    const stack = synth((scope) => {
      const link = [new Linkable(scope, "Limits", { properties: {} })];
      new aws.Function(scope, "Fn", { handler, link, environment: { TABLE: "t", SST_RESOURCE_Other: "{}" } });
    });
    expect(names(applied(stack, "Fn").environment)).toEqual([
      "SST_RESOURCE_App",
      "SST_RESOURCE_Limits",
      "SST_RESOURCE_Other",
      "TABLE",
    ]);
  });
});

describe("transform.route.handler", () => {
  function routes(
    transform: (api: () => aws.ApiGatewayWebSocket, key: Linkable) => object,
    own?: (key: Linkable) => object,
  ) {
    return synth((scope) => {
      const key = new Linkable(scope, "StripeKey", { properties: { value: "x" } });
      const api: aws.ApiGatewayWebSocket = new aws.ApiGatewayWebSocket(scope, "MyApi", {
        transform: { route: { handler: transform(() => api, key) } },
      });
      api.route("chat", { handler, ...own?.(key) });
      api.route("leave", handler);
    });
  }
  const linksOf = (stack: Synthesized, route: string) =>
    names(applied(stack, `MyApi_Route${route}_Handler`).environment);

  it("links every route's function", () => {
    const stack = routes((_, key) => ({ link: [key] }));
    expect(linksOf(stack, "chat")).toEqual(["SST_RESOURCE_App", "SST_RESOURCE_StripeKey"]);
    expect(linksOf(stack, "leave")).toEqual(["SST_RESOURCE_App", "SST_RESOURCE_StripeKey"]);
  });

  it("can be a function that links the API itself and adds to the links of a route", () => {
    const transform = (api: () => aws.ApiGatewayWebSocket) => (args: { link?: readonly Link[] }) => {
      args.link = [...(args.link ?? []), api()];
    };
    const stack = routes(transform, (key) => ({ link: [key] }));
    expect(linksOf(stack, "chat")).toEqual(["SST_RESOURCE_App", "SST_RESOURCE_MyApi", "SST_RESOURCE_StripeKey"]);
    expect(linksOf(stack, "leave")).toEqual(["SST_RESOURCE_App", "SST_RESOURCE_MyApi"]);
  });

  it("accepts [bucket, stripeKey] as on SST's page", () => {
    Linkable.wrap(Bucket, describeBucket);
    const stack = synth((scope) => {
      const bucket = new Bucket(scope, "MyBucket");
      const stripeKey = new Linkable(scope, "StripeKey", { properties: { value: "x" } });
      const api = new aws.ApiGatewayWebSocket(scope, "MyApi", {
        transform: { route: { handler: { link: [bucket, stripeKey] } } },
      });
      api.route("chat", handler);
    });
    expect(read(applied(stack, chat), "MyBucket")).toEqual({ name: "mybucket", type: "aws_s3_bucket" });
    expect(linksOf(stack, "chat")).toContain("SST_RESOURCE_StripeKey");
  });
});

describe("Linkable", () => {
  it("exposes its properties to other resources", () => {
    expect(new Linkable(testStack(), "Limits", { properties: { perMinute: 60 } }).properties).toEqual({
      perMinute: 60,
    });
  });
});

describe("Linkable.wrap", () => {
  it("describes a class and its subclasses, separately for each resource", () => {
    Linkable.wrap(Bucket, describeBucket);
    const fn = linkedTo((stack) => [new Bucket(stack, "First"), new PublicBucket(stack, "Second")]);
    expect([read(fn, "First"), read(fn, "Second")]).toEqual([
      { name: "first", type: "aws_s3_bucket" },
      { name: "second", type: "aws_s3_bucket" },
    ]);
    expect(fn.policies[0]?.Statement.slice(1).map(({ Resource }) => Resource)).toEqual([
      ["arn:aws:s3:::first/*"],
      ["arn:aws:s3:::second/*"],
    ]);
  });

  it("uses the nearest class, and its last description", () => {
    class Inner extends Bucket {}
    Linkable.wrap(Bucket, () => ({ properties: { of: "Bucket" } }));
    Linkable.wrap(Inner, () => ({ properties: { of: "no longer" } }));
    Linkable.wrap(Inner, () => ({ properties: { of: "Inner" } }));
    const fn = linkedTo((stack) => [new Inner(stack, "First"), new Bucket(stack, "Second")]);
    expect([read(fn, "First"), read(fn, "Second")]).toMatchObject([{ of: "Inner" }, { of: "Bucket" }]);
  });

  it("describes constructs of the user's own, under the name of their class", () => {
    class Topic extends Construct {}
    Linkable.wrap(Topic, ({ node }) => ({ properties: { path: node.path } }));
    const fn = linkedTo((stack) => [new Topic(stack, "News")]);
    expect(read(fn, "News")).toEqual({ path: "chat-dev/News", type: "Topic" });
  });

  it("changes how a component of this library is linked, as SST's does", () => {
    class Chat extends aws.ApiGatewayWebSocket {}
    Linkable.wrap(Chat, (api) => ({ properties: { endpoint: api.managementEndpoint } }));
    const fn = linkedTo((stack) => [withRoute(new Chat(stack, "MyApi"))]);
    expect(read(fn, "MyApi")).toEqual({
      endpoint: "https://myapi.execute-api.eu-west-1.amazonaws.com/$default",
      type: "sst.aws.ApiGatewayWebSocket",
    });
    expect(fn.policies[0]?.Statement).toHaveLength(1);
  });
});

describe("the size of an environment", () => {
  const json = (value: unknown) => JSON.stringify(value);
  const app = `SST_RESOURCE_App${json({ name: "chat-dev", stage: "dev" })}`;
  const used = (value: string) =>
    Buffer.byteLength(`${app}SST_RESOURCE_Big${json({ value, type: "sst.sst.Linkable" })}`);
  const big = (value: string) => (scope: TerraformStack) => {
    const link = [new Linkable(scope, "Big", { properties: { value } })];
    new aws.Function(scope, "Fn", { handler, link });
  };

  it.each([
    ["letters", "x", 1],
    ["letters of two bytes", "ü", 2],
    ["quotes, which JSON escapes", '"', 2],
    ["lines, which JSON escapes", "\n", 2],
    ["braces", "}", 1],
    ["HTML characters", "<", 1],
  ])("counts the exact bytes of links: %s", (_, letter, bytes) => {
    const room = 4096 - used("");
    const fits = letter.repeat(Math.floor(room / bytes)) + "x".repeat(room % bytes);
    expect(used(fits)).toBe(4096);
    expect(() => synth(big(fits))).not.toThrow();
    expect(refused(big(`${fits}x`)).message).toMatch(
      /^"environment" takes at most 4096 bytes of names and values.*; got 4097 \(SST_RESOURCE_Big 4048, SST_RESOURCE_App 49\)/,
    );
  });

  it("counts links together with the user's own variables", () => {
    const build = (scope: TerraformStack) => {
      const link = [new Linkable(scope, "Big", { properties: { value: "x".repeat(2500) } })];
      new aws.Function(scope, "Fn", { handler, link, environment: { OWN: "x".repeat(2500) } });
    };
    expect(refused(build).message).toMatch(/SST_RESOURCE_Big 25\d\d, OWN 2503/);
  });

  it("counts the text around a reference", () => {
    const build = (scope: TerraformStack) => {
      const { url } = new SqsQueue(scope, "Queue", {});
      const link = [
        new Linkable(scope, "Big", { properties: { before: "x".repeat(3000), url, after: "y".repeat(3000) } }),
      ];
      new aws.Function(scope, "Fn", { handler, link });
    };
    expect(refused(build).message).toMatch(/got 6\d{3} \(SST_RESOURCE_Big 6\d{3}, /);
  });

  it("counts the characters beside a reference that Terraform's jsonencode escapes", () => {
    const build = (scope: TerraformStack) => {
      const { url } = new SqsQueue(scope, "Queue", {});
      const link = [new Linkable(scope, "Big", { properties: { text: "<".repeat(1000), url } })];
      new aws.Function(scope, "Fn", { handler, link });
    };
    expect(refused(build).message).toMatch(/got 6\d{3} \(SST_RESOURCE_Big 6\d{3}, /);
  });

  it("ignores values known only after apply", () => {
    const build = (scope: TerraformStack) => {
      const apis = Array.from({ length: 12 }, (_, index) =>
        withRoute(new aws.ApiGatewayWebSocket(scope, `MyApi${index}`)),
      );
      new aws.Function(scope, "Fn", { handler, link: apis });
    };
    expect(() => synth(build)).not.toThrow();
  });
});

describe("rejects", () => {
  const problem = (more: (stack: TerraformStack) => Partial<FunctionArgs>) =>
    refused((stack) => new aws.Function(stack, "Fn", { handler, ...more(stack) })).message;
  const linking = (build: (stack: TerraformStack) => readonly unknown[]) =>
    problem((stack) => ({ link: build(stack) as readonly Link[] }));

  it.each(["limits", "my-limits", "My-Limits", "My_Limits", "1Limits", "Ümlaut", "My Limits", "App"])(
    "a name that SST rejects: %s",
    (name) => {
      const message = linking((stack) => [new Linkable(stack, name, { properties: {} })]);
      expect(message).toMatch(
        /^"link" takes names of letters and digits that begin with an upper-case letter, except "App"/,
      );
      expect(message).toContain(`got "${name}". Name the link: aws.link(resource, { name: `);
      expect(message).toContain("chat-dev/Fn");
    },
  );

  it.each(["A", "App2", "APP", "Limits2Go"])("but not the name %s", (name) => {
    expect(() => linkedTo((stack) => [new Linkable(stack, name, { properties: {} })])).not.toThrow();
  });

  it("two resources with the same name", () => {
    const message = linking((stack) => [
      new Linkable(new Construct(stack, "One"), "Limits", { properties: {} }),
      new Linkable(new Construct(stack, "Two"), "Limits", { properties: {} }),
    ]);
    expect(message).toMatch(/^"link" contains two resources of the same name.*got "Limits" twice\./);
  });

  it("but not in the links of different functions", () => {
    const build = (stack: TerraformStack) => {
      for (const id of ["One", "Two"]) {
        const scope = new Construct(stack, id);
        new aws.Function(scope, "Fn", { handler, link: [new Linkable(scope, "Limits", { properties: {} })] });
      }
    };
    expect(() => synth(build)).not.toThrow();
  });

  it.each([undefined, null])("a resource that does not exist yet: %s", (link) => {
    expect(linking(() => [link])).toMatch(/^"link" contains an undefined entry; got .* Create the resource before/);
  });

  it.each([
    ["a name", "MyApi"],
    ["an object", { name: "MyApi" }],
    ["a class", Linkable],
  ])("%s", (_, link) => {
    expect(linking(() => [link])).toMatch(/^"link" contains an entry that is not a resource or a permission/);
  });

  it("a resource of a class without a link definition, with the line to add", () => {
    expect(linking((stack) => [new CloudwatchLogGroup(stack, "Log", {})])).toMatch(
      /^"link" contains a resource whose class has no link definition; got the CloudwatchLogGroup "Log"\. Add one: Linkable\.wrap\(CloudwatchLogGroup, /,
    );
  });

  it.each(["SST_RESOURCE_App", "SST_RESOURCE_Limits"])("a variable that passes a link: %s", (name) => {
    const message = problem((stack) => ({
      link: [new Linkable(stack, "Limits", { properties: {} })],
      environment: { [name]: "{}" },
    }));
    expect(message).toContain(`"environment" may not set "${name}", which passes a link to the function`);
  });

  it("a property that is not data", () => {
    const message = linking((stack) => [new Linkable(stack, "Limits", { properties: { perMinute: () => 60 } })]);
    expect(message).toContain('"link" contains "Limits", whose "properties.perMinute" has to be JSON data');
  });
});

describe("the references of linked functions", () => {
  const cycleOf = (build: (stack: TerraformStack) => void) => cycleIn(synth(build).json);

  it("make no cycle if an API is linked to its own handlers", () => {
    const build = (stack: TerraformStack) => {
      const api = new aws.ApiGatewayWebSocket(stack, "MyApi");
      api.route("$connect", { handler, link: [api] });
      api.route("chat", { handler, link: [api] });
    };
    expect(cycleOf(build)).toBeUndefined();
  });

  it("make no cycle if two APIs are linked to each other's handlers", () => {
    const build = (stack: TerraformStack) => {
      const [first, second] = ["First", "Second"].map((id) => new aws.ApiGatewayWebSocket(stack, id));
      for (const api of [first, second]) api?.route("chat", { handler, link: [first, second] as Link[] });
    };
    expect(cycleOf(build)).toBeUndefined();
  });

  it("would make a cycle with the function's own ARN, which this test detects", () => {
    const build = (stack: TerraformStack) => {
      const one = new Linkable(stack, "One", { properties: { arn: "${aws_lambda_function.Two.arn}" } });
      new aws.Function(stack, "Fn", { handler, link: [one] });
      // Of the provider's own class, because the library rejects a cycle.
      const environment = { variables: { OTHER: "${aws_lambda_function.Raw.arn}" } };
      new LambdaFunction(stack, "Raw", { functionName: "raw", role: "role", environment });
    };
    expect(cycleOf(build)).toEqual(["aws_lambda_function.Raw"]);
  });
});
