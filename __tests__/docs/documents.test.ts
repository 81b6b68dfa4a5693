import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { allSections, anchorOf, type Section, sectionAt, sectionsOf } from "./markdown";

const repository = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(repository, file), "utf8");
const documents = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/performance.md"],
  ...["docs/guide", "docs/decisions"].flatMap((folder) =>
    readdirSync(join(repository, folder)).map((file) => `${folder}/${file}`),
  ),
];

/** The links of a document that lead nowhere. The reference is not there until it is made. */
function broken(file: string, text = read(file)): readonly string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? "");
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target) || /(^|\/)reference\//.test(target)) return false;
    const [path = "", anchor] = target.split("#");
    if (path === "") return !anchors(text).includes(anchor ?? "");
    const there = relative(repository, join(repository, dirname(file), path));
    if (!existsSync(join(repository, there))) return true;
    return anchor !== undefined && !anchors(read(there)).includes(anchor);
  });
}

/** The lines of prose that are too long for a diff to show what changed in them. Addresses of links do not count. */
function longLines(text: string): readonly string[] {
  const prose = text.replace(/^```.*?^```$/gms, (code) => code.replace(/.+/g, ""));
  return prose
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => !/^(#|\|| {4})/.test(line) && line.replace(/\]\([^)]*\)/g, "]").length > 120)
    .map(({ line, number }) => `${number}: ${line}`);
}

const anchors = (text: string) => allSections(sectionsOf(text)).map(({ title }) => anchorOf(title));
const hasBlock = (section: Section | undefined) =>
  section !== undefined && [section, ...allSections(section.children)].some(({ text }) => /^```ts$/m.test(text));

describe("the documents", () => {
  it.each(documents)("%s links to what is there", (file) => {
    expect(broken(file)).toEqual([]);
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

  it("are read for their links", () => {
    expect(
      broken("docs/x.md", "# A b\n[1](#a-b) [2](#b) [3](../README.md#try-it) [4](none.md) [5](https://x.y)\n"),
    ).toEqual(["#b", "none.md"]);
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
