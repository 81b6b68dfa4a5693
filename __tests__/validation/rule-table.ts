import { Attributes } from "../../lib/terraform/rendered-stack";
import type { Rule } from "../../lib/validation/rule";

type Json = Readonly<Record<string, unknown>>;

/** One way to break a rule. */
export interface RuleRow {
  /** The rule's name. */
  readonly rule: string;
  /** Arguments that break this rule, and no other. */
  readonly bad: Json;
  /** What the message has to hold beside its form: the argument in quotes, the value. */
  readonly says: readonly string[];
  /** The nearest arguments that hold. */
  readonly good: Json;
  /** The same arguments where only Terraform knows the value; absent where being set at all is the fault. */
  readonly unresolved?: Json;
}

/** What the first rule that does not hold says. */
function brokenRule(rules: readonly Rule[], attributes: Attributes): string | undefined {
  return rules.map(({ problem }) => problem(attributes)).find((text) => text !== undefined);
}

/** The tests that every rule has to pass: its rows fail as soon as it is taken out. */
export function describeRules(name: string, rules: readonly Rule[], rows: readonly RuleRow[]): void {
  describe(name, () => {
    it("has a row below for each rule", () => {
      expect(new Set(rows.map(({ rule }) => rule))).toEqual(new Set(rules.map((rule) => rule.name)));
    });

    it("names each rule once", () => {
      expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
    });

    describe("rejects", () => {
      it.each(rows)("$rule: $bad", ({ bad, says }) => {
        const text = brokenRule(rules, new Attributes(bad)) ?? "nothing is wrong";
        expect(text).toMatch(/^"[^"]+" .+; got .+\. [A-Z].+\.$/su);
        for (const part of says) expect(text).toContain(part);
      });

      it.each(rows)("$rule by that rule alone: $bad", ({ rule, bad }) => {
        const others = rules.filter((other) => other.name !== rule);
        expect(others).toHaveLength(rules.length - 1);
        expect(brokenRule(others, new Attributes(bad))).toBeUndefined();
      });
    });

    it.each(rows)("$rule holds for $good", ({ good }) => {
      expect(brokenRule(rules, new Attributes(good))).toBeUndefined();
    });

    it.each(rows.filter((row) => row.unresolved !== undefined))("$rule judges no $unresolved", ({ unresolved }) => {
      expect(brokenRule(rules, new Attributes(unresolved ?? {}))).toBeUndefined();
    });
  });
}

/** A reference, as Terraform reads it. */
export const reference = "${aws_x.y.z}";
