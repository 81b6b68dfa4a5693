import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, LocalBackend, TerraformStack, TerraformVariable } from "cdktf";
import {
  type ApiGatewayWebSocketArgs,
  type ApiGatewayWebSocketRouteArgs,
  aws,
  type FunctionArgs,
  type Mutable,
} from "cdktf-apigateway-websocket";
import fc from "fast-check";

/** The sources of the handlers of random APIs. */
export const sources = {
  "src/a.ts": "export const handler = 1;\n",
  "src/b.ts": "export const handler = 1;\n",
  "ready/main.mjs": "export const handler = 1;\n",
};

type HandlerSpec =
  | { readonly form: "path"; readonly value: string }
  | { readonly form: "args"; readonly value: FunctionArgs }
  | { readonly form: (typeof forms)[number] };

const forms = ["function", "function ARN", "lambda", "lambda ARN", "variable", "other stack"] as const;
const arns = [
  "arn:aws:lambda:us-east-1:123456789012:function:made",
  "arn:aws-cn:lambda:cn-north-1:123456789012:function:made:live",
  "arn:aws:lambda:us-east-1:123456789012:function:made:$LATEST",
];

interface RouteSpec {
  readonly key: string;
  readonly handler: HandlerSpec;
  readonly args: ApiGatewayWebSocketRouteArgs;
}

interface ApiSpec {
  readonly id: string;
  readonly args: ApiGatewayWebSocketArgs;
  readonly aliased: boolean;
  readonly routes: readonly RouteSpec[];
}

export interface StackSpec {
  readonly name: string;
  readonly apis: readonly ApiSpec[];
}

/** Creates the stacks of a random app. */
export function build(app: App, specs: readonly StackSpec[]): readonly TerraformStack[] {
  const made: aws.Function[] = [];
  return specs.map(({ name, apis }) => {
    const stack = new TerraformStack(app, name);
    new LocalBackend(stack, { path: "state.tfstate" });
    new AwsProvider(stack, "aws", { region: "eu-west-1" });
    new ArchiveProvider(stack, "archive");
    const provider = new AwsProvider(stack, "tokyo", { alias: "tokyo", region: "ap-northeast-1" });
    const own = new aws.Function(stack, "own-function", { handler: "src/a.handler" });
    const lambda = new LambdaFunction(stack, "own-lambda", {
      functionName: "lambda",
      role: "arn:aws:iam::123456789012:role/x",
    });
    const variable = new TerraformVariable(stack, "own-variable", { type: "string" });
    const other = made[0] ?? own;
    made.push(own);
    const handlers = {
      function: () => own,
      "function ARN": () => own.arn,
      lambda: () => lambda,
      "lambda ARN": () => lambda.arn,
      variable: () => variable.stringValue,
      "other stack": () => other,
    };
    for (const { id, args, aliased, routes } of apis) {
      const api = new aws.ApiGatewayWebSocket(stack, id, args, aliased ? { provider } : {});
      for (const { key, handler, args } of routes)
        api.route(key, "value" in handler ? handler.value : handlers[handler.form](), args);
    }
    return stack;
  });
}

const nasty = [
  "a/b",
  "a--b",
  "a%2Fb",
  "a%252Fb",
  "--",
  "/",
  "%",
  " ",
  "a b",
  "ab",
  "A",
  "a",
  "ä",
  "日本",
  "🎉",
  "\ud800",
  "Ã",
  "'",
  '"',
  "`",
  "\\",
  "{}",
  "$",
  "é/é",
  "é--é",
  "Default",
  "Resource",
  "constructor",
  "__proto__",
  "toString",
  "x".repeat(128),
  `${"x".repeat(127)}y`,
  "é".repeat(128),
  "<script>",
  "GET /",
  "a.b",
  "//",
  "manifest.json",
  "#",
  "a\u00a0b",
];
const templates = [
  "a${x}",
  "a$${x}",
  "a%{ if true }",
  "a%%{x}",
  "${aws_s3_bucket.b.id}",
  "${x}",
  "a${",
  "a}",
  "$connecting",
];
const refused = ["", "x".repeat(129), "a\nb", "\u0000", "$", "$Default"];

