import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, type TerraformElement, TerraformStack, Testing } from "cdktf";

type Json = Readonly<Record<string, unknown>>;

/** A class of the provider's bindings, whose config type `Config` names the attributes. */
interface ResourceClass<Config> {
  new (scope: never, id: string, config: Config): TerraformElement;
  readonly tfResourceType: string;
}

type Snake<Text extends string> = Text extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${Snake<Tail>}`
    : `_${Lowercase<Head>}${Snake<Tail>}`
  : Text;

/** The synthesized attributes of a resource: a misspelt name does not compile. */
export type Attributes<Config> = { readonly [K in keyof NonNullable<Config> & string as Snake<K>]?: unknown };

/** A synthesized stack. */
export class Synthesized {
  constructor(
    public readonly json: {
      readonly resource?: Record<string, Record<string, Json>>;
      readonly data?: Record<string, Record<string, Json>>;
      readonly locals?: Json;
      readonly [key: string]: unknown;
    },
  ) {}

  /** All resources of a type, by address. */
  public byAddress<Config>(type: ResourceClass<Config>): Readonly<Record<string, Attributes<Config>>> {
    return (this.json.resource?.[type.tfResourceType] ?? {}) as Record<string, Attributes<Config>>;
  }

  /** All data sources of a type, by address. What locals stand for is written in their place. */
  public dataByAddress<Config>(type: ResourceClass<Config>): Readonly<Record<string, Attributes<Config>>> {
    const text = JSON.stringify(this.json.data?.[type.tfResourceType] ?? {});
    const locals = Object.entries(this.json.locals ?? {}).map(([name, value]) => [`\${local.${name}}`, value] as const);
    return JSON.parse(
      locals.reduce((all, [name, value]) => all.replaceAll(name, JSON.stringify(value).slice(1, -1)), text),
    );
  }

  /** Returns the only data source of a type whose address, without cdktf's hash, is `name`. */
  public data<Config>(type: ResourceClass<Config>, name: string): Attributes<Config> {
    const all = Object.entries(this.dataByAddress(type)).filter(
      ([address]) => address.replace(/_[0-9A-F]{8}$/, "") === name,
    );
    if (all.length !== 1) throw new Error(`Expected one ${type.tfResourceType}.${name}, found ${all.length}.`);
    return all[0]?.[1] as Attributes<Config>;
  }

  /** All resources of a type. */
  public all<Config>(type: ResourceClass<Config>): readonly Attributes<Config>[] {
    return Object.values(this.byAddress(type));
  }

  /** Returns the only resource of a type. Throws if there are none or several. */
  public one<Config>(type: ResourceClass<Config>): Attributes<Config> {
    const all = this.all(type);
    if (all.length !== 1) throw new Error(`Expected one ${type.tfResourceType}, found ${all.length}.`);
    return all[0] as Attributes<Config>;
  }
}

/** Creates a stack with the providers, and a backend without paths of the machine. */
export function testStack(name = "chat-dev", app = Testing.app()): TerraformStack {
  const stack = new TerraformStack(app, name);
  new LocalBackend(stack, { path: `${name}.tfstate` });
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  new ArchiveProvider(stack, "archive");
  return stack;
}

/** Synthesizes a stack in memory and without bundling, as users' own tests do. */
export function synth(build: (stack: TerraformStack) => void): Synthesized {
  const stack = testStack();
  build(stack);
  return new Synthesized(JSON.parse(Testing.synth(stack)));
}
