import { isRecord } from "../../bundle/canonical-data";
import { parseTemplate } from "../../syntax/parse";
import { SyntaxProblem } from "../../syntax/reader";
import { evaluate, type Names, type Step, stepInto } from "../expression/evaluate";
import { EvaluationError, isList, isMap, Unknown, unknownIn, type Value } from "../expression/value";
import { type AttributeSource, attributeOf } from "./attributes";
import { dataAttributeOf } from "./data-attributes";
import type { GivenValues } from "./given-values";
import { apiIdOf } from "./identifiers";
import type { Json, JsonObject } from "./json";
import { otherNames } from "./other-names";
import { regionOf } from "./region";
import type { Block, Stack } from "./stack";

export interface DeploymentOptions {
  readonly given: GivenValues;
  /** Region of providers without a region. */
  readonly region: string;
  /** Host and port of each host, by its key. */
  readonly authorities: ReadonlyMap<string, string>;
  /** Creates the value for something that is known only after apply. Default: `Unknown`. */
  readonly unknown?: (causes: readonly string[]) => Value;
}

/** Evaluates the expressions of all stacks, as if they were deployed to this machine. */
export class Deployment {
  private readonly values = new Map<string, Value>();
  private readonly open = new Set<string>();

  constructor(
    public readonly stacks: readonly Stack[],
    private readonly options: DeploymentOptions,
  ) {}

  /** The same deployment with another value for everything that is known only after apply. */
  public with(unknown: (causes: readonly string[]) => Value): Deployment {
    return new Deployment(this.stacks, { ...this.options, unknown });
  }

  /**
   * Evaluates a part of a stack's JSON.
   * @throws EvaluationError if Terraform would fail
   */
  public value(stack: Stack, json: Json | undefined): Value {
    try {
      return this.evaluated(stack, json);
    } catch (error) {
      // Parser and evaluation are recursive, so that extreme nesting exhausts the stack.
      if (error instanceof RangeError) throw new EvaluationError("the expression is nested too deeply");
      throw error;
    }
  }

  /** The value of an argument; null if it is not set. */
  public argument({ stack, args }: Block, name: string): Value {
    return this.value(stack, Object.hasOwn(args, name) ? args[name] : undefined);
  }

  /** The value of an attribute: the argument of that name, or else a computed value. */
  public attribute(block: Block, name: string): Value {
    return this.walk(block, [name]);
  }

  /** All resources of a type. */
  public all(type: string): readonly Block[] {
    return this.stacks.flatMap((stack) => stack.blocks(type));
  }

  public region(block: Block): Value {
    return regionOf(block, this.options.region, (json) => this.value(block.stack, json));
  }

  public given(stack: Stack, key: string): Value | undefined {
    return this.options.given.find(stack.name, key);
  }

  private evaluated(stack: Stack, json: Json | undefined): Value {
    if (json === undefined) return null;
    if (typeof json === "string") return this.template(stack, json);
    if (Array.isArray(json)) return json.map((item: Json) => this.evaluated(stack, item));
    return isRecord(json) ? this.members(stack, json) : (json as Value);
  }

  private members(stack: Stack, json: JsonObject): { readonly [key: string]: Value } {
    const own = Object.entries(json).filter(([key]) => key !== "//");
    return Object.fromEntries(own.map(([key, member]) => [key, this.evaluated(stack, member)]));
  }

  private template(stack: Stack, text: string): Value {
    try {
      return evaluate(parseTemplate(text), this.names(stack));
    } catch (error) {
      if (error instanceof SyntaxProblem) return this.unknown([`${text} (${error.message})`]);
      throw error;
    }
  }

  private names(stack: Stack): Names {
    return {
      lookup: (name, steps) => {
        const path = [name, ...steps];
        const given = path.map((_, index) => this.given(stack, path.slice(0, path.length - index).join(".")));
        const found = given.findIndex((value) => value !== undefined);
        if (found >= 0) return path.slice(path.length - found).reduce<Value>(stepInto, given[found] as Value);
        return this.once(`${stack.name}/${path.join(".")}`, () => this.lookup(stack, name, steps));
      },
    };
  }

