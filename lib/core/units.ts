/** An amount of memory or storage, such as `"1024 MB"` or `"2 GB"`. */
export type Size = `${number} MB` | `${number} GB`;

/** A length of time, such as `"20 seconds"` or `"1 minute"`. */
export type Duration = `${number} second` | `${number} seconds` | `${number} minute` | `${number} minutes`;

/** A length of time up to a year, such as `"15 minutes"`, `"2 hours"` or `"14 days"`. */
export type LongDuration = Duration | `${number} hour` | `${number} hours` | Days;

/** A number of days, such as `"30 days"`. */
export type Days = `${number} day` | `${number} days`;

const sizePattern = /^(\d+)(?:\.(\d+))? (MB|GB)$/;
const durationPattern = /^(\d+)(?:\.(\d+))? (second|minute)s?$/;
const longDurationPattern = /^(\d+)(?:\.(\d+))? (second|minute|hour|day)s?$/;
const daysPattern = /^(\d+)(?:\.(\d+))? (day)s?$/;

/** Returns a size in MB, or undefined if the text is not a size or not a whole number of megabytes. */
export function toMegabytes(size: string): number | undefined {
  return convert(sizePattern.exec(size), { MB: 1n, GB: 1024n });
}

/** Returns a duration in seconds, or undefined if the text is not a duration or not a whole number of seconds. */
export function toSeconds(duration: string): number | undefined {
  return convert(durationPattern.exec(duration), { second: 1n, minute: 60n });
}

/** Returns a long duration in seconds, or undefined if the text is none or not a whole number of seconds. */
export function toLongSeconds(duration: string): number | undefined {
  return convert(longDurationPattern.exec(duration), { second: 1n, minute: 60n, hour: 3600n, day: 86400n });
}

/** Returns a number of days, or undefined if the text is none or not a whole number. */
export function toDays(days: string): number | undefined {
  return convert(daysPattern.exec(days), { day: 1n });
}

// Integers only: in floating point, a fraction of a minute that equals a whole second may differ from it slightly.
function convert(match: RegExpExecArray | null, factors: Readonly<Record<string, bigint>>): number | undefined {
  const [, whole, fraction = "", unit = ""] = match ?? [];
  const factor = factors[unit];
  if (whole === undefined || factor === undefined) return undefined;
  const scaled = BigInt(whole + fraction) * factor;
  const scale = 10n ** BigInt(fraction.length);
  const amount = Number(scaled / scale);
  return scaled % scale === 0n && Number.isSafeInteger(amount) ? amount : undefined;
}

/** How long CloudWatch keeps a log, by SST's names. */
export type Retention =
  | "1 day"
  | "3 days"
  | "5 days"
  | "1 week"
  | "2 weeks"
  | "1 month"
  | "2 months"
  | "3 months"
  | "4 months"
  | "5 months"
  | "6 months"
  | "1 year"
  | "13 months"
  | "18 months"
  | "2 years"
  | "3 years"
  | "5 years"
  | "6 years"
  | "7 years"
  | "8 years"
  | "9 years"
  | "10 years"
  | "forever";

/**
 * The number of days for each {@link Retention}.
 *
 * CloudWatch Logs accepts these numbers only. `0` means that the log never expires.
 */
export const retentionDays: Readonly<Record<Retention, number>> = {
  "1 day": 1,
  "3 days": 3,
  "5 days": 5,
  "1 week": 7,
  "2 weeks": 14,
  "1 month": 30,
  "2 months": 60,
  "3 months": 90,
  "4 months": 120,
  "5 months": 150,
  "6 months": 180,
  "1 year": 365,
  "13 months": 400,
  "18 months": 545,
  "2 years": 731,
  "3 years": 1096,
  "5 years": 1827,
  "6 years": 2192,
  "7 years": 2557,
  "8 years": 2922,
  "9 years": 3288,
  "10 years": 3653,
  forever: 0,
};
