import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { retentionDays } from "../../lib/core/units";
import { ruleIds } from "../../lib/validation/rule-ids";
import { type Section, sectionAt, sectionsOf } from "./markdown";

const repository = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "reference-"));
const page = (name: string) =>
  sectionsOf(readFileSync(join(folder, "cdktf-apigateway-websocket", `${name}.md`), "utf8"));

/** Makes the reference anew, as `npm run reference` does. */
function typedoc() {
  const program = join(repository, "node_modules/typedoc/bin/typedoc");
  return spawnSync(process.execPath, [program, "--out", folder], { cwd: repository, encoding: "utf8" });
}

let run: ReturnType<typeof typedoc>;
beforeAll(() => {
  run = typedoc();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const api = ["ApiGatewayWebSocketArgs", "Properties"];
const transform = ["ApiGatewayWebSocketTransform", "Properties"];
const route = ["ApiGatewayWebSocketRouteArgs", "Properties"];
const domain = ["DomainArgs", "Properties"];
const authorizer = ["ApiGatewayWebSocketAuthorizerArgs", "Properties"];

/** The arguments of SST's page, and the headings that lead to them. */
const args: readonly (readonly [string, readonly string[]])[] = [
  ["accessLog", [...api, "accessLog?"]],
  ["accessLog.retention", ["AccessLog", "Properties", "retention?"]],
  ["domain", [...api, "domain?"]],
  ...["cert", "dns", "name", "nameId", "path"].map((name) => [`domain.${name}`, [...domain, `${name}?`]] as const),
  ["transform", [...api, "transform?"]],
  ["transform.domainName", [...transform, "domainName?"]],
  ["transform.accessLog", [...transform, "accessLog?"]],
  ["transform.api", [...transform, "api?"]],
  ["transform.stage", [...transform, "stage?"]],
  ["transform.route", [...transform, "route?"]],
  ["transform.route.handler", [...transform, "route?", "handler?"]],
  ["transform.route.args", [...transform, "route?", "args?"]],
  ["auth", [...route, "auth?"]],
  ["auth.iam", ["RouteAuth", "Properties", "iam?"]],
  ["transform of a route", [...route, "transform?"]],
  ["transform.integration", ["RouteTransform", "Properties", "integration?"]],
  ["transform.route of a route", ["RouteTransform", "Properties", "route?"]],
  ["lambda", [...authorizer, "lambda?"]],
  ["lambda.identitySources", ["LambdaAuthorizerArgs", "Properties", "identitySources?"]],
  ["lambda.payload", ["LambdaAuthorizerArgs", "Properties", "payload?"]],
  ["lambda.response", ["LambdaAuthorizerArgs", "Properties", "response?"]],
  ["jwt", [...authorizer, "jwt?"]],
  ["jwt.identitySource", ["JwtAuthorizerArgs", "Properties", "identitySource?"]],
  ["transform of an authorizer", [...authorizer, "transform?"]],
  ["transform.authorizer", ["AuthorizerTransform", "Properties", "authorizer?"]],
  // Not on SST's page.
  ["accessLog.format", ["AccessLog", "Properties", "format?"]],
  ["account", [...api, "account?"]],
  ["reply", [...route, "reply?"]],
  ["link", ["FunctionArgs", "Properties", "link?"]],
];

const component = "namespaces/aws";

/** What else SST's page has a heading for: the page of the reference, and the headings. */
const others: readonly (readonly [string, string, readonly string[]])[] = [
  ["the component", component, ["aws", "ApiGatewayWebSocket"]],
  ["url", component, ["aws", "ApiGatewayWebSocket", "Properties", "url"]],
  ["managementEndpoint", component, ["aws", "ApiGatewayWebSocket", "Properties", "managementEndpoint"]],
  ["route()", component, ["aws", "ApiGatewayWebSocket", "Methods", "route()"]],
  [
    "addAuthorizer(name, args)",
    component,
    ["aws", "ApiGatewayWebSocket", "Methods", "addAuthorizer()", "Call Signature"],
  ],
  ["an authorizer", component, ["aws", "ApiGatewayV2Authorizer"]],
  ["lambda.function", "index", ["cdktf-apigateway-websocket", "LambdaAuthorizerArgs", "Properties", "function"]],
  ["jwt.issuer", "index", ["cdktf-apigateway-websocket", "JwtAuthorizerArgs", "Properties", "issuer"]],
  ["jwt.audiences", "index", ["cdktf-apigateway-websocket", "JwtAuthorizerArgs", "Properties", "audiences"]],
  ["nodes.api", "index", ["cdktf-apigateway-websocket", "ApiGatewayWebSocketNodes", "Properties", "api"]],
  ["nodes.domainName", "index", ["cdktf-apigateway-websocket", "ApiGatewayWebSocketNodes", "Properties", "domainName"]],
  ["nodes.logGroup", "index", ["cdktf-apigateway-websocket", "ApiGatewayWebSocketNodes", "Properties", "logGroup?"]],
  ["the forms of a handler", "index", ["cdktf-apigateway-websocket", "RouteHandler"]],
];

const example = (section: Section | undefined) => section && sectionAt(section.children, ["Example"])?.text;
const code = /^```ts\n(?!```).+?\n```/s;

describe("the reference", () => {
  it("is made without a word on what lacks documentation, on a type that is not there, or on a broken link", () => {
    expect(`${run.stdout}${run.stderr}`).not.toMatch(/warning|error/i);
    expect(run.status).toBe(0);
  });

  it.each(args)("says of the argument %s what it is, what it is without it, and shows it", (_name, path) => {
    const section = sectionAt(page("index"), ["cdktf-apigateway-websocket", ...path]);

    // The signature, a blank line, and then words.
    expect(section?.text).toMatch(/^> .*\n\n\S/);
    expect(section && sectionAt(section.children, ["Default"])?.text).toMatch(/\S/);
    expect(example(section)).toMatch(code);
  });

  it.each(others)("says what %s is, and shows it", (_name, file, path) => {
    const section = sectionAt(page(file), path);

    expect(section?.text).toMatch(/\S/);
    expect(example(section)).toMatch(code);
  });

  it("has all that is under nodes", () => {
    const nodes = (name: string) =>
      sectionAt(page("index"), ["cdktf-apigateway-websocket", name, "Properties"])?.children.map(({ title }) => title);
    expect(nodes("ApiGatewayWebSocketNodes")).toEqual(expect.arrayContaining(["api", "stage", "logGroup?"]));
    expect(nodes("ApiGatewayWebSocketRouteNodes")).toEqual(
      expect.arrayContaining(["function?", "permission?", "integration", "route", "routeResponse?"]),
    );
    expect(nodes("DomainNodes")).toEqual(expect.arrayContaining(["certificate?", "validation?", "records", "mapping"]));
    expect(nodes("ApiGatewayV2AuthorizerNodes")).toEqual(
      expect.arrayContaining(["authorizer", "function?", "permission"]),
    );
    expect(nodes("FunctionNodes")).toEqual(
      expect.arrayContaining(["function", "role?", "policy?", "logGroup?", "archive"]),
    );
  });

  it("lists every retention", () => {
    const { text } = sectionAt(page("index"), ["cdktf-apigateway-websocket", "Retention"]) as Section;
    expect(Object.keys(retentionDays).filter((retention) => !text.includes(`"${retention}"`))).toEqual([]);
  });

  it("lists every rule that may be ignored, with its resource and the section that states it", () => {
    const lines = readFileSync(join(folder, "rules.md"), "utf8").split("\n");
    const rows = lines.filter((line) => /^\| `[a-z0-9-]+` \| `[a-z0-9_]+` \| \S.* \|$/.test(line));
    expect(rows.map((row) => row.split("`")[1])).toEqual(Object.keys(ruleIds));
  });

  it("says what handlers read", () => {
    const [top] = page("runtime");
    const titles = top?.children.map(({ title }) => title);
    expect(titles).toEqual(
      expect.arrayContaining(["Resource", "claims()", "acceptSubprotocol()", "WebSocketMessageEvent"]),
    );
  });

  it("writes defaults that are values as code, and those that are words as words", () => {
    const at = (name: string, field: string) =>
      sectionAt(page("index"), ["cdktf-apigateway-websocket", name, "Properties", field, "Default"])?.text;
    expect(at("AccessLog", "retention?")).toBe('`"1 month"`');
    expect(at("ApiGatewayWebSocketRouteArgs", "auth?")).toBe("everyone");
    expect(at("ApiGatewayWebSocketTransform", "stage?")).toMatch(/^nothing is changed: a stage `\$default` with/);
  });
});
