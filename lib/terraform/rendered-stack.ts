import { TerraformDataSource, type TerraformElement, type TerraformStack } from "cdktf";
import { isObject } from "../core/plain-object";
import { isLiteral, unescapeTemplate } from "./expressions";

/** A resource or a data source of a provider's bindings. */
export type Resource = TerraformElement & { readonly terraformResourceType: string };

type Body = Readonly<Record<string, unknown>>;
type Bodies = Readonly<Record<string, Readonly<Record<string, Body | readonly Body[]>>>>;

/** The JSON that cdktf renders for a stack. An override may have made a list of any block. */
export interface StackJson {
  readonly resource?: Bodies;
  readonly data?: Bodies;
  readonly locals?: Body | readonly Body[];
  readonly module?: unknown;
  readonly output?: unknown;
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, { readonly version?: string }>> };
  readonly "//"?: { readonly metadata?: { readonly overrides?: { readonly stack?: readonly string[] } } };
}

/** A block of a rendered stack, with its name. */
export interface NamedBlock {
  readonly name: string;
  readonly attributes: Attributes;
}

/** A stack as synthesis writes it: after transforms, aspects and overrides, including overrides of the stack. */
export class RenderedStack {
  constructor(
    private readonly json: StackJson,
    public readonly stack: TerraformStack,
  ) {}

  /** Returns the arguments of a resource, or undefined if the stack does not render it. */
  public attributes(resource: Resource): Attributes | undefined {
    return attributesOf(this.body(resource));
  }

  /** Whether an override made a list of a resource's body. */
  public isList(resource: Resource): boolean {
    return Array.isArray(this.body(resource));
  }

  /** Returns all resources or data sources of a type, including those that only an override of the stack adds. */
  public all(type: string, kind: "resource" | "data" = "resource"): readonly NamedBlock[] {
    return named(membersOf(this.json[kind]).flatMap(([name, blocks]) => (name === type ? membersOf(blocks) : [])));
  }

  public modules(): readonly NamedBlock[] {
    return named(membersOf(this.json.module));
  }

  public outputs(): readonly NamedBlock[] {
    return named(membersOf(this.json.output));
  }

  /** Returns the value of a local, or undefined if the stack has none of that name. */
  public local(name: string): unknown {
    return membersOf(this.json.locals).find(([found]) => found === name)?.[1];
  }

  /** Returns the version constraint of a provider, by its local name. */
  public providerVersion(name: string): string | undefined {
    return this.json.terraform?.required_providers?.[name]?.version;
  }

  private body(resource: Resource): Body | readonly Body[] | undefined {
    const kind = TerraformDataSource.isTerraformDataSource(resource) ? "data" : "resource";
    return this.json[kind]?.[resource.terraformResourceType]?.[resource.friendlyUniqueId];
  }
}

/** The members of a block, or of all blocks of a list. */
function membersOf(blocks: unknown): readonly (readonly [string, unknown])[] {
  return [blocks]
    .flat()
    .filter(isObject)
    .flatMap(Object.entries<unknown>);
}

function named(members: readonly (readonly [string, unknown])[]): readonly NamedBlock[] {
  return members.flatMap(([name, bodies]) =>
    [bodies]
      .flat()
      .filter(isObject)
      .map((body) => ({ name, attributes: new Attributes(body) })),
  );
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

  /** Returns all arguments by name, as they were synthesized. */
  public get all(): Readonly<Record<string, unknown>> {
    return this.json;
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
