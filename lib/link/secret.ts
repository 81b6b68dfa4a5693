import { TerraformStack, TerraformVariable, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { checkedScope } from "../core/scope";
import { quoted, ValidationError } from "../core/validation-error";
import { addSearch } from "../validation/checks";
import { linkOf } from "./definition";

/** The Terraform elements of a {@link Secret}. */
export interface SecretNodes {
  /** The variable of Terraform that has the secret's id as its name. */
  readonly variable: TerraformVariable;
}

/**
 * A secret that whoever deploys gives to Terraform, such as an API key: a sensitive variable of Terraform that has the
 * construct id as its name. Linked functions read it as `Resource.<id>.value`. The synthesized JSON does not contain the
 * value; the state of Terraform and the variables of linked functions do.
 *
 * @example
 * ```ts
 * const stripeKey = new Secret(this, "StripeKey");
 * const api = new aws.ApiGatewayWebSocket(this, "MyApi");
 * api.route("$default", { handler: "src/default.handler", link: [stripeKey] });
 * ```
 */
export class Secret extends Construct {
  /** The secret's value, as a reference. */
  public readonly value: string;
  /** The Terraform elements of the secret. */
  public readonly nodes: SecretNodes;

  /**
   * @param id name of the variable and of the link. `TF_VAR_<id>` sets the value
   * @param placeholder the value that applies where none is set; it is in the synthesized JSON
   */
  constructor(scope: Construct, id: string, placeholder?: string) {
    super(checkedScope(scope, id, { component: "Secret" }), id);
    requireName(this, id);
    if (placeholder !== undefined && typeof placeholder !== "string")
      throw new ValidationError(
        this,
        `"placeholder" of the secret ${quoted(id)} has to be a string; got ${quoted(placeholder)}. Write new Secret(this, ${quoted(id)}, "…"), or leave it out.`,
      );
    const variable = new TerraformVariable(this, "Variable", {
      type: "string",
      sensitive: true,
      nullable: false,
      ...(placeholder !== undefined && { default: placeholder }),
    });
    variable.overrideLogicalId(id);
    addSearch(this, () => this.repeatedName(variable, id));
    this.value = Token.asString(variable.stringValue);
    this.nodes = { variable };
  }

  /** @internal */
  public [linkOf]() {
    return { type: "sst.sst.Secret", properties: { value: this.value } };
  }

  // cdktf merges two variables of one name without a word.
  private repeatedName(variable: TerraformVariable, id: string): string | undefined {
    const isOther = (found: IConstruct) =>
      found !== variable && found instanceof TerraformVariable && found.friendlyUniqueId === id;
    const other = TerraformStack.of(this).node.findAll().find(isOther);
    return other === undefined
      ? undefined
      : `"id" of a secret is the name of its variable in Terraform, which has to be unique in its stack; got ${quoted(id)} twice, also at ${quoted(other.node.path)}. Use one secret for both, or another id.`;
  }
}

// The name of a link, which is also one that a shell can set as `TF_VAR_…`, and none of Terraform's reserved names.
function requireName(scope: Construct, id: string): void {
  if (/^[A-Z][a-zA-Z0-9]*$/.test(id) && id !== "App") return;
  throw new ValidationError(
    scope,
    `"id" of a secret is the name of its link and of its variable: letters and digits, the first an upper-case letter, and not "App"; got ${quoted(id)}. Write new Secret(this, "StripeKey").`,
  );
}
