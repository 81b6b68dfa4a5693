import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { aws, type FunctionArgs, type RouteHandler } from "cdktf-apigateway-websocket";
import type { Construct } from "constructs";
import fc from "fast-check";
import { escapeTemplate } from "../../lib/terraform/expressions";

/** A valid API as plain JSON: what may stand in a user's program, in all forms the library takes. */
export interface ApiSpec {
  readonly id: string;
  readonly accessLog?: false | { readonly retention?: "1 day" | "1 month" | "forever"; readonly format?: string };
  readonly stage?: { readonly name?: string; readonly description?: string; readonly level?: "OFF" | "ERROR" | "INFO" };
  readonly selection?: string;
  /** Functions that several routes may share. */
  readonly functions: readonly FunctionSpec[];
  readonly routes: readonly RouteSpec[];
}

interface FunctionSpec {
  readonly id: string;
  /** Whether it is made with the provider's own resource. */
  readonly raw: boolean;
}

interface RouteSpec {
  readonly key: string;
  readonly handler: HandlerSpec;
  readonly iam: boolean;
  readonly reply: boolean;
}

type HandlerSpec =
  | { readonly form: "path" }
  | { readonly form: "args"; readonly args: Omit<FunctionArgs, "handler" | "transform">; readonly sends: boolean }
  | { readonly form: "function" | "arn"; readonly index: number };

const predefined = ["$connect", "$disconnect", "$default"] as const;

// What is hard on names, addresses, templates and JSON, beside what people write.
const peculiar = [
  "a/b",
  "a--b",
  "a%2Fb",
  "a b",
  "A",
  "a",
  "Ä",
  "😀",
  "1",
  "-",
  '"',
  "\\",
  "\\n",
  "'",
  "${a}",
  "%{b}",
  "$${c}",
  "%",
];
const usual = ["sendMessage", "join", "leave", "GET /chat", "Default", "Resource", "Route", "Api", "Stage"];

const text = (maxLength: number) =>
  fc
    .oneof(fc.constantFrom(...usual, ...peculiar), fc.string({ unit: "grapheme", minLength: 1, maxLength }))
    // Terraform keeps text in this form, so that two forms of one key would be one key.
    .map((value) => value.normalize("NFC"));

const routeKey = fc
  .oneof({ weight: 3, arbitrary: text(20) }, fc.constantFrom("k".repeat(128), "é".repeat(64), "/".repeat(40)))
  .filter((key) => !key.startsWith("$") && !/\p{Cc}/u.test(key) && Buffer.byteLength(key) <= 128);

// An id is part of the path by "/", which constructs replace, and cdktf makes Terraform's addresses of its first ASCII
// letters and digits, which have to begin with a letter. Names such as "toString" constructs takes for children.
const constructName = fc
  .oneof({ weight: 3, arbitrary: text(12) }, fc.constantFrom("x".repeat(200), "日本"))
  .filter((id) => !id.includes("/") && id.trim() !== "" && !(id in {}) && !/^[^\w-]*[\d-]/.test(id));

const log = fc.constantFrom<FunctionArgs["logging"]>(
  undefined,
  {},
  { retention: "forever", format: "json" },
  { retention: "1 day" },
  { logGroup: "/shared/all", format: "text" },
  false,
);

const functionArgs = fc.record(
  {
    memory: fc.constantFrom("128 MB", "1.5 GB", "10 GB"),
    timeout: fc.constantFrom("1 second", "29 seconds", "15 minutes"),
    storage: fc.constantFrom("512 MB", "10 GB"),
    runtime: fc.constantFrom("nodejs20.x", "nodejs22.x", "nodejs24.x"),
    architecture: fc.constantFrom("x86_64", "arm64"),
    description: text(60),
    environment: fc.dictionary(
      fc.stringMatching(/^[A-Z][A-Z0-9_]{1,10}$/).filter((name) => !name.startsWith("AWS")),
      text(30).map(escapeTemplate),
      { maxKeys: 3, noNullPrototype: true },
    ),
    logging: log,
    nodejs: fc.record(
      { format: fc.constantFrom("esm", "cjs"), minify: fc.boolean(), sourcemap: fc.boolean() },
      { requiredKeys: [] },
    ),
  } as const,
  { requiredKeys: [] },
);

function handler(functions: number): fc.Arbitrary<HandlerSpec> {
  const own: fc.WeightedArbitrary<HandlerSpec>[] = [
    { weight: 2, arbitrary: fc.constant({ form: "path" }) },
    {
      weight: 2,
      arbitrary: fc.record({ form: fc.constant("args" as const), args: functionArgs, sends: fc.boolean() }),
    },
  ];
  const shared = fc.record({
    form: fc.constantFrom("function" as const, "arn" as const),
    index: fc.nat({ max: Math.max(functions - 1, 0) }),
  });
  return fc.oneof(...own, ...(functions > 0 ? [{ weight: 3, arbitrary: shared }] : []));
}

