import { isObject } from "../core/plain-object";
import { childrenOf, type Expression } from "../syntax/expression";
import { parsedTemplate, type Reference, referenceOf } from "./references";
import type { RenderedStack } from "./rendered-stack";

/** What the blocks of a rendered stack depend on. Addresses are those of Terraform, such as `aws_sqs_queue.jobs`. */
export class Dependencies {
  private readonly direct = new Map<string, readonly string[]>();

  constructor(private readonly stack: RenderedStack) {}

  /** Returns the first reference of a value that is to the target, or to a block that depends on it. */
  public referenceTo(value: unknown, target: string): string | undefined {
    return addressesIn(value).find((address) => this.leadsTo(address, target, new Set()));
  }

  private leadsTo(address: string, target: string, seen: Set<string>): boolean {
    if (address === target) return true;
    if (seen.has(address)) return false;
    seen.add(address);
    return this.directly(address).some((next) => this.leadsTo(next, target, seen));
  }

  private directly(address: string): readonly string[] {
    const known = this.direct.get(address);
    if (known !== undefined) return known;
    const found = addressesIn(this.body(address));
    this.direct.set(address, found);
    return found;
  }

  private body(address: string): unknown {
    const [type = "", name = "", ofData] = address.split(".");
    if (type === "local") return this.stack.local(name);
    if (type === "module") return named(this.stack.modules(), name);
    return type === "data" ? named(this.stack.all(name, "data"), ofData) : named(this.stack.all(type), name);
  }
}

function named(blocks: ReturnType<RenderedStack["modules"]>, name: string | undefined): unknown {
  const { "//": _, ...body } = blocks.find((block) => block.name === name)?.attributes.all ?? {};
  return body;
}

function addressesIn(value: unknown): readonly string[] {
  if (typeof value === "string") return addressesInText(value);
  if (Array.isArray(value)) return value.flatMap(addressesIn);
  if (!isObject(value)) return [];
  // These arguments name blocks without a template.
  const { depends_on: before, ...others } = value;
  const names = Array.isArray(before) ? before.map(String) : [];
  return [...names, ...Object.entries(others).flatMap((entry) => entry.flatMap(addressesIn))];
}

function addressesInText(text: string): readonly string[] {
  return text.includes("${") || text.includes("%{") ? (parsedTemplate(text) ?? []).flatMap(addressesInExpression) : [];
}

function addressesInExpression(expression: Expression): readonly string[] {
  const reference = referenceOf(expression);
  const own = reference ? addressOf(reference) : undefined;
  return [...(own === undefined ? [] : [own]), ...childrenOf(expression).flatMap(addressesInExpression)];
}

function addressOf({ root, path }: Reference): string | undefined {
  const names = [root, ...path.slice(0, root === "data" ? 2 : 1)];
  return path.length > 0 && names.every((name) => typeof name === "string") ? names.join(".") : undefined;
}
