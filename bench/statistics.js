function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Undefined without any measured value. */
function summary(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0
    ? undefined
    : { median: median(known), min: Math.min(...known), runs: known.length, rounds: known };
}

module.exports = { median, summary };
