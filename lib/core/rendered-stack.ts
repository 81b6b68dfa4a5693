import { TerraformDataSource, type TerraformElement } from "cdktf";
import { Attributes } from "./attributes";

/** A resource or a data source of the provider's bindings. */
export type Resource = TerraformElement & { readonly terraformResourceType: string };

type Body = Readonly<Record<string, unknown>>;
type Bodies = Readonly<Record<string, Readonly<Record<string, Body | readonly Body[]>>>>;

/** The JSON that cdktf makes of a stack. */
export interface StackJson {
  readonly resource?: Bodies;
  readonly data?: Bodies;
  readonly "//"?: { readonly metadata?: { readonly overrides?: { readonly stack?: readonly string[] } } };
}

/** A stack as it is about to be written: after transforms, aspects and overrides, those of the stack included. */
export class RenderedStack {
  constructor(private readonly json: StackJson) {}

  /** The arguments of a resource; undefined where the stack renders none of its name. */
  public attributes(resource: Resource): Attributes | undefined {
    const kind = TerraformDataSource.isTerraformDataSource(resource) ? "data" : "resource";
    return attributesOf(this.json[kind]?.[resource.terraformResourceType]?.[resource.friendlyUniqueId]);
  }

  /** The arguments of all resources of a type, also of those that only an override of the stack adds. */
  public all(type: string): readonly Attributes[] {
    return Object.values(this.json.resource?.[type] ?? {}).flatMap((body) => attributesOf(body) ?? []);
  }

  /** The arguments at an address such as "aws_lambda_alias.live" or "data.aws_lambda_function.chat". */
  public at(address: string): Attributes | undefined {
    const [, data, type = "", name = ""] = /^(data\.)?([^.]+)\.([^.]+)$/.exec(address) ?? [];
    return attributesOf(this.json[data ? "data" : "resource"]?.[type]?.[name]);
  }
}

// Terraform reads a list of one body as that body.
function attributesOf(body: Body | readonly Body[] | undefined): Attributes | undefined {
  const json = (Array.isArray(body) ? body[0] : body) as Body | undefined;
  return json && new Attributes(json);
}
