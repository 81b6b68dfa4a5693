import { logGroupRules } from "../../lib/function/log-group";
import { describeRules, reference } from "../validation/rule-table";

describeRules("logGroupRules", logGroupRules("transform.accessLog"), [
  ...["a#b", "", "a b", "a".repeat(513)].map((name) => ({
    rule: "log-group-name",
    bad: { name },
    says: ['"transform.accessLog.name"', `got ${JSON.stringify(name)}`],
    good: { name: name.length > 512 ? "a".repeat(512) : "/aws/vendedlogs/apis/a_b-c.d" },
    unresolved: { name: `/aws/${reference}#` },
  })),
  ...[2, 29, -1, 0.5].map((days) => ({
    rule: "log-group-retention",
    bad: { retention_in_days: days },
    says: ['"transform.accessLog.retentionInDays"', `got ${days}`, "3653"],
    good: { retention_in_days: 0 },
    unresolved: { retention_in_days: reference },
  })),
]);
