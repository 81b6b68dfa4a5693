// Renders the results as Markdown, for docs/performance.md.
const { median } = require("../statistics");
const { servers } = require("./servers");

const rows = [
  ["listening after", "listeningMs", asMs],
  ["echoes each second, over 50 connections", "perSecond", (value) => String(Math.round(value))],
  ["400 clients dropped at once: every `$disconnect` ran after", "settledMs", asMs],
  ["the same: most memory of all processes", "dropBytes", asMb],
  ["memory of an idle connection, of 10,000", "idleBytes", asKb],
];

function render({ samples, growth }) {
  const head = ["", ...servers.map(({ title }) => title)];
  const body = rows.map(([title, key, format]) => [
    title,
    ...servers.map(({ name }) => cell(samples[name], key, format)),
  ]);
  const table = [head, ["---", ...servers.map(() => "--:")], ...body].map((cells) => `| ${cells.join(" | ")} |`);
  const bounds = boundsOf(samples, growth).map((each) => `| ${each.join(" | ")} |`);
  return [...table, "", "| bound | measured |", "|---|---|", ...bounds, ""].join("\n");
}

function cell(samples, key, format) {
  const values = samples.map((sample) => sample[key]).filter((value) => value !== undefined);
  return values.length === 0 ? "-" : format(median(values));
}

function boundsOf({ ws, dev }, { growth, growthBytes }) {
  const of = (key) => median(dev.map((sample) => sample[key]));
  // Within each round, because the speed of a shared machine differs between rounds.
  const ratios = dev.map(({ perSecond }, round) => perSecond / ws[round].perSecond);
  const sizes = `${asMb(growthBytes[0])} and ${asMb(growthBytes.at(-1))}`;
  return [
    ["listening: at most 250 ms", verdict(of("listeningMs") <= 250, asMs(of("listeningMs")))],
    ["echoes: at least 15 % of plain `ws`", verdict(median(ratios) >= 0.15, asPercents(ratios))],
    ["400 clients dropped: at most 1 s", verdict(of("settledMs") <= 1000, asMs(of("settledMs")))],
    ["400 clients dropped: at most 700 MB", verdict(of("dropBytes") <= 700 * 2 ** 20, asMb(of("dropBytes")))],
    ["an idle connection: at most 15 KB", verdict(of("idleBytes") <= 15 * 1024, asKb(of("idleBytes")))],
    ["memory after 100,000 messages: at most 1.1 times that after 20,000", verdict(growth <= 1.1, sizes)],
  ];
}

function verdict(holds, measured) {
  return holds ? `held: ${measured}` : `**not held: ${measured}**`;
}

function asPercents(ratios) {
  const all = ratios.map(asPercent).join(", ");
  return `${asPercent(median(ratios))} (${all})`;
}

function asPercent(ratio) {
  return `${(ratio * 100).toFixed(1)} %`;
}

function asMs(value) {
  return `${Math.round(value)} ms`;
}

function asMb(bytes) {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

function asKb(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

module.exports = { render };
