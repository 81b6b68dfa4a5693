/** An amount of memory or storage, such as `"1024 MB"` or `"2 GB"`. */
export type Size = `${number} MB` | `${number} GB`;

/** A length of time, such as `"20 seconds"` or `"1 minute"`. */
export type Duration = `${number} second` | `${number} seconds` | `${number} minute` | `${number} minutes`;

const sizePattern = /^(\d+)(?:\.(\d+))? (MB|GB)$/;
const durationPattern = /^(\d+)(?:\.(\d+))? (second|minute)s?$/;

/** The size in megabytes, or undefined when the text is not a size of whole megabytes. */
export function toMegabytes(size: string): number | undefined {
  return convert(sizePattern.exec(size), { MB: 1n, GB: 1024n });
}

/** The duration in seconds, or undefined when the text is not a duration of whole seconds. */
export function toSeconds(duration: string): number | undefined {
  return convert(durationPattern.exec(duration), { second: 1n, minute: 60n });
}

// Integers throughout, because in floating point a fraction of a minute may miss the whole second it stands for.
function convert(match: RegExpExecArray | null, factors: Readonly<Record<string, bigint>>): number | undefined {
  const [, whole, fraction = "", unit = ""] = match ?? [];
  const factor = factors[unit];
  if (whole === undefined || factor === undefined) return undefined;
  const scaled = BigInt(whole + fraction) * factor;
  const scale = 10n ** BigInt(fraction.length);
  const amount = Number(scaled / scale);
  return scaled % scale === 0n && Number.isSafeInteger(amount) ? amount : undefined;
}
