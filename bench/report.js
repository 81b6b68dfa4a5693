// Renders the results as text.
const { variants } = require("./variants");

function render({ machine, versions, results, runtime, lines, bounds }) {
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB; ${machine.system}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
    ...results.map(renderSize),
    `Lines of JSON, one route / each more: this library ${both(lines.library)}, AWS CDK ${both(lines.awsCdk)}`,
    `\`Resource\` adds ${runtime.adds.bytes} bytes to a bundle and ${runtime.adds.ms.toFixed(2)} ms to its first import`,
    bounds.map(renderBound).join("\n"),
  ].join("\n\n");
}

function renderSize({ size, variants: measured }) {
  const head = ["", "median", "fastest", "runs", "of floor", "peak memory", "of floor"];
  const rows = variants.filter(({ name }) => measured[name]).map((variant) => row(variant, measured));
  return [`${size} ${size === 1 ? "route" : "routes"}`, ...table([head, ...rows])].join("\n");
}

function row({ name, title }, measured) {
  const { ms, bytes } = measured[name];
  const { floor } = measured;
  return [
    title,
    asMs(ms.median),
    asMs(ms.min),
    String(ms.runs),
    ratio(ms.median, floor?.ms.median),
    bytes === undefined ? "-" : `${Math.round(bytes.median / 2 ** 20)} MB`,
    ratio(bytes?.median, floor?.bytes?.median),
  ];
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join("  ")
      .trimEnd(),
  );
}

function renderBound({ promise, measured, fastest, limit, holds }) {
  const verdict = { true: "holds        ", false: "does not hold", undefined: "unknown      " }[String(holds)];
  const detail = limit === undefined ? "" : ` (fastest runs ${fastest}; ${limit})`;
  return `${verdict}  ${promise}: ${measured}${detail}`;
}

function both({ oneRoute, eachMore }) {
  return `${oneRoute} / ${eachMore}`;
}

function asMs(value) {
  return `${Math.round(value)} ms`;
}

function ratio(value, base) {
  return value === undefined || base === undefined ? "-" : `${(value / base).toFixed(2)}x`;
}

module.exports = { render };
