import { Attributes } from "../../lib/terraform/rendered-stack";
import type { Rule } from "../../lib/validation/rule";

type Json = Readonly<Record<string, unknown>>;

/** One way to break a rule. */
export interface RuleRow {
  /** The rule's name. */
  readonly rule: string;
  /** Arguments that break this rule, and no other. */
  readonly bad: Json;
  /** Parts of the expected message: the argument in quotes, the value. */
  readonly says: readonly string[];
  /** The most similar arguments that follow the rule. */
  readonly good: Json;
  /** The same arguments with a value known only after apply; undefined if the argument must not be set at all. */
  readonly unresolved?: Json;
}

/** Returns the message of the first broken rule. */
function brokenRule(rules: readonly Rule[], attributes: Attributes): string | undefined {
  return rules.map(({ problem }) => problem(attributes)).find((text) => text !== undefined);
}

/** Tests every rule: its rows fail if the rule is removed. */
export function describeRules(name: string, rules: readonly Rule[], rows: readonly RuleRow[]): void {
  describe(name, () => {
    it("has a row below for each rule", () => {
      expect(new Set(rows.map(({ rule }) => rule))).toEqual(new Set(rules.map((rule) => rule.name)));
    });

    it("contains each rule once", () => {
      expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
    });

    describe("rejects", () => {
      it.each(rows)("$rule: $bad", ({ bad, says }) => {
        const text = brokenRule(rules, new Attributes(bad)) ?? "nothing is wrong";
        expect(text).toMatch(/^"[^"]+" .+; got .+\. [A-Z].+[.?]$/su);
        for (const part of says) expect(text).toContain(part);
      });

      it.each(rows)("$rule only by that rule: $bad", ({ rule, bad }) => {
        const others = rules.filter((other) => other.name !== rule);
        expect(others).toHaveLength(rules.length - 1);
        expect(brokenRule(others, new Attributes(bad))).toBeUndefined();
      });
    });

    it.each(rows)("$rule accepts $good", ({ good }) => {
      expect(brokenRule(rules, new Attributes(good))).toBeUndefined();
    });

    it.each(rows.filter((row) => row.unresolved !== undefined))("$rule ignores $unresolved", ({ unresolved }) => {
      expect(brokenRule(rules, new Attributes(unresolved ?? {}))).toBeUndefined();
    });
  });
}

/** A reference in Terraform's syntax. */
export const reference = "${aws_x.y.z}";
