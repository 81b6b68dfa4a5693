import { encodeJson } from "../expression/json";
import { toText, Unknown, unknownIn, type Value } from "../expression/value";
import { type AttributeSource, globalArn, partitionProperty } from "./attributes";
import { account } from "./identifiers";
import { blocks, type JsonObject } from "./json";

/** The value of a data source's attribute; undefined if it is known only after apply. */
export function dataAttributeOf(
  of: AttributeSource,
  name: string,
  evaluate: (block: JsonObject) => { readonly [key: string]: Value },
): Value | undefined {
  switch (of.block.type) {
    case "aws_region":
      return ["name", "id", "region"].includes(name) ? of.region : undefined;
    case "aws_partition":
      return partitionAttribute(of, name);
    case "aws_caller_identity":
      return callerAttribute(of, name);
    case "aws_iam_policy_document":
      return ["json", "minified_json"].includes(name) ? policyDocument(of, evaluate) : undefined;
    default:
      return undefined;
  }
}

function partitionAttribute(of: AttributeSource, name: string): Value | undefined {
  if (["partition", "id"].includes(name)) return partitionProperty(of, "name");
  const suffix = partitionProperty(of, "dnsSuffix");
  if (name === "dns_suffix" || suffix instanceof Unknown) return suffix;
  return name === "reverse_dns_prefix" ? toText(suffix).split(".").reverse().join(".") : undefined;
}

function callerAttribute(of: AttributeSource, name: string): Value | undefined {
  if (["account_id", "id"].includes(name)) return account;
  return name === "arn" ? globalArn(of, "iam", account, "root") : undefined;
}

type Members = { readonly [key: string]: Value };

function policyDocument(of: AttributeSource, evaluate: (block: JsonObject) => Members): Value {
  // Merging other documents by statement id is not implemented.
  const sources = ["source_policy_documents", "override_policy_documents"].find((name) => of.block.args[name]);
  if (sources !== undefined) return new Unknown([`${of.block.address}.json (it has "${sources}")`]);
  const statements = blocks(of.block.args.statement).map((block) => statement(evaluate(block)));
  const document = { Version: of.argument("version") ?? "2012-10-17", Statement: statements };
  return unknownIn(document) ?? encodeJson(document);
}

const members: readonly (readonly [argument: string, member: string])[] = [
  ["sid", "Sid"],
  ["actions", "Action"],
  ["not_actions", "NotAction"],
  ["resources", "Resource"],
  ["not_resources", "NotResource"],
];

function statement(args: Members): Members {
  const set = members.flatMap(([argument, name]) =>
    args[argument] == null ? [] : [[name, withVariables(args[argument])] as const],
  );
  const conditions = args.condition;
  return {
    Effect: args.effect ?? "Allow",
    ...Object.fromEntries(set),
    ...(conditions != null && { Condition: renderConditions(conditions) }),
  };
}

// The provider writes "&{aws:username}" as IAM's "${aws:username}".
function withVariables(value: Value): Value {
  if (typeof value === "string") return value.replaceAll("&{", "${");
  return Array.isArray(value) ? value.map(withVariables) : value;
}

function renderConditions(conditions: Value): Value {
  const list = (Array.isArray(conditions) ? conditions : [conditions]) as readonly Members[];
  const tests = new Map<string, Record<string, Value>>();
  for (const { test = null, variable = null, values = [] } of list) {
    const variables = tests.get(toText(test)) ?? {};
    const before = variables[toText(variable)] ?? [];
    variables[toText(variable)] = [before, withVariables(values)].flat();
    tests.set(toText(test), variables);
  }
  return Object.fromEntries(tests);
}