  private lookup(stack: Stack, name: string, steps: readonly Step[]): Value {
    const other = otherNames(stack, name, steps, this.stacks);
    if (other === "unknown") return this.unknown([[name, ...steps].join(".")]);
    if (other) return other.steps.reduce<Value>(stepInto, this.value(other.stack, other.json));
    const mode = name === "data" ? "data" : "resource";
    const [type, label, ...rest] = mode === "data" ? steps : [name, ...steps];
    const block = stack.find(mode, String(type), String(label));
    if (!block) throw new EvaluationError(`the stack ${stack.name} has no ${[name, ...steps].join(".")}`);
    const value = this.walk(block, rest);
    // An object of a resource may have computed arguments, so that nobody knows all its keys. A list may be a set, in
    // which an item that is unknown may be equal to another one.
    return hasObject(value) ? this.unknown([[name, ...steps].join(".")]) : (unknownIn(value) ?? value);
  }

  private walk(block: Block, [attribute, ...steps]: readonly Step[]): Value {
    if (attribute === undefined) return this.unknown([block.address]);
    const many = ["count", "for_each"].find((name) => block.args[name] !== undefined);
    const named = [block.address, attribute, ...steps].join(".");
    if (many) return this.unknown([`${named} (of a resource with "${many}")`]);
    const value = this.known(block, String(attribute));
    const found = steps.reduce(stepIntoBlock, value);
    return found ?? this.unknown([named]);
  }

  private known(block: Block, attribute: string): Value | undefined {
    const argument = this.argument(block, attribute);
    if (argument !== null) return argument;
    const described = this.attributeSource(block);
    if (!block.address.startsWith("data.")) return attributeOf(described, attribute);
    return dataAttributeOf(described, attribute, (args) => this.members(block.stack, args));
  }

  private attributeSource(block: Block): AttributeSource {
    const { authorities } = this.options;
    return {
      block,
      region: this.region(block),
      argument: (name) => this.argument(block, name),
      authority: (key) => authorities.get(key) ?? this.unknown([`the port of ${key}`]),
      api: (id) => this.search("aws_apigatewayv2_api", (api) => apiIdOf(api) === id),
      function: (name) =>
        this.search("aws_lambda_function", (fn) =>
          ["function_name", "arn"].some((attribute) => this.attribute(fn, attribute) === name),
        ),
    };
  }

  private search(type: string, fits: (block: Block) => boolean): AttributeSource | undefined {
    const block = this.all(type).find(fits);
    return block && this.attributeSource(block);
  }

  private unknown(causes: readonly string[]): Value {
    return this.options.unknown?.(causes) ?? new Unknown(causes);
  }

  private once(key: string, make: () => Value): Value {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    if (this.open.has(key)) throw new EvaluationError(`${key} refers to itself`);
    this.open.add(key);
    try {
      const value = make();
      this.values.set(key, value);
      return value;
    } finally {
      this.open.delete(key);
    }
  }
}

/**
 * In Terraform, a single nested block is a list of one item. The JSON may contain it as an object or as a list. Returns
 * undefined for what the JSON does not contain: the provider may compute it.
 */
function stepIntoBlock(value: Value | undefined, step: Step): Value | undefined {
  if (value === undefined || value === null || value instanceof Unknown) return value ?? undefined;
  if (isMap(value) && Number(step) === 0) return value;
  if (isList(value) && value.length === 1 && Number.isNaN(Number(step))) return stepIntoBlock(value[0], step);
  if (isList(value)) return value[Number(step)];
  return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function hasObject(value: Value): boolean {
  return isList(value) ? value.some(hasObject) : isMap(value);
}
