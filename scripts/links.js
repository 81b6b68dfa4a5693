const { posix } = require("node:path");
const MarkdownIt = require("markdown-it");

const parser = new MarkdownIt({ html: true });

/**
 * Returns the links and pictures of a Markdown file that lead to no file, or to no heading of it. Addresses of the web
 * are not read. `exists` and `read` take paths relative to the root, such as "docs/guide/links.md".
 */
function brokenLinks(file, { exists, read }) {
  return targetsIn(read(file)).filter((target) => {
    if (/^[a-z]+:/i.test(target)) return false;
    const [path = "", anchor] = decodeURI(target).split("#");
    const linked = path === "" ? file : posix.join(posix.dirname(file), path);
    if (!exists(linked)) return true;
    return anchor !== undefined && !anchorsIn(read(linked)).includes(anchor);
  });
}

function targetsIn(text) {
  return tokensOf(text).flatMap(({ type, attrs, content }) => {
    if (type === "html_block" || type === "html_inline")
      return [...content.matchAll(/\b(?:href|src|srcset)="([^"]*)"/g)].map(([, target]) => target);
    return (attrs ?? []).flatMap(([name, value]) => (name === "href" || name === "src" ? [value] : []));
  });
}

/** The anchors of all headings, as GitHub writes them: a heading that appears again gets a number. */
function anchorsIn(text) {
  const tokens = parser.parse(text, {});
  const seen = new Map();
  return tokens.flatMap(({ type }, index) => {
    if (type !== "heading_open") return [];
    const title = tokens[index + 1].children.map(({ content }) => content).join("");
    const anchor = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return [count === 0 ? anchor : `${anchor}-${count}`];
  });
}

const tokensOf = (text) => parser.parse(text, {}).flatMap((token) => [token, ...(token.children ?? [])]);

module.exports = { brokenLinks };
