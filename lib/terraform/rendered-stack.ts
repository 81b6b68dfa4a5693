import { TerraformDataSource, type TerraformElement } from "cdktf";
import { isObject } from "../core/plain-object";
import { isLiteral, unescapeTemplate } from "./expressions";

/** A resource or a data source of a provider's bindings. */
export type Resource = TerraformElement & { readonly terraformResourceType: string };

type Body = Readonly<Record<string, unknown>>;
type Bodies = Readonly<Record<string, Readonly<Record<string, Body | readonly Body[]>>>>;

/** The JSON that cdktf renders for a stack. */
export interface StackJson {
  readonly resource?: Bodies;
  readonly data?: Bodies;
  readonly locals?: Body | readonly Body[];
  readonly "//"?: { readonly metadata?: { readonly overrides?: { readonly stack?: readonly string[] } } };
}

/** A stack as synthesis writes it: after transforms, aspects and overrides, including overrides of the stack. */
export class RenderedStack {
  constructor(private readonly json: StackJson) {}

  /** Returns the arguments of a resource, or undefined if the stack does not render it. */
  public attributes(resource: Resource): Attributes | undefined {
    const kind = TerraformDataSource.isTerraformDataSource(resource) ? "data" : "resource";
    return attributesOf(this.json[kind]?.[resource.terraformResourceType]?.[resource.friendlyUniqueId]);
  }

  /** Returns the arguments of all resources of a type, including resources that only an override of the stack adds. */
  public all(type: string): readonly Attributes[] {
    return Object.values(this.json.resource?.[type] ?? {}).flatMap((body) => attributesOf(body) ?? []);
  }

  /** Returns the arguments at an address such as "aws_lambda_alias.live" or "data.aws_lambda_function.chat". */
  public at(address: string): Attributes | undefined {
    const [, data, type = "", name = ""] = /^(data\.)?([^.]+)\.([^.]+)$/.exec(address) ?? [];
    return attributesOf(this.json[data ? "data" : "resource"]?.[type]?.[name]);
  }
}

// Terraform reads a list of one body as that body.
function attributesOf(body: Body | readonly Body[] | undefined): Attributes | undefined {
  const json = (Array.isArray(body) ? body[0] : body) as Body | undefined;
  // An override may remove the body.
  return isObject(json) ? new Attributes(json) : undefined;
}

/**
 * The synthesized arguments of one resource or block. `string`, `number` and `boolean` return undefined for a value
 * that is not literal, because rules check literal values only.
 */
export class Attributes {
  constructor(private readonly json: Readonly<Record<string, unknown>>) {}

  /** Whether the argument is set, to a literal value or to an expression. */
  public has(name: string): boolean {
    return this.json[name] !== undefined && this.json[name] !== null;
  }

  /** Returns the value of the argument as it was synthesized. */
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

  /** Returns the nested blocks of a name, whether they are written as one block or as a list. */
  public blocks(name: string): readonly Attributes[] {
    const value = this.json[name];
    const list = Array.isArray(value) ? value : [value];
    return list.filter(isObject).map((block) => new Attributes(block));
  }

  /** Returns the entries of a map argument, or undefined if it is not set or the whole map is an expression. */
  public entries(name: string): readonly (readonly [string, unknown])[] | undefined {
    const value = this.json[name];
    return isObject(value) ? Object.entries(value) : undefined;
  }
}
