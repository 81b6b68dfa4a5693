import { functionRules, roleRules } from "../../lib/function/function-rules";
import { describeRules, reference } from "../validation/rule-table";

const variables = (entries: Readonly<Record<string, unknown>>) => ({ environment: { variables: entries } });

describeRules("functionRules", functionRules, [
  ...["a b", "", "a".repeat(65), "a.b"].map((name) => ({
    rule: "lambda-name",
    bad: { function_name: name },
    says: ['"name"', `got ${JSON.stringify(name)}`],
    good: { function_name: name.length > 64 ? "a".repeat(64) : "a_b-C9" },
    unresolved: { function_name: reference },
  })),
  {
    rule: "lambda-runtime",
    bad: { runtime: "nodejs16.x" },
    says: ['"runtime"', 'got "nodejs16.x"', "nodejs24.x"],
    good: { runtime: "nodejs24.x" },
    unresolved: { runtime: reference },
  },
  {
    rule: "lambda-architecture",
    bad: { architectures: ["arm"] },
    says: ['"architecture"', 'got "arm"'],
    good: { architectures: ["arm64"] },
    unresolved: { architectures: [reference] },
  },
  ...[
    ["memory", "memory_size", 127, 10241, 128, 10240],
    ["timeout", "timeout", 0, 901, 1, 900],
  ].flatMap(([argument, attribute, tooSmall, tooLarge, least, most]) =>
    [
      [tooSmall, least],
      [tooLarge, most],
      [200.5, 200],
    ].map(([bad, good]) => ({
      rule: `lambda-${argument}`,
      bad: { [`${attribute}`]: bad },
      says: [`"${argument}"`, `got ${bad}`, `from ${least} to ${most}`],
      good: { [`${attribute}`]: good },
      unresolved: { [`${attribute}`]: reference },
    })),
  ),
  ...[
    [511, 512],
    [10241, 10240],
  ].map(([bad, good]) => ({
    rule: "lambda-storage",
    bad: { ephemeral_storage: { size: bad } },
    says: ['"storage"', `got ${bad}`],
    good: { ephemeral_storage: { size: good } },
    unresolved: { ephemeral_storage: { size: reference } },
  })),
  {
    rule: "lambda-description",
    bad: { description: "a".repeat(257) },
    says: ['"description"', "got 257"],
    good: { description: "a".repeat(256) },
    unresolved: { description: `${reference}${"a".repeat(300)}` },
  },
  {
    rule: "lambda-log-format",
    bad: { logging_config: { log_format: "xml" } },
    says: ['"logging.format"', 'got "xml"'],
    good: { logging_config: { log_format: "JSON" } },
    unresolved: { logging_config: { log_format: reference } },
  },
  ...["", " ", "a b", "a#b", "a".repeat(513), "arn:aws:logs:eu-west-1:123456789012:log-group:chat"].map((name) => ({
    rule: "lambda-log-group",
    bad: { logging_config: { log_group: name } },
    says: ['"logging.logGroup"', `got ${JSON.stringify(name)}`, "not its ARN"],
    good: { logging_config: { log_group: name.length > 512 ? "a".repeat(512) : "/aws/vendedlogs/a_b-c.d" } },
    unresolved: { logging_config: { log_group: reference } },
  })),
  ...["AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "_HANDLER", "LAMBDA_TASK_ROOT"].map((name) => ({
    rule: "lambda-environment-names",
    bad: variables({ TABLE: "chat", [name]: "x" }),
    says: ['"environment"', `"${name}"`],
    good: variables({ TABLE: "chat", AWS_NODEJS_CONNECTION_REUSE_ENABLED: "1", TZ: "UTC" }),
    unresolved: { environment: { variables: reference } },
  })),
  ...["1A", "A-B", "X", "", "_A"].map((name) => ({
    rule: "lambda-environment-names",
    bad: variables({ [name]: "x" }),
    says: ['"environment"', `got "${name}"`],
    good: variables({ A1: "x" }),
    ...(name === "1A" && { unresolved: variables({ [reference]: "x" }) }),
  })),
  {
    rule: "lambda-environment-size",
    bad: variables({ BIG: "x".repeat(4094), OK: "" }),
    says: ['"environment"', "got 4099", "BIG 4097"],
    good: variables({ BIG: "x".repeat(4093) }),
    unresolved: variables({ BIG: `\${${"x".repeat(5000)}}` }),
  },
  {
    rule: "lambda-environment-size",
    bad: variables({ BIG: "ü".repeat(2047) }),
    says: ["got 4097"],
    good: variables({ BIG: "ü".repeat(2046) }),
    unresolved: variables({ BIG: `\${jsonencode({"a" = {"b" = 1}, "c" = "\${f("${"x".repeat(5000)}")}"})}` }),
  },
]);

describeRules(
  "roleRules",
  roleRules,
  ["a b", "", "a".repeat(65)].map((name) => ({
    rule: "iam-role-name",
    bad: { name },
    says: ['"transform.role.name"', `got ${JSON.stringify(name)}`],
    good: { name: name.length > 64 ? "a".repeat(64) : "a+=,.@_-b" },
    unresolved: { name: reference },
  })),
);
