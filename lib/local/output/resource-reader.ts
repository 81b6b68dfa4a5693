import {
  EvaluationError,
  isList,
  isMap,
  toBoolean,
  toNumber,
  toText,
  unknownIn,
  type Value,
} from "../expression/value";
import type { Deployment } from "./deployment";
import { blocks, member } from "./json";
import type { Problems } from "./problems";
import type { Block } from "./stack";

/** The deployment that is read, and the problems that reading finds. */
export interface Reading {
  readonly deployment: Deployment;
  readonly problems: Problems;
}

/** All resources of a type in all stacks. */
export function allOf(reading: Reading, type: string): readonly ResourceReader[] {
  return reading.deployment.all(type).map((block) => new ResourceReader(reading, block));
}

/** Reads the arguments of a resource by type. Reports unknown and invalid values once, and treats them as not set. */
export class ResourceReader {
  public readonly deployment: Deployment;
  public readonly problems: Problems;

  constructor(
    public readonly reading: Reading,
    public readonly block: Block,
  ) {
    this.deployment = reading.deployment;
    this.problems = reading.problems;
  }

  public string(name: string): string | undefined {
    return this.converted(name, this.value(name), toText);
  }

  public number(name: string): number | undefined {
    return this.converted(name, this.value(name), toNumber);
  }

  public boolean(name: string): boolean {
    return this.converted(name, this.value(name), toBoolean) ?? false;
  }

  public strings(name: string): readonly string[] {
    const value = this.value(name);
    return this.converted(name, value, (list) => (isList(list) ? list : [list]).map(toText)) ?? [];
  }

  public map(name: string): Readonly<Record<string, string>> {
    const toMap = (map: Value) =>
      Object.fromEntries(Object.entries(isMap(map) ? map : {}).map(([key, value]) => [key, toText(value)]));
    return this.converted(name, this.value(name), toMap) ?? {};
  }

  /** Whether an argument is set at all, known or not. */
  public has(name: string): boolean {
    if (this.isDynamic(name)) return true;
    const value = this.block.args[name];
    return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
  }

  /** An attribute that is not an argument, such as an id. */
  public attribute(name: string): Value | undefined {
    return this.checked(name, () => this.deployment.attribute(this.block, name));
  }

  /** Like `attribute`, but returns undefined for an unknown or invalid value without reporting a problem. */
  public peek(name: string): Value | undefined {
    try {
      const value = this.deployment.attribute(this.block, name);
      return unknownIn(value) ? undefined : value;
    } catch (error) {
      if (error instanceof EvaluationError) return undefined;
      throw error;
    }
  }

  /** The nested blocks of one name. */
  public nested(name: string): readonly ResourceReader[] {
    if (this.isDynamic(name))
      this.disable(`"${name}" is a dynamic block, which is not supported in a local run. Write each block.`);
    const path = `${this.block.path}: ${name}`;
    return blocks(this.block.args[name]).map((args) => new ResourceReader(this.reading, { ...this.block, path, args }));
  }

  /** All resources of a type in all stacks. */
  public others(type: string): readonly ResourceReader[] {
    return allOf(this.reading, type);
  }

  /** The same resource, with its problems in another list. */
  public with(problems: Problems): ResourceReader {
    return new ResourceReader({ ...this.reading, problems }, this.block);
  }

  /** Adds something that does not work on this machine. */
  public disable(sentence: string): void {
    this.problems.disable(`${this.block.path}: ${sentence}`);
  }

  public refuse(sentence: string): void {
    this.problems.refuse(`${this.block.path}: ${sentence}`);
  }

  public value(name: string): Value | undefined {
    return this.checked(name, () => this.deployment.argument(this.block, name));
  }

  /** Whether Terraform creates the nested blocks of this name from a list, which may be known only after apply. */
  private isDynamic(name: string): boolean {
    return blocks(this.block.args.dynamic).some((dynamic) => member(dynamic, name) !== undefined);
  }

  private checked(name: string, evaluate: () => Value): Value | undefined {
    try {
      const value = evaluate();
      const unknown = unknownIn(value);
      if (unknown) this.problems.miss(`"${name}" of ${this.block.path}`, unknown.causes);
      return unknown || value === null ? undefined : value;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      this.refuse(`Terraform can't evaluate "${name}": ${error.message}.`);
      return undefined;
    }
  }

  private converted<T>(name: string, value: Value | undefined, convert: (value: Value) => T): T | undefined {
    if (value === undefined) return undefined;
    try {
      return convert(value);
    } catch (error) {
      this.refuse(`"${name}": ${(error as Error).message}.`);
      return undefined;
    }
  }
}
