import { dependable, type ITerraformDependable, type TerraformStack } from "cdktf";
import type { aws } from "cdktf-apigateway-websocket";
import { apis, type Domain, zoned } from "./domains-table";
import { itLives } from "./life";

type Apis = Readonly<Record<string, aws.ApiGatewayWebSocket>>;

const aliases = ["aws_route53_record.@_DomainRecordA", "aws_route53_record.@_DomainRecordAAAA"];
const chain = [
  "aws_acm_certificate.@_Certificate",
  "aws_acm_certificate_validation.@_CertificateValidation",
  "aws_apigatewayv2_domain_name.@_DomainName",
  ...aliases,
];
const mapping = "aws_apigatewayv2_api_mapping.@_ApiMapping";
const proof = (domain: string) => `aws_route53_record.ValidationRecordaws${domain}examplecom_Record`;
const lines = (verb: string, id: string, names: readonly string[]) =>
  names.map((name) => `${verb} ${name.replace("@", id)}`);

/** What an API with a function of its stack brings along. */
const bare = [
  "api.@_Api",
  "integration.@_FunctionFn_Function_Integration",
  "route.@_Routedefault_Route",
  "stage.@_Stage",
]
  .map((name) => `aws_apigatewayv2_${name}`)
  .concat("aws_lambda_permission.@_FunctionFn_Function_Permission");

/** The addresses of an API's domain, in an order that is the same for all APIs. */
function addresses({ nodes }: aws.ApiGatewayWebSocket, withMapping: boolean): readonly string[] {
  const { domain, domainName } = nodes;
  const all = [domainName, domain?.certificate, domain?.validation, ...(domain?.records.slice(1) ?? [])];
  return [...all, ...(withMapping ? [domain?.mapping] : [])].map((resource) =>
    dependable(resource as ITerraformDependable),
  );
}

describe("an API", () => {
  itLives("moves onto the domain of another, and goes", zoned, (life) => {
    const on = (domains: Readonly<Record<string, Domain>>) => (stack: TerraformStack) => void apis(stack, domains);
    life.apply(on({ Chat: "chat.example.com", News: "news.example.com" }));

    const shared = { nameId: "chat.example.com", path: "news" };
    const moved = life.apply(on({ News: shared, Chat: "chat.example.com" }));
    expect(moved).toEqual(
      [
        ...lines("destroy", "News", [...chain, proof("news")]),
        ...lines("replace, new one first:", "News", [mapping]),
      ].sort(),
    );

    const renamed = life.apply(on({ News: { ...shared, nameId: "talk.example.com" }, Chat: "talk.example.com" }));
    expect(renamed).toEqual(
      [
        ...lines("replace, new one first:", "Chat", [...chain, mapping]),
        ...lines("replace, new one first:", "News", [mapping]),
        `create ${proof("talk")}`,
        `destroy ${proof("chat")}`,
      ].sort(),
    );

    const gone = life.apply(on({ Chat: "talk.example.com" }));
    expect(gone).toEqual(lines("destroy", "News", [...bare, mapping]).sort());
  });

  itLives("takes over the domain of another that goes, or that stays", zoned, (life) => {
    let before: Apis = {};
    const build = (domains: Readonly<Record<string, Domain>>) => (stack: TerraformStack) => {
      before = apis(stack, domains);
    };
    const over = (to: string, from: string, domains: Readonly<Record<string, Domain>>, withMapping: boolean) => {
      const old = before[from] as aws.ApiGatewayWebSocket;
      const addressesBefore = addresses(old, withMapping);
      return (stack: TerraformStack) => {
        build(domains)(stack);
        const addressesAfter = addresses(before[to] as aws.ApiGatewayWebSocket, withMapping);
        stack.addOverride(
          "moved",
          addressesBefore.map((address, index) => ({ from: address, to: addressesAfter[index] })),
        );
      };
    };
    life.apply(build({ Chat: "talk.example.com", News: { nameId: "talk.example.com", path: "news" } }));

    const owner = { News: { name: "talk.example.com", path: "news" } };
    const without = life.apply(over("News", "Chat", owner, false));
    expect(without).toEqual([...lines("move", "News", chain), ...lines("destroy", "Chat", [...bare, mapping])].sort());

    life.apply(build({ ...owner, Next: undefined }));
    const next = life.apply(over("Next", "News", { News: undefined, Next: owner.News }, true));
    expect(next).toEqual([...lines("move", "Next", [...chain, mapping]), ...lines("update", "Next", [mapping])].sort());
  });

  // The proof is one record for all three certificates, and has to outlive each of them.
  itLives("keeps what proves its domain, with a wildcard and in another region", zoned, (life) => {
    const on = (name: string, region: string) => (stack: TerraformStack) =>
      void apis(stack, { Chat: name }, { transform: { api: { region } } });
    life.apply(on("chat.example.com", "eu-west-1"));

    const wildcard = life.apply(on("*.chat.example.com", "eu-west-1"));
    expect(wildcard).toEqual(lines("replace, new one first:", "Chat", [...chain, mapping]).sort());

    const far = life.apply(on("*.chat.example.com", "us-east-1"));
    const made = [...bare, ...chain, mapping].filter((name) => !aliases.includes(name));
    expect(far).toEqual(
      [...lines("replace, new one first:", "Chat", made), ...lines("update", "Chat", aliases)].sort(),
    );
  });

  itLives("keeps its domain when its stage gets another name", zoned, (life) => {
    const named = (name: string) => (stack: TerraformStack) =>
      void apis(stack, { Chat: { name: "chat.example.com", path: "v1" } }, { transform: { stage: { name } } });
    life.apply(named("blue"));

    expect(life.apply(named("green"))).toEqual([
      "replace, new one first: aws_apigatewayv2_stage.Chat_Stage",
      "update aws_apigatewayv2_api_mapping.Chat_ApiMapping",
    ]);
  });
});
