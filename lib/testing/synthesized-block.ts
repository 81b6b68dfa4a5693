import { didYouMean } from "../spelling/did-you-mean";

/** A class of the provider's bindings, whose config type `Config` names the arguments. */
export interface BlockClass<Config> {
  new (scope: never, id: string, config: Config): object;
  /** The type in Terraform, such as `"aws_lambda_function"`. */
  readonly tfResourceType: string;
}

/** A name of the bindings as Terraform writes it: `memorySize` is `memory_size`. */
export type SnakeCase<Text extends string> = Text extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : Text;

/** The names of a resource's arguments in Terraform, such as `"memory_size"`. */
export type ArgumentName<Config> = SnakeCase<keyof NonNullable<Config> & string>;

/** A resource or a data source as synthesis writes it. A name that it can't have is an error, not `undefined`. */
export interface SynthesizedBlock<Config> {
  /** Its name in Terraform, such as `"MyApi_Stage_0A1B2C3D"`. */
  readonly name: string;
  /**
   * Returns the value of an argument. `undefined` if the argument is not set.
   *
   * @throws Error for a name that the class has no argument for
   */
  get(argument: ArgumentName<Config>): unknown;
  /**
   * Returns the values of some arguments, to compare them at once. An argument that is not set is `undefined`.
   *
   * @throws Error for a name that the class has no argument for
   */
  pick<Name extends ArgumentName<Config>>(...names: readonly Name[]): { [K in Name]: unknown };
}

/** Reads a block by the arguments of its class. */
export function synthesizedBlock<Config>(
  type: BlockClass<Config>,
  name: string,
  body: Readonly<Record<string, unknown>>,
): SynthesizedBlock<Config> {
  const known = argumentNames(type);
  const get = (argument: string) => {
    if (known.includes(argument)) return body[argument];
    throw new Error(
      `"${argument}" is not an argument of ${type.tfResourceType}. ${didYouMean(argument, known, `Known are ${known.join(", ")}.`)}`,
    );
  };
  return {
    name,
    get,
    pick: (...names) => Object.fromEntries(names.map((each) => [each, get(each)])) as never,
  };
}

const metaArguments = ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

function argumentNames(type: object): readonly string[] {
  const { prototype = {} } = type as { readonly prototype?: object };
  // The bindings have a getter with this suffix for each argument, and for no other attribute.
  const getters = Object.getOwnPropertyNames(prototype).filter((name) => name.endsWith("Input"));
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [...getters.map((name) => snake(name.slice(0, -"Input".length))), ...metaArguments];
}
