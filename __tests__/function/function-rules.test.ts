import { functionRules, roleRules } from "../../lib/function/function-rules";
import { eventInvokeRules } from "../../lib/function/retries";
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
  ...["chat", "arn:aws:iam::123456789012:policy/chat", "arn:aws:iam::12:role/chat", ""].map((role) => ({
    rule: "lambda-role",
    bad: { role },
    says: ['"role"', `got ${JSON.stringify(role)}`],
    good: { role: "arn:aws-us-gov:iam::123456789012:role/team/chat" },
    unresolved: { role: reference },
  })),
  {
    rule: "lambda-runtime",
    bad: { runtime: "nodejs26.x" },
    says: ['"runtime"', 'got "nodejs26.x"', "nodejs24.x"],
    good: { runtime: "nodejs24.x" },
    unresolved: { runtime: reference },
  },
  {
    rule: "lambda-runtime-update",
    bad: { runtime: "python3.6" },
    says: ['"runtime"', 'got "python3.6"', "2022-08-29", "python3.14"],
    good: { runtime: "python3.8" },
    unresolved: { runtime: reference },
  },
  {
    rule: "lambda-runtime-create",
    bad: { runtime: "python3.7" },
    says: ['"runtime"', 'got "python3.7"', "2024-01-09", "python3.14"],
    good: { runtime: "python3.8" },
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
  {
    rule: "lambda-volume-efs",
    bad: { file_system_config: { arn: "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0a1b2c3d" } },
    says: ['"volume.efs"', "file-system/fs-0a1b2c3d"],
    good: {
      file_system_config: { arn: "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0a1b2c3d" },
    },
    unresolved: { file_system_config: { arn: reference } },
  },
  ...["/mnt", "/mnt/", "/mnt/a/b", "/efs", "mnt/efs", `/mnt/${"a".repeat(156)}`].map((path) => ({
    rule: "lambda-volume-path",
    bad: { file_system_config: { local_mount_path: path } },
    says: ['"volume.path"', `got ${JSON.stringify(path)}`],
    good: { file_system_config: { local_mount_path: path.length > 160 ? `/mnt/${"a".repeat(155)}` : "/mnt/a_b-c.d" } },
    unresolved: { file_system_config: { local_mount_path: reference } },
  })),
  ...["failed", "arn:aws:sqs:eu-west-1:123456789012:failed.fifo", "arn:aws:s3:::failed"].map((arn) => ({
    rule: "lambda-dead-letter",
    bad: { dead_letter_config: { target_arn: arn } },
    says: ['"deadLetter"', `got ${JSON.stringify(arn)}`],
    good: { dead_letter_config: { target_arn: "arn:aws:sns:eu-west-1:123456789012:failed" } },
    unresolved: { dead_letter_config: { target_arn: reference } },
  })),
  {
    rule: "lambda-code-signing",
    bad: { code_signing_config_arn: "csc-0a1b2c3d4e5f67890" },
    says: ['"codeSigning"', 'got "csc-0a1b2c3d4e5f67890"'],
    good: {
      code_signing_config_arn: "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0a1b2c3d4e5f67890",
    },
    unresolved: { code_signing_config_arn: reference },
  },
  {
    rule: "lambda-kms-key",
    bad: { kms_key_arn: "arn:aws:kms:eu-west-1:123456789012:alias/chat" },
    says: ['"kmsKey"', "alias/chat"],
    good: { kms_key_arn: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" },
    unresolved: { kms_key_arn: reference },
  },
]);

describeRules("eventInvokeRules", eventInvokeRules, [
  ...[
    [3, 2],
    [-1, 0],
    [0.5, 0],
  ].map(([bad, good]) => ({
    rule: "lambda-retries",
    bad: { maximum_retry_attempts: bad },
    says: ['"retries"', `got ${bad}`, "from 0 to 2"],
    good: { maximum_retry_attempts: good },
    unresolved: { maximum_retry_attempts: reference },
  })),
  ...[
    [59, 60],
    [21601, 21600],
  ].map(([bad, good]) => ({
    rule: "lambda-event-age",
    bad: { maximum_event_age_in_seconds: bad },
    says: ['"transform.eventInvokeConfig.maximumEventAgeInSeconds"', `got ${bad}`],
    good: { maximum_event_age_in_seconds: good },
    unresolved: { maximum_event_age_in_seconds: reference },
  })),
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
