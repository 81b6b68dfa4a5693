import { TerraformElement, TerraformStack } from "cdktf";
import { isObject } from "../core/plain-object";
import type { Expression } from "../syntax/expression";
import { inlined } from "./inlined";
import { boundNames, literalIn, narrowed, type Reference, referenceOf, valuesIn } from "./references";
import type { RenderedApp } from "./rendered-app";
import type { Attributes, NamedBlock, RenderedStack, Resource } from "./rendered-stack";

/** Whether a value names the target, another resource, or a resource that synthesis can't tell. */
export type Verdict = "target" | "other" | "unknown";

/** A resource that values of the app may name. */
export interface Target {
  readonly stack: TerraformStack;
  readonly resource: Resource;
  /** The argument by which other resources, such as an alias, and data sources name resources of the target's type. */
  readonly argument: string;
  /** Returns the parts of a template that decide which resource it names. */
  readonly decisive: (parts: readonly Expression[]) => readonly Expression[];
  /** Judges a whole text without references, such as a name or an ARN. */
  readonly judgeText: (text: string) => Verdict;
  /** Judges a text that begins like this. */
  readonly judgeBeginning: (text: string) => Verdict;
  /** Whether a piece of a longer text contains the target's name. */
  readonly isIn: (piece: string) => boolean;
}

/** Where a value is: its stack, the block whose `for_each` is meant by `each`, and the names that a `for` binds. */
interface Place {
  readonly stack: RenderedStack;
  readonly block?: Attributes;
  readonly bound?: readonly string[];
  /** Whether the value becomes a part of a longer text. Such a text names nothing by itself. */
  readonly isPart?: boolean;
}

// They tell where the app runs, and can't name a resource.
const neutralData = ["aws_region", "aws_caller_identity", "aws_partition"];
const neutralRoots = ["count", "path", "terraform"];
// Arguments of a block that do not become values of it.
const metaArguments = ["//", "depends_on", "lifecycle", "provider", "providers", "provisioner", "source", "version"];

/** Finds out whether values name a target, by following their references through the stacks of the app. */
export class ReferentSearch {
  private readonly verdicts = new Map<string, Verdict>();

  constructor(
    private readonly target: Target,
    private readonly app: RenderedApp,
  ) {}

  /** Judges the value of an argument. A value that is not set names nothing, so it is "other". */
  public judge(value: unknown, place: Place): Verdict {
    if (value === undefined || value === null) return "other";
    if (typeof value === "object") {
      // An expression may take the keys.
      const keys = Array.isArray(value) ? [] : Object.keys(value);
      return combined([...keys, ...Object.values(value)].map((member) => this.judge(member, place)));
    }
    const template = this.app.parsed(String(value));
    return template === undefined ? "unknown" : this.ofParts(template, place);
  }

  private ofParts(template: readonly Expression[], place: Place): Verdict {
    const parts = this.target.decisive(inlined(template, place.stack, (text) => this.app.parsed(text)));
    const texts = parts.map(literalIn);
    if (texts.every((text) => text !== undefined)) return this.ofText(texts.join(""), place);
    if (texts.some((text) => text !== undefined && this.target.isIn(text))) return "target";
    if (!place.isPart && texts[0] !== undefined && this.target.judgeBeginning(texts[0]) === "other") return "other";
    const isPart = place.isPart || parts.length > 1;
    return combined(
      parts.flatMap((part) => (literalIn(part) === undefined ? this.ofExpression(part, { ...place, isPart }) : [])),
    );
  }

  private ofText(text: string, place: Place): Verdict {
    const verdict = this.target.judgeText(text);
    return place.isPart && verdict === "other" ? "unknown" : verdict;
  }

  /** Judges what the value of an expression may be. A condition or an index is not part of the value. */
  private ofExpression(expression: Expression, place: Place): readonly Verdict[] {
    const reference = referenceOf(expression);
    if (reference) return this.ofReference(reference, place);
    const literal = literalIn(expression);
    if (literal !== undefined) return this.ofLiteral(literal, place);
    if (expression.kind === "template") return [this.ofParts(expression.parts, place)];
    if (expression.kind === "conditional")
      return [expression.yes, expression.no].map((branch) => combined(this.ofExpression(branch, place)));
    const { values, isWhole } = valuesIn(expression);
    const bound = [...(place.bound ?? []), ...boundNames(expression)];
    const inside = { ...place, bound, isPart: place.isPart || !isWhole };
    return values.flatMap((value) => this.ofExpression(value, inside));
  }

