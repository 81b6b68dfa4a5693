import { isLiteral, unescapeTemplate } from "./escape";
import { isObject } from "./is-object";

/** The synthesized arguments of one resource or block. What is not literal is never judged: it reads as undefined. */
export class Attributes {
  constructor(private readonly json: Readonly<Record<string, unknown>>) {}

  /** Whether the argument is set at all, known or not. */
  public has(name: string): boolean {
    return this.json[name] !== undefined && this.json[name] !== null;
  }

  /** Exactly what was synthesized. */
  public raw(name: string): unknown {
    return this.json[name];
  }

  public string(name: string): string | undefined {
    const value = this.json[name];
    return typeof value === "string" && isLiteral(value) ? unescapeTemplate(value) : undefined;
  }

  public number(name: string): number | undefined {
    const value = this.json[name];
    const text = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof text === "number" && !Number.isNaN(text) ? text : undefined;
  }

  public boolean(name: string): boolean | undefined {
    const value = this.json[name];
    return value === true || value === "true" ? true : value === false || value === "false" ? false : undefined;
  }

  /** Nested blocks of a name, one or many. */
  public blocks(name: string): readonly Attributes[] {
    const value = this.json[name];
    const list = Array.isArray(value) ? value : [value];
    return list.filter(isObject).map((block) => new Attributes(block));
  }

  /** The entries of a map argument, or undefined where the whole map is unknown. */
  public entries(name: string): readonly (readonly [string, unknown])[] | undefined {
    const value = this.json[name];
    return isObject(value) ? Object.entries(value) : undefined;
  }
}
