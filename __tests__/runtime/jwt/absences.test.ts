import { Absences } from "../../../lib/runtime/jwt/absences";
import { Allowance } from "../../../lib/runtime/jwt/allowance";

describe("an allowance", () => {
  it("allows the limit in any span, and returns the wait for the next use", () => {
    const allowance = new Allowance(2, 1000);
    expect(allowance.wait(0)).toBe(0);
    allowance.use(0);
    expect(allowance.wait(100)).toBe(0);
    allowance.use(400);
    expect([allowance.wait(400), allowance.wait(999), allowance.wait(1000)]).toEqual([600, 1, 0]);
    allowance.use(1000);
    expect([allowance.wait(1000), allowance.wait(1400)]).toEqual([400, 0]);
  });

  it("never waits longer than its span, even if the clock is set back", () => {
    const allowance = new Allowance(1, 1000);
    allowance.use(1_000_000);
    expect(allowance.wait(0)).toBe(1000);
  });
});

describe("absences", () => {
  const noted = (absences: Absences, kid: string, times: number) => {
    for (let fetch = 1; fetch <= times; fetch++) absences.note(kid, fetch, 0);
  };

  it("are used up after three fetches in ten seconds, for each kid", () => {
    const absences = new Absences();
    noted(absences, "a", 2);
    expect(absences.isUsedUp("a", 0)).toBe(false);
    noted(absences, "b", 3);
    expect([absences.isUsedUp("a", 0), absences.isUsedUp("b", 0)]).toEqual([false, true]);
    expect([absences.isUsedUp("b", 9_999), absences.isUsedUp("b", 10_000)]).toEqual([true, false]);
  });

  it("count a fetch once, even if several tokens waited for it", () => {
    const absences = new Absences();
    for (let token = 0; token < 10; token++) absences.note("a", 7, 0);
    expect(absences.isUsedUp("a", 0)).toBe(false);
  });

  it("are remembered for the thousand most recent kids", () => {
    const absences = new Absences();
    noted(absences, "first", 3);
    noted(absences, "second", 3);
    for (let kid = 0; kid < 998; kid++) absences.note(`forged ${kid}`, 1, 0);
    expect([absences.isUsedUp("first", 0), absences.isUsedUp("second", 0)]).toEqual([true, true]);
    absences.note("first", 9, 0);
    absences.note("one more", 1, 0);
    expect([absences.isUsedUp("first", 0), absences.isUsedUp("second", 0)]).toEqual([true, false]);
  });
});