  // A piece of a text, such as the format of `format`, is no name.
  private ofLiteral(text: string, place: Place): readonly Verdict[] {
    const verdict = this.target.judgeText(text);
    return verdict === "target" || !place.isPart ? [verdict] : [];
  }

  private ofReference({ root, path }: Reference, place: Place): readonly Verdict[] {
    if (place.bound?.includes(root) || neutralRoots.includes(root)) return [];
    if (root === "data" && neutralData.includes(String(path[0]))) return [];
    const items = root === "each" ? place.block?.raw("for_each") : undefined;
    const key = JSON.stringify([place.stack.stack.node.path, place.isPart, items, root, path]);
    return [this.once(key, () => this.ofNamed(root, path, place))];
  }

  private ofNamed(root: string, path: Reference["path"], place: Place): Verdict {
    const { stack, isPart } = place;
    const [first, second, ...rest] = path;
    if (root === "each") return this.ofIteration(path, place);
    if (root === "local") return this.judge(narrowed(stack.local(String(first)), path.slice(1)), { stack, isPart });
    if (root === "module") return this.ofPassing(find(stack.modules(), first), stack);
    if (root === "data" && first === "terraform_remote_state") return this.ofOutput(String(second), rest, place);
    const block = root === "data" ? find(stack.all(String(first), "data"), second) : find(stack.all(root), first);
    if (root === this.target.resource.terraformResourceType) return this.ofTargetType(String(first), block, stack);
    // An alias or a data source of the target's type names what its argument names.
    if (block?.has(this.target.argument)) return this.judge(block.raw(this.target.argument), { stack, block, isPart });
    // A random id in two names may make them equal.
    return root === "data" || isPart ? "unknown" : this.ofPassing(block, stack);
  }

  // In a stack that does not have the resource, an override refers to one of another stack.
  private ofTargetType(name: string, block: Attributes | undefined, { stack }: RenderedStack): Verdict {
    const isHere = stack === this.target.stack || block === undefined;
    return isHere && name === this.target.resource.friendlyUniqueId ? "target" : "other";
  }

  /** A module or a resource of another type is another one, unless it may pass on an argument that names the target. */
  private ofPassing(block: Attributes | undefined, stack: RenderedStack): Verdict {
    if (block === undefined) return "unknown";
    const given = Object.entries(block.all).filter(([name]) => !metaArguments.includes(name));
    return given.some(([, value]) => this.passesOn(value, { stack, block })) ? "unknown" : "other";
  }

  private passesOn(value: unknown, place: Place): boolean {
    if (isObject(value) || Array.isArray(value))
      return Object.values(value).some((member) => this.passesOn(member, place));
    return typeof value === "string" && this.judge(value, place) === "target";
  }

  private ofIteration([kind, ...path]: Reference["path"], { stack, block, isPart }: Place): Verdict {
    const items = block?.raw("for_each");
    if (items === undefined) return "unknown";
    if (!isObject(items)) return this.judge(items, { stack, isPart });
    const values = kind === "key" ? Object.keys(items) : Object.values(items).map((item) => narrowed(item, path));
    return this.judge(values, { stack, isPart });
  }

  /** Follows a reference of cdktf to an output of another stack of the app. */
  private ofOutput(name: string, [, output]: Reference["path"], { stack: { stack }, isPart }: Place): Verdict {
    const isState = (element: unknown) =>
      TerraformElement.isTerraformElement(element) && element.friendlyUniqueId === name;
    const id = stack.node.findAll().find(isState)?.node.id;
    // constructs replaces the slashes of an id.
    const isOrigin = (path: string) => id === `cross-stack-reference-input-${path}`.replaceAll("/", "--");
    const stacks = stack.node.root.node.findAll().filter((found) => TerraformStack.isStack(found));
    const other = stacks.find(({ node }) => isOrigin(node.path)) as TerraformStack | undefined;
    if (other === undefined) return "unknown";
    const rendered = this.app.of(other);
    const block = find(rendered.outputs(), output);
    return block === undefined ? "unknown" : this.judge(block.raw("value"), { stack: rendered, isPart });
  }

  // A circle names nothing.
  private once(key: string, judge: () => Verdict): Verdict {
    const known = this.verdicts.get(key);
    if (known !== undefined) return known;
    this.verdicts.set(key, "unknown");
    const verdict = judge();
    this.verdicts.set(key, verdict);
    return verdict;
  }
}

function combined(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("target")) return "target";
  return verdicts.length === 0 || verdicts.includes("unknown") ? "unknown" : "other";
}

function find(blocks: readonly NamedBlock[], name: unknown): Attributes | undefined {
  return blocks.find((block) => block.name === name)?.attributes;
}
