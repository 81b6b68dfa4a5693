import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import {
  type ApiGatewayWebSocketAuthorizerArgs,
  aws,
  type LambdaAuthorizerArgs,
  type RouteAuth,
} from "cdktf-apigateway-websocket";
import { itLives, type Life } from "./life";
import { api, base, open, type Route } from "./routes-table";

const jwt = { issuer: "https://issuer.com/", audiences: ["https://api.example.com"] };
const handler = "src/authorizer.handler";
const straight = { payload: "1.0", response: "iam" } as const;
const existing = {
  type: "aws_lambda_function",
  region: "us-east-1",
  attrs: { function_name: "authorizer" },
  hidden: { versions: ["1"] },
};
const arn = "arn:aws:lambda:us-east-1:123456789012:function:authorizer";

function prepare(life: Life): void {
  life.write("src/authorizer.ts", "export const handler = async () => ({ isAuthorized: false });\n");
}

/** An API whose clients an authorizer checks. */
function guarded(args: (stack: TerraformStack) => ApiGatewayWebSocketAuthorizerArgs, name = "users", apiId = "Api") {
  return (stack: TerraformStack) => {
    const made = new aws.ApiGatewayWebSocket(stack, apiId);
    const authorizer = made.addAuthorizer(name, args(stack));
    const { id, kind } = authorizer;
    const auth: RouteAuth = kind === "jwt" ? { jwt: { authorizer: id } } : { lambda: id };
    made.route("$connect", base.$connect, { auth });
    made.route("$default", base.$default, { auth });
    return authorizer;
  };
}

/** What an authorizer with a function of its own brings along. */
function own(verb: string, id: string, apiId = "Api"): string[] {
  return [
    `${verb} aws_apigatewayv2_authorizer.${apiId}_${id}_Authorizer`,
    `${verb} aws_cloudwatch_log_group.${apiId}_${id}_Handler_LogGroup`,
    `${verb} aws_iam_role.${apiId}_${id}_Handler_Role`,
    `${verb} aws_iam_role_policy.${apiId}_${id}_Handler_Policy`,
    `${verb} aws_lambda_function.${apiId}_${id}_Handler_Function`,
    `${verb} aws_lambda_permission.${apiId}_${id}_Permission`,
  ];
}

const notes = ["no-connections-policy"];
const connect = "update aws_apigatewayv2_route.Api_Routeconnect_Route";
const lambda = { lambda: { function: handler } };

const forms: Readonly<Record<string, (stack: TerraformStack) => LambdaAuthorizerArgs>> = {
  "the path of a handler": () => ({ function: handler }),
  "a function's arguments": () => ({ function: { handler, memory: "256 MB" }, payload: "1.0" }),
  "an ARN": () => ({ function: arn, ...straight }),
  "an ARN with a version": () => ({ function: `${arn}:1`, ...straight }),
  "an ARN that only Terraform knows": (stack) => ({
    function: new TerraformVariable(stack, "arn", { type: "string", default: `${arn}:1` }).stringValue,
    ...straight,
  }),
  "a Function": (stack) => ({ function: new aws.Function(stack, "Shared", { handler }), response: "iam" }),
  "a LambdaFunction": (stack) => ({
    function: new aws.Function(stack, "Other", { handler }).nodes.function,
    ...straight,
  }),
  "a ready directory": () => ({ function: { handler: "index.handler", bundle: "ready" }, ...straight }),
};

describe("a Lambda authorizer", () => {
  itLives(`may be given by ${Object.keys(forms).join(", ")}`, { notes, seed: [existing] }, (life) => {
    prepare(life);
    life.apply((stack) => {
      for (const [index, make] of Object.values(forms).entries())
        guarded(() => ({ lambda: make(stack) }), "users", `Api${index}`)(stack);
    });
  });

  itLives("takes no identity source, and says so", { notes: [...notes, "no-identity-source"] }, (life) => {
    prepare(life);
    life.apply(guarded(() => ({ lambda: { function: handler, identitySources: [] } })));
  });

  itLives("takes identity sources that only Terraform knows, in either spelling", { notes }, (life) => {
    prepare(life);
    const sources = ["$request.querystring.a", "route.request.header.B", "$stageVariables.c", "context.d"];
    life.apply((stack) => {
      const list = new TerraformVariable(stack, "list", { type: "list(string)", default: sources });
      const one = new TerraformVariable(stack, "one", { type: "string", default: "$context.identity.sourceIp" });
      const lists = { Api: list.listValue, Other: [one.stringValue, "$request.header.E"] };
      for (const [id, identitySources] of Object.entries(lists)) {
        const made = guarded(() => ({ lambda: { function: handler, identitySources } }), "users", id)(stack);
        new TerraformOutput(stack, `${id}Sources`, { value: made.nodes.authorizer.identitySources });
      }
    });
    const spelled = ["context.d", "route.request.header.B", "route.request.querystring.a", "stageVariables.c"];
    expect(life.output()).toEqual({
      ApiSources: spelled,
      OtherSources: ["context.identity.sourceIp", "route.request.header.E"],
    });
  });
});

describe("a jwt authorizer", () => {
  itLives("may be that of a pool of Cognito in the same stack", { notes }, (life) => {
    life.apply(
      guarded((stack) => {
        const pool = new CognitoUserPool(stack, "Pool", { name: "chat" });
        const client = new CognitoUserPoolClient(stack, "Client", { name: "web", userPoolId: pool.id });
        const { region } = new DataAwsRegion(stack, "Region");
        const issuer = `https://cognito-idp.${region}.amazonaws.com/${pool.id}`;
        return { jwt: { issuer, audiences: [client.id] } };
      }),
    );
  });

  itLives("takes audiences and a place that only Terraform knows", { notes }, (life) => {
    life.apply(
      guarded((stack) => {
        const audiences = new TerraformVariable(stack, "audiences", { type: "list(string)", default: ["a", "b"] });
        const place = new TerraformVariable(stack, "place", { type: "string", default: "$request.querystring.token" });
        return { jwt: { ...jwt, audiences: audiences.listValue, identitySource: place.stringValue } };
      }),
    );
  });
});

