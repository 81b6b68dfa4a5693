// Compares the results with the promised bounds. Ratios are computed within each round, because the speed of a shared
// machine differs between rounds. The median of the rounds decides; the ratio of the fastest runs is reported too.
const { median } = require("./statistics");

/** Returns a list of `{ promise, measured, fastest, limit, holds }`. `holds` is undefined if a value is missing. */
function judge(results) {
  return results.flatMap(ofSize).concat(linear(results, "ms", "time"), linear(results, "bytes", "memory"));
}

function ofSize({ size, variants }) {
  const at = size === 1 ? "1 route" : `${size} routes`;
  return promisesOf(size).map(({ promise, value, limit, format = asRatio, atLeast = false }) => {
    const [measured, fastest] = [inRounds(variants, value), value(read(variants, "min"))];
    const most = typeof limit === "function" ? limit(read(variants, "median")) : limit;
    return verdict({ promise: `${at}: ${promise}`, measured, fastest, limit: most, format, atLeast });
  });
}

function inRounds(variants, value) {
  const most = Math.max(...Object.values(variants).map(({ ms }) => ms?.runs ?? 0));
  const values = Array.from({ length: most }, (_, round) => value(read(variants, "rounds", round)));
  const known = values.filter((each) => !Number.isNaN(each));
  return known.length === 0 ? Number.NaN : median(known);
}

function promisesOf(size) {
  return [
    {
      from: 10,
      promise: "cold at most 1.12 times the floor",
      value: ({ ms }) => ms("cold") / ms("floor"),
      limit: 1.12,
    },
    {
      only: 1,
      promise: "cold at most 150 ms over the floor",
      value: ({ ms }) => ms("cold") - ms("floor"),
      limit: 150,
      format: asMs,
    },
    {
      only: 50,
      promise: "cold at least 8 times as fast as AWS CDK",
      value: ({ ms }) => ms("awsCdk") / ms("cold"),
      limit: 8,
      atLeast: true,
    },
    {
      to: 100,
      promise: "warm at most 1.4 times raw CDKTF",
      value: ({ ms }) => ms("warm") / ms("raw"),
      limit: 1.4,
    },
    {
      to: 100,
      promise: "warm with an authorizer at most warm and one esbuild call",
      value: ({ ms }) => ms("authorizer") - ms("warm"),
      limit: ({ oneCall }) => oneCall,
      format: asMs,
    },
    {
      promise: "one handler changed at most warm and one esbuild call",
      value: ({ ms }) => ms("changed") - ms("warm"),
      limit: ({ oneCall }) => oneCall,
      format: asMs,
    },
    {
      only: 300,
      promise: "peak memory under twice the floor's",
      value: ({ bytes }) => bytes("cold") / bytes("floor"),
      limit: 2,
    },
  ].filter(({ from = 1, to = Number.POSITIVE_INFINITY, only = size }) => size >= from && size <= to && size === only);
}

function read(variants, kind, round) {
  const of = (summary) => (kind === "rounds" ? summary?.rounds[round] : summary?.[kind]);
  return {
    ms: (name) => of(variants[name]?.ms),
    bytes: (name) => of(variants[name]?.bytes),
    // Only the call, without the start of Node.js.
    oneCall: of(variants.oneCall?.ownMs),
  };
}

/** Checks that a further route costs not much more between 100 and 300 routes than between 10 and 100. */
function linear(results, unit, title) {
  const growth = (kind) => {
    const value = (wanted) => results.find(({ size }) => size === wanted)?.variants.cold?.[unit]?.[kind];
    return (value(300) - value(100)) / 200 / ((value(100) - value(10)) / 90);
  };
  const promise = `300 routes: ${title} grows linearly: one more costs at most 1.25 times what it did below 100`;
  const [measured, fastest] = [growth("median"), growth("min")];
  return Number.isNaN(measured) ? [] : [verdict({ promise, measured, fastest, limit: 1.25, format: asRatio })];
}

function verdict({ promise, measured, fastest, limit, format, atLeast }) {
  if (Number.isNaN(measured) || limit === undefined) return { promise, measured: "not measured" };
  return {
    promise,
    measured: format(measured),
    fastest: format(fastest),
    limit: `${atLeast ? "at least" : "at most"} ${format(limit)}`,
    holds: atLeast ? measured >= limit : measured <= limit,
  };
}

function asRatio(value) {
  return `${value.toFixed(2)}x`;
}

function asMs(value) {
  return `${Math.round(value)} ms`;
}

module.exports = { judge };
