import { type BlockClass, type SynthesizedBlock, synthesizedBlock } from "./synthesized-block";

type Bodies = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/**
 * A synthesized stack, for unit tests. Resources are found by the class of the provider's bindings, and a misspelt
 * argument is an error, where cdktf's matchers would accept it: `expect(json).not.toHaveResourceWithProperties(…)` passes
 * for a name that does not exist.
 *
 * @example
 * ```ts
 * import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
 * import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
 * import { TerraformStack, Testing } from "cdktf";
 * import { aws } from "cdktf-apigateway-websocket";
 * import { SynthesizedStack } from "cdktf-apigateway-websocket/testing";
 *
 * const chat = new TerraformStack(Testing.app(), "chat-dev");
 * new AwsProvider(chat, "aws", { region: "eu-west-1" });
 * new aws.ApiGatewayWebSocket(chat, "MyApi").route("$default", { handler: "src/default.handler", memory: "512 MB" });
 *
 * const stack = new SynthesizedStack(Testing.synth(chat));
 * const memory = stack.resource(LambdaFunction).get("memory_size"); // 512
 * ```
 */
export class SynthesizedStack {
  /** The whole stack, for what the methods do not read, such as outputs. */
  public readonly json: Readonly<Record<string, unknown>>;

  /** @param json what `Testing.synth` returns, or the text of a `cdk.tf.json` */
  constructor(json: string) {
    this.json = JSON.parse(json);
  }

  /**
   * Returns the only resource of a type, or the one of a name. The name is that in Terraform, without the hash that
   * cdktf adds, such as `"MyApi_Stage"`.
   *
   * @throws Error with the names that exist, unless exactly one resource fits
   */
  public resource<Config>(type: BlockClass<Config>, name?: string): SynthesizedBlock<Config> {
    return only(this.resources(type), type, name);
  }

  /** Returns all resources of a type. An empty list if there are none. */
  public resources<Config>(type: BlockClass<Config>): readonly SynthesizedBlock<Config>[] {
    return this.blocks("resource", type);
  }

  /** Returns the only data source of a type, or the one of a name, as `resource` does. */
  public dataSource<Config>(type: BlockClass<Config>, name?: string): SynthesizedBlock<Config> {
    return only(this.dataSources(type), type, name);
  }

  /** Returns all data sources of a type. An empty list if there are none. */
  public dataSources<Config>(type: BlockClass<Config>): readonly SynthesizedBlock<Config>[] {
    return this.blocks("data", type);
  }

  private blocks<Config>(kind: "resource" | "data", type: BlockClass<Config>): readonly SynthesizedBlock<Config>[] {
    if (typeof type?.tfResourceType !== "string")
      throw new Error(
        `"type" has to be a class of the provider's bindings; got ${String(type)}. Write stack.resources(LambdaFunction).`,
      );
    const bodies = (this.json[kind] as Bodies | undefined)?.[type.tfResourceType] ?? {};
    return Object.entries(bodies).map(([name, body]) => synthesizedBlock(type, name, body));
  }
}

function only<Config>(
  all: readonly SynthesizedBlock<Config>[],
  { tfResourceType }: BlockClass<Config>,
  name: string | undefined,
): SynthesizedBlock<Config> {
  const found = name === undefined ? all : all.filter((block) => [block.name, withoutHash(block.name)].includes(name));
  const [block] = found;
  if (block !== undefined && found.length === 1) return block;
  const names = all.map((each) => withoutHash(each.name)).join(", ") || "none";
  throw new Error(
    `Expected one ${tfResourceType}${name === undefined ? "" : ` with the name "${name}"`}, found ${found.length}. The stack has ${names}.`,
  );
}

function withoutHash(name: string): string {
  return name.replace(/_[0-9A-F]{8}$/, "");
}