describe("the function of a jwt authorizer", () => {
  const inCompany = (tags: Record<string, string>) =>
    guarded((stack) => {
      const { id: vpcId } = new Vpc(stack, "Vpc", { cidrBlock: "10.0.0.0/16" });
      const subnet = new Subnet(stack, "Subnet", { vpcId, cidrBlock: "10.0.1.0/24" });
      const group = new SecurityGroup(stack, "Group", { vpcId, name: "identity" });
      const log = new CloudwatchLogGroup(stack, "Log", { name: "/identity", retentionInDays: 365 });
      const vpc = { privateSubnets: [subnet], securityGroups: [group] };
      return { jwt: { ...jwt, function: { vpc, logging: { logGroup: log.name }, tags, memory: "1 GB" } } };
    });

  // The rights for network interfaces name no resource.
  const inVpc = [...notes, "wildcard-resource"];

  itLives("may be in a VPC, write to a log group of the company and have tags", { notes: inVpc }, (life) => {
    const changes = life.apply(inCompany({ team: "identity" }));
    expect(changes).toContain("create aws_iam_role_policy.Api_Authorizerusers_Handler_CreationPolicy");
    expect(changes).not.toContain("create aws_cloudwatch_log_group.Api_Authorizerusers_Handler_LogGroup");

    expect(life.apply(inCompany({ team: "access" }))).toEqual([
      "update aws_lambda_function.Api_Authorizerusers_Handler_Function",
    ]);
  });
});

describe("a change of an authorizer", () => {
  const kinds: Readonly<Record<string, ApiGatewayWebSocketAuthorizerArgs>> = { Lambda: lambda, Jwt: { jwt } };
  const ids = Object.keys(kinds);
  const each = (lines: (id: string) => readonly string[]) => ids.flatMap(lines).sort();
  const connectOf = (id: string) => connect.replace("Api_", `${id}_`);

  /** An API with an authorizer of each kind. */
  const both = (name?: string) => (stack: TerraformStack) => {
    for (const [id, args] of Object.entries(kinds)) guarded(() => args, name, id)(stack);
  };

  /** The same APIs without authorizers. */
  const without = (routes: Readonly<Record<string, Route>>) => (stack: TerraformStack) => {
    for (const id of ids) api(routes, {}, id)(stack);
  };

  itLives("renames it: the new one is there before the route leaves the old one", { notes }, (life) => {
    prepare(life);
    life.apply(both());

    expect(life.apply(both("members"))).toEqual(
      each((id) => [
        ...own("create", "Authorizermembers", id),
        ...own("destroy", "Authorizerusers", id),
        connectOf(id),
      ]),
    );
  });

  itLives("takes it away, or replaces it by IAM, together with the auth of its routes", { notes }, (life) => {
    prepare(life);
    const changes = (verb: string) => each((id) => [...own(verb, "Authorizerusers", id), connectOf(id)]);
    life.apply(both());

    expect(life.apply(without(base), { notes: open })).toEqual(changes("destroy"));
    expect(life.apply(both())).toEqual(changes("create"));

    const iam = { auth: { iam: true } };
    const replaced = life.apply(without({ $connect: [base.$connect, iam], $default: [base.$default, iam] }));
    expect(replaced).toEqual(changes("destroy"));
  });

  itLives("from one kind to the other under the same name changes it in place", { notes }, (life) => {
    prepare(life);
    const swap = ["update aws_lambda_function.Api_Authorizerusers_Handler_Function"];
    life.apply(guarded(() => lambda));

    expect(life.apply(guarded(() => ({ jwt })))).toEqual(swap);
    expect(life.apply(guarded(() => lambda))).toEqual(swap);
  });

  itLives("from one kind to the other under another name", { notes }, (life) => {
    prepare(life);
    life.apply(guarded(() => lambda, "custom"));

    const swapped = life.apply(guarded(() => ({ jwt }), "tokens"));
    expect(swapped).toEqual(
      [...own("create", "Authorizertokens"), ...own("destroy", "Authorizercustom"), connect].sort(),
    );
  });

  itLives("from a function of its own to one that is there already, and back", { notes, seed: [existing] }, (life) => {
    prepare(life);
    const elsewhere = { lambda: { function: `${arn}:1`, ...straight } };
    const [authorizer, ...function_] = own("update", "Authorizerusers");
    const permission = "replace, new one first: aws_lambda_permission.Api_Authorizerusers_Permission";
    const changes = (verb: string) =>
      [authorizer, ...function_.slice(0, -1).map((line) => line.replace("update", verb)), permission].sort();
    life.apply(guarded(() => ({ jwt })));

    expect(life.apply(guarded(() => elsewhere))).toEqual(changes("destroy"));
    expect(life.apply(guarded(() => ({ jwt })))).toEqual(changes("create"));
  });

  itLives("of its arguments updates it, and its function", { notes }, (life) => {
    life.apply(guarded(() => ({ jwt })));

    const place = life.apply(guarded(() => ({ jwt: { ...jwt, identitySource: "$request.querystring.token" } })));
    expect(place).toEqual([
      "update aws_apigatewayv2_authorizer.Api_Authorizerusers_Authorizer",
      "update aws_lambda_function.Api_Authorizerusers_Handler_Function",
    ]);
    const named = { jwt, transform: { authorizer: { name: "chat-users" } } };
    expect(life.apply(guarded(() => named))).toEqual(place);
  });
});
