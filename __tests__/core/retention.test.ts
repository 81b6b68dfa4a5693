import { retentionDays } from "../../lib/core/units";

describe("retentionDays", () => {
  it("has a name for each number of days that CloudWatch accepts, and no other", () => {
    const accepted = [
      0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ];
    const days = Object.values(retentionDays).sort((left, right) => left - right);
    expect(days).toEqual(accepted);
  });

  it.each([
    ["1 day", 1],
    ["1 week", 7],
    ["1 month", 30],
    ["13 months", 400],
    ["18 months", 545],
    ["1 year", 365],
    ["10 years", 3653],
    ["forever", 0],
  ] as const)("%s is %d", (name, days) => {
    expect(retentionDays[name]).toBe(days);
  });
});
