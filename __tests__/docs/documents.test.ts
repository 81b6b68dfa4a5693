import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allSections, anchorOf, type Section, sectionAt, sectionsOf } from "./markdown";

const { brokenLinks } = require("../../scripts/links") as {
  readonly brokenLinks: (
    file: string,
    files: { exists(path: string): boolean; read(path: string): string },
  ) => string[];
};

const repository = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(repository, file), "utf8");
const documents = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/performance.md"],
  ...["docs/guide", "docs/decisions"].flatMap((folder) =>
    readdirSync(join(repository, folder)).flatMap((file) => (file.endsWith(".md") ? [`${folder}/${file}`] : [])),
  ),
];

/** The lines of prose that are too long for a diff to show what changed in them. Addresses of links do not count. */
function longLines(text: string): readonly string[] {
  const prose = text.replace(/^```.*?^```$/gms, (code) => code.replace(/.+/g, ""));
  return prose
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => !/^(#|\|| {4})/.test(line) && line.replace(/\]\([^)]*\)/g, "]").length > 120)
    .map(({ line, number }) => `${number}: ${line}`);
}

const hasBlock = (section: Section | undefined) =>
  section !== undefined && [section, ...allSections(section.children)].some(({ text }) => /^```ts$/m.test(text));

describe("the documents", () => {
  it.each(documents)("%s links to what is there", (file) => {
    expect(brokenLinks(file, { exists: (path) => existsSync(join(repository, path)), read })).toEqual([]);
  });

  it.each(documents)("%s breaks prose at 120 characters", (file) => {
    expect(longLines(read(file))).toEqual([]);
  });

  it("may have long tables, headings, code and addresses, but no long prose", () => {
    const long = "x ".repeat(61);
    const code = `\`\`\`ts\n${long}\n\`\`\`\n\n    ${long}\n`;
    const link = `[a](${"x".repeat(121)})`;
    expect(longLines(`# ${long}\n${code}\n| ${long} |\n${link}\n- ${long}\n${long}\n`)).toEqual([
      `10: - ${long}`,
      `11: ${long}`,
    ]);
  });

  it("are read for links to files and headings, and for pictures", () => {
    const page = "[](#a-b) [](#b) [](../README.md#try-it) [](../docs) [](none.md) [](https://x.y)\n`[](code.md)`\n";
    const pictures = '<img src="a.svg">\n\n![](b.svg)\n\n    [](code.md)\n';
    const files: Record<string, string> = {
      "README.md": "# Try\n## `Try` it\n# Try\n",
      "docs/x.md": `# A b\n${page}${pictures}`,
      "docs/y.md": "[](../README.md#try-1) [](../README.md#try-2) [ ][again]\n\n[again]: gone.md\n",
    };
    const known = {
      exists: (path: string) => Object.keys(files).some((file) => file.startsWith(path)),
      read: (path: string) => files[path] ?? "",
    };
    expect(brokenLinks("docs/x.md", known)).toEqual(["#b", "none.md", "a.svg", "b.svg"]);
    expect(brokenLinks("docs/y.md", known)).toEqual(["../README.md#try-2", "gone.md"]);
  });
});

describe("the guide", () => {
  it("has a light and a dark picture that differ only in colours", () => {
    const [light, dark] = ["light", "dark"].map((name) => read(`docs/guide/images/overview-${name}.svg`));
    const withoutColours = (svg = "") => svg.replace(/#[0-9a-f]{6}\b/g, "");
    expect(withoutColours(dark)).toBe(withoutColours(light));
    expect(dark).not.toBe(light);
  });

  it("shows on the page of routes the types of events that handlers of the example use", () => {
    const rows = read("docs/guide/routes.md")
      .split("\n")
      .filter((line) => /^\| `\w+Event(V2)?` \|/.test(line));
    const shown = rows.map((row) => /`(\w+)`/.exec(row)?.[1] ?? "");
    expect(shown).toHaveLength(4);
    const sources = readdirSync(join(repository, "src")).map((file) => read(`src/${file}`));
    const used = new RegExp(`\\b(?:${shown.join("|")})\\b(?=.* from "cdktf-apigateway-websocket/runtime")`, "g");
    const found = sources.flatMap((source) => source.match(used) ?? []);
    expect([...new Set(found)].sort()).toEqual([...shown].sort());
  });
});

describe("the translation from SST", () => {
  const file = "docs/guide/from-sst.md";
  const sections = sectionsOf(read(file));
  const rows = read(file)
    .split("\n")
    .filter((line) => /^\| \[/.test(line))
    .map((line) => line.split(/(?<=\)[^|]*) \| /));

  it("has a row for all that the examples of SST's page use beside the component", () => {
    const left = rows.map(([cell]) => cell).join("\n");
    const used = [
      ...["new sst.aws.X(", "`opts`", "$app.name", "$app.stage", "$interpolate", "aws.getRegionOutput()"],
      ...["aws.getArnOutput(x)", "new sst.aws.CognitoUserPool(", "addClient(", "new aws.cognito.UserPool()"],
      ...["new aws.cognito.UserPoolClient()", "new sst.aws.Bucket(", "new sst.Secret(", "opts, name) =>"],
    ];
    expect(used.filter((text) => !left.includes(text))).toEqual([]);
  });

  it("shows each row in code that is synthesized", () => {
    const own = rows.flatMap(([cell = ""]) => /\]\(#([^)]+)\)/.exec(cell)?.[1] ?? []);
    expect(own).toHaveLength(11);
    const without = own.filter(
      (anchor) => !hasBlock(allSections(sections).find(({ title }) => anchorOf(title) === anchor)),
    );
    expect(without).toEqual([]);
  });

  it("shows each example of SST's page", () => {
    const path = ["From SST", "The examples of SST's page"];
    const examples = sectionAt(sections, path)?.children ?? [];
    expect(examples.map(({ title }) => title)).toEqual([
      ...["Create the API", "Add a custom domain", "Add routes", "`accessLog`"],
      ...["`domain`", "`domain.cert`", "`domain.dns`", "`domain.name`", "`domain.nameId`", "`domain.path`"],
      ...["`transform.route`", "`route`: a simple route", "`route`: a predefined route", "`route`: enable auth"],
      ...["`route`: customize the handler", "`route`: the ARN of an existing function"],
      ...["`addAuthorizer`: a Lambda authorizer", "`addAuthorizer`: a JWT authorizer"],
      ...["`addAuthorizer`: a user pool of Cognito", "`addAuthorizer`: use it in routes"],
      ...["`lambda`: the arguments of an authorizer", "`auth.jwt`: scopes", "`auth.lambda`"],
    ]);
    expect(examples.filter((section) => !hasBlock(section))).toEqual([]);
  });
});