const text = fc.oneof(fc.constantFrom(...nasty), fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }));
const predefined = fc.constantFrom("$connect", "$disconnect", "$default");

const key = fc.oneof(
  { weight: 15, arbitrary: predefined },
  { weight: 25, arbitrary: text.filter((key) => key.length <= 128 && !/^\$|\p{Cc}/u.test(key)) },
  { weight: 2, arbitrary: fc.constantFrom(...templates, ...refused) },
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Mostly values that AWS accepts: an app has many arguments, and a single rejected one ends its synthesis. */
const mostly = <T>(good: readonly T[], bad: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 25, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

const statement = {
  actions: ["s3:*"],
  resources: ['arn:aws:s3:::${aws:username}/"\\'],
  conditions: [{ test: "StringEquals", variable: "aws:username", values: ["${x}"] }],
};

const functionArgs: fc.Arbitrary<FunctionArgs> = fc
  .record({
    memory: maybe(mostly<FunctionArgs["memory"]>(["128 MB", "1.5 GB"], ["64 MB"])),
    timeout: maybe(mostly<FunctionArgs["timeout"]>(["1 second", "1 minute"], ["0 seconds", "1 hour" as "1 minute"])),
    architecture: maybe(mostly<FunctionArgs["architecture"]>(["arm64"], ["mips" as "arm64"])),
    runtime: maybe(mostly(["nodejs22.x"], ["python3.13", "cobol"])),
    environment: maybe(mostly<FunctionArgs["environment"]>([{ KEY: '$${x} %%{y} " \\' }], [{ AWS_REGION: "x" }])),
    description: maybe(mostly(["100 % ${x} %{y}"], ["é".repeat(300)])),
    logging: maybe(
      mostly<FunctionArgs["logging"]>(
        [false, {}, { retention: "3 years", format: "json" }, { logGroup: "/mine" }],
        [{ logGroup: "/mine", retention: "1 day" }],
      ),
    ),
    permissions: maybe(fc.constantFrom([], [statement])),
    nodejs: maybe(
      mostly<FunctionArgs["nodejs"]>([{ sourcemap: true }, { format: "cjs" }], [{ esbuild: { plugins: [] } }]),
    ),
    transform: maybe(
      mostly<FunctionArgs["transform"]>(
        [{ function: { tags: { a: "b" } }, role: { path: "/app/" } }, { function: changing("memorySize", 256) }],
        [
          { function: changing("memorySize", 1) },
          { role: { name: "x".repeat(65) } },
          { logGroup: { retentionInDays: 2 } },
          { function: { functionName: "no good" } },
        ],
      ),
    ),
  })
  .map((args) => ({ handler: "src/b.handler", ...args }));

const handler: fc.Arbitrary<HandlerSpec> = fc.oneof(
  { weight: 4, arbitrary: mostly(["src/a.handler", "src/b.handler"], ["src/missing.handler", "src/a"]).map(path) },
  { weight: 4, arbitrary: functionArgs.map(args) },
  { weight: 1, arbitrary: mostly(["ready"], ["nowhere"]).map((bundle) => args({ handler: "main.handler", bundle })) },
  { weight: 2, arbitrary: mostly(arns, ["arn:aws:s3:::x", `${arns[0]}:a:b`]).map(path) },
  { weight: 4, arbitrary: fc.constantFrom(...forms).map((form) => ({ form })) },
);

/** Returns a transform function that sets a field. */
function changing<T extends object, K extends keyof T>(field: K, value: T[K]) {
  return (config: Mutable<T>): void => {
    config[field] = value;
  };
}

function path(value: string): HandlerSpec {
  return { form: "path", value };
}

function args(value: FunctionArgs): HandlerSpec {
  return { form: "args", value };
}

type RouteArgs = ApiGatewayWebSocketRouteArgs;

const routeArgs: fc.Arbitrary<RouteArgs> = fc.record({
  auth: maybe(mostly<RouteArgs["auth"]>([false], [{ iam: true }, { iam: false }, {}])),
  reply: maybe(mostly([false], [true])),
  transform: maybe(
    mostly<RouteArgs["transform"]>(
      [{ route: { operationName: "send" } }, { integration: { timeoutMilliseconds: 1000, description: "x" } }],
      [
        { integration: { timeoutMilliseconds: 1 } },
        { route: { authorizationType: "CUSTOM" } },
        { route: changing("routeKey", "$default") },
      ],
    ),
  ),
});

type Transform = NonNullable<ApiGatewayWebSocketArgs["transform"]>;

const limits = { throttlingBurstLimit: 1, throttlingRateLimit: 1 };
const transform: fc.Arbitrary<Transform> = fc.record({
  api: maybe(
    mostly<Transform["api"]>(
      [{ description: "100 % ${x}" }, { region: "us-east-1" }, { routeSelectionExpression: "${request.body.a}" }],
      [{ name: "" }, { protocolType: "HTTP" }, { disableExecuteApiEndpoint: true }],
    ),
  ),
  stage: maybe(
    mostly<Transform["stage"]>(
      [{ name: "live" }, { description: "${x}" }, { defaultRouteSettings: { loggingLevel: "INFO", ...limits } }],
      [{ name: "no good" }, { defaultRouteSettings: { loggingLevel: "INFO" } }],
    ),
  ),
  route: maybe(
    fc.record({
      handler: maybe(
        mostly<Partial<FunctionArgs>>([{ memory: "256 MB" }, { timeout: "2 minutes" }], [{ memory: "1 MB" }]),
      ),
      args: maybe(routeArgs),
    }),
  ),
});

const apiArgs: fc.Arbitrary<ApiGatewayWebSocketArgs> = fc.record({
  accessLog: maybe(
    mostly<ApiGatewayWebSocketArgs["accessLog"]>(
      [false, { retention: "forever" }, { format: "$context.requestId 100 %{x}" }],
      [{ format: "$context.nothing" }],
    ),
  ),
  account: fc.constant("existing" as const),
  transform: maybe(transform),
});

// Construct ids have limits of their own: cdktf derives Terraform names from them, which must begin with a letter, and
// `constructs` treats names of JavaScript's `Object.prototype` as existing ids.
const apiId = fc
  .oneof(
    text,
    fc.constantFrom("Api", "api", "API", "own function", "Resource", "Default", "é".repeat(100), "x".repeat(200)),
  )
  .filter((id) => id.trim() !== "" && !/^[^\w-]*[\d-]/.test(id.replaceAll("/", "--")) && !(id in {}));
const stackName = fc
  .oneof(
    fc.constantFrom("chat-dev", "Chat-Dev", "x".repeat(150), "ünder", "a.b"),
    fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/),
  )
  .filter((name) => !(name in {}));

const route: fc.Arbitrary<RouteSpec> = fc.record({ key, handler, args: routeArgs });

const api = fc.record({
  id: apiId,
  args: apiArgs,
  aliased: fc.boolean(),
  routes: fc.uniqueArray(route, { minLength: 1, maxLength: 3, selector: ({ key }) => key }),
});

/** Apps with values that AWS accepts, values that it rejects, and values that Terraform would change. */
export const anyApp: fc.Arbitrary<readonly StackSpec[]> = fc.uniqueArray(
  fc.record({
    name: stackName,
    apis: fc.uniqueArray(api, { minLength: 1, maxLength: 2, selector: ({ id }) => id.replaceAll("/", "--") }),
  }),
  { minLength: 1, maxLength: 2, selector: ({ name }) => name },
);
