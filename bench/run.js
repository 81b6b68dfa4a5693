// `npm run bench`: measures the cost of a synthesis, compared with AWS CDK and with the lowest possible cost.
const { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } = require("node:fs");
const { cpus, release, tmpdir, totalmem } = require("node:os");
const { join, relative } = require("node:path");
const { parseArgs } = require("node:util");
const { judgeAuthorizers, measureAuthorizers } = require("./authorizer-cost");
const { judge } = require("./bounds");
const { countLines } = require("./json-lines");
const { judgeLoading, measureLoading } = require("./loading-cost");
const { installPeers } = require("./peers");
const { buildPackage, readPackage, repository, writeProject } = require("./project");
const { render } = require("./report");
const { measureRuntime } = require("./runtime-cost");
const { checkFloor } = require("./same-work");
const { measureSize } = require("./synthesis");
const { variants } = require("./variants");

const usage = `npm run bench -- [--sizes 1,10,50,100,300] [--repeat 5] [--variants cold,floor] [--all]

  --sizes     numbers of routes
  --repeat    rounds for each size; three times as many up to 10 routes, at most 5 from 300 routes on
  --variants  variants to measure: ${variants.map(({ name }) => name).join(", ")} (default: all)
  --all       measure AWS CDK with more than 100 routes too, which takes minutes
`;

async function main() {
  const { sizes, repeat, wanted, all } = options();
  installPeers("aws-cdk-lib");
  const work = realpathSync(mkdtempSync(join(tmpdir(), "bench-")));
  try {
    const report = await measureAll(work, { sizes, repeat, wanted, all });
    const file = save(report);
    console.log(`${render(report)}\n\nThe same as JSON: ${relative(process.cwd(), file)}`);
    if (!all && wanted.includes("awsCdk") && sizes.some((size) => size > 100))
      console.log("AWS CDK with more than 100 routes is measured only with --all.");
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function options() {
  const { values } = parseArgs({
    options: {
      sizes: { type: "string", default: "1,10,50,100,300" },
      repeat: { type: "string", default: "5" },
      variants: { type: "string", default: variants.map(({ name }) => name).join() },
      all: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const sizes = values.sizes.split(",").map(Number);
  const repeat = Number(values.repeat);
  const wanted = values.variants.split(",");
  const unknown = wanted.some((name) => !variants.some((variant) => variant.name === name));
  const wrong = unknown || [...sizes, repeat].some((value) => !Number.isInteger(value) || value < 1);
  if (!values.help && !wrong) return { sizes, repeat, wanted, all: values.all };
  console.log(usage);
  process.exit(values.help ? 0 : 1);
}

async function measureAll(work, { sizes, repeat, wanted, all }) {
  const builtPackage = buildPackage(join(work, "package"));
  const small = join(work, "project-small");
  writeProject(small, { size: 2, builtPackage });
  await checkFloor(small, 2);
  const results = [];
  for (const size of sizes) {
    const rounds = roundsOf(size, repeat);
    const measured = await measureSize(work, size, { repeat: rounds, wanted, all, builtPackage, progress });
    results.push({ size, variants: measured });
  }
  const lines = await countLines(small);
  const runtime = await measureRuntime(small, Math.max(5, repeat * 4));
  const authorizers = await measureAuthorizers(small, Math.max(5, repeat * 4));
  const loading = await measureLoading(small, Math.max(5, repeat * 4));
  progress("");
  const bounds = [...judge(results), judgeLoading(loading), ...judgeAuthorizers(authorizers)];
  return { machine: machine(), versions: versions(), results, lines, runtime, authorizers, loading, bounds };
}

/** Short runs need more rounds, because a busy machine disturbs them more. Long runs get fewer rounds. */
function roundsOf(size, repeat) {
  if (size <= 10) return repeat * 3;
  return size < 300 ? repeat : Math.min(repeat, 5);
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text !== "") process.stderr.write(`${text}\n`);
}

function machine() {
  const [processor] = cpus();
  return {
    processor: processor?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}, ${process.arch}`,
  };
}

function versions() {
  const names = ["cdktf", "constructs", "@cdktf/provider-aws", "esbuild", "@aws-sdk/client-apigatewaymanagementapi"];
  const installed = names.map((name) => [name, readPackage(join(repository, "node_modules", name)).version]);
  return {
    node: process.versions.node,
    "cdktf-apigateway-websocket": readPackage(repository).version,
    ...Object.fromEntries(installed),
    "aws-cdk-lib": readPackage(join(__dirname, "node_modules/aws-cdk-lib")).version,
  };
}

function save(report) {
  const folder = join(__dirname, "results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "results.json");
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
