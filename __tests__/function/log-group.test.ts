import { logGroupRules } from "../../lib/function/log-group";
import { describeRules, reference } from "../validation/rule-table";

describeRules("logGroupRules", logGroupRules("transform.accessLog", "accessLog.kmsKey"), [
  ...["chat", "alias/chat", "arn:aws:kms:eu-west-1:123456789012:alias/chat"].map((key) => ({
    rule: "log-group-kms-key",
    bad: { kms_key_id: key },
    says: ['"accessLog.kmsKey"', `got "${key}"`],
    good: { kms_key_id: "arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-0a1b2c3d4e5f" },
    unresolved: { kms_key_id: reference },
  })),
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
