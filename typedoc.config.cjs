// The reference of what the package exports, from its comments: `npm run reference`. What lacks a comment is an error.
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

/** @type {import("typedoc").TypeDocOptions} */
module.exports = {
  plugin: ["typedoc-plugin-markdown", plainDefaults, rulesPage],
  name: "cdktf-apigateway-websocket",
  tsconfig: "tsconfig.build.json",
  entryPoints: ["lib/index.ts", "lib/runtime/index.ts", "lib/local/index.ts", "lib/testing/index.ts"],
  readme: "none",
  out: "docs/reference",
  sort: ["source-order"],

  excludeExternals: true,
  excludeInternal: true,
  treatWarningsAsErrors: true,
  validation: { notDocumented: true, notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true },

  // Links to the repository would change with every commit.
  disableSources: true,
  router: "module",
  entryFileName: "index",
  hideBreadcrumbs: true,
  hideGroupHeadings: true,
  hidePageHeader: true,
  parametersFormat: "table",
  // Names occur more than once on a page: an anchor of a heading's text alone would lead to the first of them.
  useHTMLAnchors: true,
};

/** Adds a page that lists the rules which an app may ignore. */
function rulesPage(app) {
  app.renderer.on("endRender", ({ outputDirectory }) => {
    require("sucrase/register");
    const { ruleIds } = require("./lib/validation/rule-ids.ts");
    const rows = Object.entries(ruleIds).map(
      ([id, { resource, source }]) => `| \`${id}\` | \`${resource}\` | ${source} |`,
    );
    const head = ["# Rules", "", "| id | resource | documentation |", "|---|---|---|"];
    writeFileSync(join(outputDirectory, "rules.md"), [...head, ...rows, ""].join("\n"));
  });
}

/** Defaults are values, or words behind a hyphen. TypeDoc takes both for code, each in a block of its own. */
function plainDefaults(app) {
  app.converter.on("resolveBegin", ({ project }) => {
    const comments = Object.values(project.reflections).flatMap(({ comment }) => comment ?? []);
    for (const { tag, content } of comments.flatMap(({ blockTags }) => blockTags))
      if (tag === "@default" && content[0]) content[0] = { ...content[0], ...plain(content[0].text) };
  });
}

function plain(text) {
  const value = /^```ts\n(.*)\n```$/s.exec(text)?.[1];
  const words = /^- (.*)$/s.exec(value ?? text)?.[1];
  if (words !== undefined) return { kind: "text", text: words };
  return value !== undefined && { text: `\`${value}\`` };
}