const functionSpecs = fc.uniqueArray(fc.record({ id: constructName.map((id) => `fn ${id}`), raw: fc.boolean() }), {
  maxLength: 2,
  selector: ({ id }) => id,
});

function routeSpecs(functions: number, connect: "none" | "open" | "iam"): fc.Arbitrary<RouteSpec[]> {
  const keys = fc.uniqueArray(
    fc.oneof(fc.constantFrom("$disconnect", "$default"), { weight: 2, arbitrary: routeKey }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  return keys.chain((others) => {
    const all = connect === "none" ? others : [...others, "$connect"];
    return fc.tuple(...all.map((key) => routeSpec(key, functions, connect === "iam")));
  });
}

function routeSpec(key: string, functions: number, iam: boolean): fc.Arbitrary<RouteSpec> {
  const silent = key === predefined[0] || key === predefined[1];
  return fc.record({
    key: fc.constant(key),
    handler: handler(functions),
    iam: iam && key === "$connect" ? fc.constant(true) : iam ? fc.boolean() : fc.constant(false),
    reply: silent ? fc.constant(false) : fc.boolean(),
  });
}

/** Any valid API. Its routes stand in any order, and rely on IAM only where `$connect` asks for it. */
export function arbitraryApi(): fc.Arbitrary<ApiSpec> {
  const settings = fc.record(
    {
      accessLog: fc.constantFrom<ApiSpec["accessLog"]>(
        undefined,
        false,
        { retention: "forever" },
        { retention: "1 day", format: '{"id":"$context.requestId","${x}":"\\"$context.authorizer.a"}' },
      ),
      stage: fc.record(
        {
          name: fc.constantFrom("$default", "prod", "v_1", "s".repeat(128)),
          description: text(40),
          level: fc.constantFrom("OFF" as const, "ERROR" as const, "INFO" as const),
        },
        { requiredKeys: [] },
      ),
      selection: fc.constantFrom("$request.body.action", "${request.body.type}", "$request.body.a.b"),
    },
    { requiredKeys: [] },
  );
  return fc
    .tuple(constructName, settings, functionSpecs, fc.constantFrom("none", "open", "iam"))
    .chain(([id, args, functions, connect]) =>
      routeSpecs(functions.length, connect).map((routes) => ({ id, ...args, functions, routes })),
    );
}

/** Makes the API of a spec. All handlers come from one source, `handler` of the project. */
export function build(scope: Construct, spec: ApiSpec, source = "src/default.handler"): aws.ApiGatewayWebSocket {
  const { id, accessLog, stage, selection, functions, routes } = spec;
  const { level, ...names } = stage ?? {};
  const limits = { throttlingBurstLimit: 5000, throttlingRateLimit: 10000 };
  const api = new aws.ApiGatewayWebSocket(scope, id, {
    ...(accessLog !== undefined && { accessLog }),
    transform: {
      ...(selection && { api: { routeSelectionExpression: selection } }),
      stage: { ...names, ...(level && { defaultRouteSettings: { ...limits, loggingLevel: level } }) },
    },
  });
  const made = functions.map((fn) => buildFunction(api, fn, source));
  for (const { key, handler, iam, reply } of routes)
    api.route(key, routeHandler(api, handler, made, source), {
      ...(iam && { auth: { iam } }),
      ...(reply && { reply }),
    });
  return api;
}

function buildFunction(scope: Construct, { id, raw }: FunctionSpec, source: string): aws.Function | LambdaFunction {
  const fn = new aws.Function(scope, id, { handler: source });
  if (!raw) return fn;
  const { archive, function: made, logGroup } = fn.nodes;
  return new LambdaFunction(scope, `${id} raw`, {
    functionName: `${fn.nodes.function.functionNameInput?.slice(0, 60)}-raw`,
    role: made.role,
    runtime: "nodejs24.x",
    handler: "index.handler",
    filename: archive.outputPath,
    sourceCodeHash: archive.outputBase64Sha256,
    loggingConfig: { logFormat: "Text", logGroup: logGroup?.name },
  });
}

function routeHandler(
  api: aws.ApiGatewayWebSocket,
  spec: HandlerSpec,
  functions: readonly (aws.Function | LambdaFunction)[],
  source: string,
): RouteHandler {
  if (spec.form === "path") return source;
  if (spec.form === "args") {
    const resources = [`${api.nodes.api.executionArn}/*/POST/@connections/*`];
    const permissions = [{ actions: ["execute-api:ManageConnections"], resources }];
    return { ...spec.args, handler: source, ...(spec.sends && { permissions }) };
  }
  const fn = functions[spec.index];
  if (fn === undefined) throw new Error(`there is no function ${spec.index}`);
  return spec.form === "arn" ? fn.arn : fn;
}
