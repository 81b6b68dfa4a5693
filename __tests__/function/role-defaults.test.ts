import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Aspects, type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import { aws, type RoleDefaultsArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { type Attributes, Synthesized, synth, testStack } from "../support/synth";
import { refused } from "../support/ways";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";
const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
const defaults = { permissionsBoundary, path: "/chat/" };

/** Adds a function, and two APIs with authorizers and access logs: roles of every kind. */
function everyRole(stack: TerraformStack): void {
  new aws.Function(stack, "Fn", { handler });
  const api = new aws.ApiGatewayWebSocket(stack, "Api");
  const jwt = { issuer: "https://issuer.com/", audiences: ["chat"] };
  const users = api.addAuthorizer("users", { jwt });
  api.route("$connect", handler, { auth: { jwt: { authorizer: users.id } } });
  const other = new aws.ApiGatewayWebSocket(stack, "Other");
  const { id } = other.addAuthorizer("users", { lambda: { function: handler } });
  other.route("$connect", "arn:aws:lambda:eu-west-1:123456789012:function:given", { auth: { lambda: id } });
}

type Role = Attributes<ConstructorParameters<typeof IamRole>[2]>;

const shown = ({ permissions_boundary, path }: Role) => [permissions_boundary, path];
const rolesOf = (build: (stack: TerraformStack) => void) => synth(build).all(IamRole).map(shown);

describe("roleDefaults", () => {
  const five = Array(5).fill([permissionsBoundary, "/chat/"]);

  it.each<[string, (stack: TerraformStack) => void]>([
    [
      "before the roles",
      (stack) => {
        aws.roleDefaults(stack, defaults);
        everyRole(stack);
      },
    ],
    [
      "after the roles",
      (stack) => {
        everyRole(stack);
        aws.roleDefaults(stack, defaults);
      },
    ],
    [
      "for the app",
      (stack) => {
        everyRole(stack);
        aws.roleDefaults(stack.node.root as Construct, defaults);
      },
    ],
    [
      "one by one",
      (stack) => {
        aws.roleDefaults(stack, { path: "/chat/" });
        everyRole(stack);
        aws.roleDefaults(stack, { permissionsBoundary });
      },
    ],
  ])("reach the roles of functions, routes, authorizers and the account: declared %s", (_, build) => {
    expect(rolesOf(build)).toEqual(five);
  });

  it("reach no role outside of the construct, and none that the library did not create", () => {
    const stack = synth((scope) => {
      aws.roleDefaults(new Construct(scope, "Team"), defaults);
      new aws.Function(scope, "Fn", { handler });
      const team = new Construct(scope, "Other");
      aws.roleDefaults(team, defaults);
      new IamRole(team, "Raw", { assumeRolePolicy: "{}" });
    });
    expect(stack.all(IamRole).map(shown)).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it("are those of the nearest construct, for each argument", () => {
    const orders: readonly ((declare: (() => void)[]) => (() => void)[])[] = [
      (declare) => declare,
      (declare) => [...declare].reverse(),
    ];
    for (const order of orders) {
      const stack = synth((scope) => {
        const team = new Construct(scope, "Team");
        const near = new Construct(team, "Near");
        const steps = [
          () => aws.roleDefaults(scope.node.root as Construct, { permissionsBoundary: `${permissionsBoundary}-app` }),
          () => aws.roleDefaults(scope, { permissionsBoundary, path: "/all/" }),
          () => new aws.Function(near, "Fn", { handler }),
          () => aws.roleDefaults(team, { path: "/team/" }),
        ];
        for (const step of order(steps)) step();
      });
      expect(shown(stack.one(IamRole))).toEqual([permissionsBoundary, "/team/"]);
    }
  });

  it.each<[string, object]>([
    ["another path", { path: "/own/" }],
    ["no path", { path: undefined }],
  ])("leave the role as transform.role sets it: %s", (_, role) => {
    const build = (late: boolean) => (stack: TerraformStack) => {
      if (!late) aws.roleDefaults(stack, defaults);
      for (const [id, transform] of [
        ["A", { role }],
        ["B", { role: (args: object) => void Object.assign(args, role) }],
      ] as const)
        new aws.Function(stack, id, { handler, transform });
      if (late) aws.roleDefaults(stack, defaults);
    };
    const expected = Array(2).fill([permissionsBoundary, (role as { path?: string }).path]);
    expect(rolesOf(build(false))).toEqual(expected);
    expect(rolesOf(build(true))).toEqual(expected);
  });

  it("leave what was assigned to the resource, and what an aspect sets", () => {
    const assigned = rolesOf((stack) => {
      const { role } = new aws.Function(stack, "Fn", { handler }).nodes;
      if (role) role.path = "/mine/";
      aws.roleDefaults(stack, defaults);
    });
    expect(assigned).toEqual([[permissionsBoundary, "/mine/"]]);
    const visited = rolesOf((stack) => {
      Aspects.of(stack).add({
        visit: (node) => {
          if (node instanceof IamRole) node.path = "/aspect/";
        },
      });
      new aws.Function(stack, "Fn", { handler });
      aws.roleDefaults(stack, defaults);
    });
    expect(visited).toEqual([[permissionsBoundary, "/aspect/"]]);
  });

  it("take the provider's policy, and values known only after apply", () => {
    const stack = synth((scope) => {
      const boundary = new IamPolicy(scope, "Boundary", { policy: "{}" });
      const path = new TerraformVariable(scope, "path", {}).stringValue;
      aws.roleDefaults(scope, { permissionsBoundary: boundary, path });
      new aws.Function(scope, "Fn", { handler });
    });
    expect(shown(stack.one(IamRole))).toEqual(["${aws_iam_policy.Boundary.arn}", "${var.path}"]);
  });

  it("of the app reach every stack, and refer to a policy of another one", () => {
    const app = Testing.app();
    const [shared, chat] = [testStack("shared", app), testStack("chat", app)];
    new aws.Function(chat, "Fn", { handler });
    aws.roleDefaults(app, { permissionsBoundary: new IamPolicy(shared, "Boundary", { policy: "{}" }) });
    for (const stack of [shared, chat]) stack.prepareStack();
    const [role] = new Synthesized(JSON.parse(Testing.synth(chat))).all(IamRole);
    expect(role?.permissions_boundary).toContain("data.terraform_remote_state.cross-stack-reference-input-shared");
  });

  it("are rendered in HCL too, and nothing is without them", () => {
    const stack = testStack();
    new aws.Function(stack, "Fn", { handler });
    expect(Testing.synthHcl(stack)).not.toContain("permissions_boundary");
    aws.roleDefaults(stack, defaults);
    expect(Testing.synthHcl(stack)).toContain(`permissions_boundary = "${permissionsBoundary}"`);
  });

  it.each<[unknown, string]>([
    [
      { permissionBoundary: "x" },
      '"permissionBoundary" is not known in "roleDefaults"; got "x". Did you mean "permissionsBoundary"?',
    ],
    ["/chat/", '"roleDefaults" has to be an object; got "/chat/".'],
    [{ path: "chat" }, '"path" has to begin and end with a slash'],
    [{ path: "/chat" }, 'got "/chat". Write path: "/chat/". [iam-role-path]'],
    [{ path: "/a b/" }, '"path" has to begin and end with a slash'],
    [{ path: "" }, '"path" has to begin and end with a slash'],
    [{ path: `/${"a".repeat(511)}/` }, '"path" has to begin and end with a slash'],
    [{ path: null }, '"path" has to begin and end with a slash'],
    [{ permissionsBoundary: "boundary" }, '"permissionsBoundary" takes the ARNs of managed policies; got "boundary".'],
    [{ permissionsBoundary: null }, '"permissionsBoundary" takes the ARN of an aws_iam_policy'],
  ])("reject %j", (args, text) => {
    expect(refused((stack) => aws.roleDefaults(stack, args as RoleDefaultsArgs)).message).toContain(text);
  });

  it.each([["/"], ["/a/"], ["/a/b-c/"], [`/${"a".repeat(510)}/`]])("take the path %s", (path) => {
    const build = (stack: TerraformStack) => {
      aws.roleDefaults(stack, { path });
      new aws.Function(stack, "Fn", { handler });
    };
    expect(rolesOf(build)).toEqual([[undefined, path]]);
  });

  it("reject a second value for the same construct", () => {
    const error = refused((stack) => {
      aws.roleDefaults(stack, defaults);
      aws.roleDefaults(stack, { path: "/other/" });
    });
    expect(error.message).toContain(
      '"path" of roleDefaults is set for this construct already; got "/other/" after "/chat/".',
    );
  });
});
