import fc from "fast-check";
import { type Duration, type Size, toDays, toLongSeconds, toMegabytes, toSeconds } from "../../lib/core/units";

describe("toMegabytes", () => {
  it.each<[Size, number]>([
    ["128 MB", 128],
    ["1024 MB", 1024],
    ["0 MB", 0],
    ["1 GB", 1024],
    ["10 GB", 10240],
    ["0.5 GB", 512],
    ["1.0 MB", 1],
    ["0.0009765625 GB", 1],
  ])("reads %s as %d", (size, megabytes) => {
    expect(toMegabytes(size)).toBe(megabytes);
  });

  it.each(["0.3 MB", "0.1 GB", "0.00097656251 GB"])("rejects %s, which is not a whole number of megabytes", (size) => {
    expect(toMegabytes(size)).toBeUndefined();
  });

  it.each([
    "",
    "MB",
    " MB",
    "128",
    "128MB",
    "128  MB",
    " 128 MB",
    "128 MB ",
    "128 MB\n",
    "128\tMB",
    "128 mb",
    "128 KB",
    "128 TB",
    "-128 MB",
    "+128 MB",
    "1e3 MB",
    "0x80 MB",
    "1_000 MB",
    "1,5 GB",
    ".5 GB",
    "1. GB",
    "1.2.3 GB",
    "NaN MB",
    "Infinity MB",
    "128 MB 128 MB",
    "99999999999999999999 GB",
    "١٢٨ MB",
  ])("rejects %j, which is not of the form", (size) => {
    expect(toMegabytes(size)).toBeUndefined();
  });

  it("returns the same for equal sizes in MB and GB", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (gigabytes) => {
        expect(toMegabytes(`${gigabytes} GB`)).toBe(toMegabytes(`${gigabytes * 1024} MB`));
      }),
    );
  });
});

describe("toSeconds", () => {
  it.each<[Duration, number]>([
    ["1 second", 1],
    ["20 seconds", 20],
    ["1 seconds", 1],
    ["2 second", 2],
    ["1 minute", 60],
    ["15 minutes", 900],
    ["0.5 minutes", 30],
    ["1.15 minutes", 69],
  ])("reads %s as %d", (duration, seconds) => {
    expect(toSeconds(duration)).toBe(seconds);
  });

  it("converts minutes exactly if they are a whole number of seconds", () => {
    fc.assert(
      fc.property(fc.nat(100_000), (twentieths) => {
        expect(toSeconds(`${(twentieths / 20).toFixed(2)} minutes`)).toBe(twentieths * 3);
      }),
    );
  });

  it.each(["0.3 seconds", "0.01 minutes"])("rejects %s, which is not a whole number of seconds", (duration) => {
    expect(toSeconds(duration)).toBeUndefined();
  });

  it.each([
    "",
    "20",
    "20seconds",
    "20  seconds",
    " 20 seconds",
    "20 seconds ",
    "20 Seconds",
    "20 secondss",
    "20 s",
    "1 hour",
    "1 day",
    "-1 seconds",
    "+1 seconds",
    "1e1 seconds",
    "20 MB",
    "seconds",
  ])("rejects %j, which is not of the form", (duration) => {
    expect(toSeconds(duration)).toBeUndefined();
  });
});

describe("toLongSeconds", () => {
  it.each([
    ["20 seconds", 20],
    ["15 minutes", 900],
    ["1 hour", 3600],
    ["1.5 hours", 5400],
    ["1 day", 86400],
    ["366 days", 31622400],
  ])("converts %s to %i seconds", (duration, seconds) => {
    expect(toLongSeconds(duration)).toBe(seconds);
  });

  it.each(["", "1 week", "1day", "0.3 seconds", "-1 days", "1 month"])("rejects %j", (duration) => {
    expect(toLongSeconds(duration)).toBeUndefined();
  });
});

describe("toDays", () => {
  it.each([
    ["1 day", 1],
    ["30 days", 30],
  ])("converts %s to %i days", (text, days) => {
    expect(toDays(text)).toBe(days);
  });

  it.each(["", "1", "1 hour", "1.5 days", "30 Days"])("rejects %j", (text) => {
    expect(toDays(text)).toBeUndefined();
  });
});
