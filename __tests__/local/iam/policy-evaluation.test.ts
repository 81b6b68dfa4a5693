import type { ParsedStatement } from "../../../lib/local/iam/policy-document";
import { isAllowed, unsupportedConditions } from "../../../lib/local/iam/policy-evaluation";

const arn = "arn:aws:execute-api:eu-west-1:000000000000:abcdefghij/dev/POST/@connections/L0SM9cOFvHcCIhw=";
const call = {
  action: "execute-api:ManageConnections",
  resource: arn,
  api: { region: "eu-west-1", account: "000000000000" },
};
const allow = (more: Partial<ParsedStatement> = {}): ParsedStatement => ({
  ...{ effect: "Allow", actions: ["execute-api:ManageConnections"], resources: ["*"], ...more },
});
const when = (operator: string, key: string, ...values: string[]) => ({
  conditions: { [operator]: { [key]: values } },
});

describe("a role", () => {
  it.each<[string, readonly ParsedStatement[], boolean]>([
    ["without statements", [], false],
    ["that allows it", [allow()], true],
    ["that allows it on this stage", [allow({ resources: [arn.replace(/POST.*/, "*/@connections/*")] })], true],
    ["that allows it on another stage", [allow({ resources: [arn.replace("/dev/", "/prod/")] })], false],
    ["that allows another method", [allow({ resources: [arn.replace("POST", "DELETE")] })], false],
    ["that allows all of execute-api, in upper case", [allow({ actions: ["EXECUTE-API:*"] })], true],
    ["that allows only execute-api:Invoke", [allow({ actions: ["execute-api:Invoke"] })], false],
    ["that denies it as well", [allow(), allow({ effect: "Deny" })], false],
    [
      "that allows all other actions",
      [{ effect: "Allow", notActions: call.action.split(" "), resources: ["*"] }],
      false,
    ],
    ["that allows everything except S3", [{ effect: "Allow", notActions: ["s3:*"], resources: ["*"] }], true],
    [
      "that allows it on all but this",
      [{ effect: "Allow", actions: ["*"], notResources: ["arn:aws:execute-api:*"] }],
      false,
    ],
    ["that allows it in this region", [allow(when("StringEquals", "aws:RequestedRegion", "eu-west-1"))], true],
    ["that allows it in another region", [allow(when("StringLike", "aws:RequestedRegion", "us-*"))], false],
    [
      "that allows it in all regions but this",
      [allow(when("StringNotEquals", "aws:RequestedRegion", "eu-west-1"))],
      false,
    ],
    [
      "that denies requests without TLS",
      [allow(), allow({ effect: "Deny", ...when("Bool", "aws:SecureTransport", "false") })],
      true,
    ],
    ["that allows it under an unsupported condition", [allow(when("StringEquals", "aws:PrincipalOrgID", "o-1"))], true],
    [
      "that denies it under an unsupported condition",
      [allow(), allow({ effect: "Deny", ...when("IpAddress", "aws:SourceIp", "10.0.0.0/8") })],
      true,
    ],
  ])("%s", (_, statements, expected) => {
    expect(isAllowed(statements, call)).toBe(expected);
  });

  it("may have unsupported conditions, which are listed", () => {
    const statements = [
      allow(when("StringEqualsIfExists", "aws:RequestedRegion", "eu-west-1")),
      allow(when("StringEquals", "aws:PrincipalOrgID", "o-1")),
      allow(when("StringEquals", "aws:PrincipalOrgID", "o-2")),
      allow(when("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
    ];
    expect(unsupportedConditions(statements)).toEqual([
      "StringEquals on aws:PrincipalOrgID",
      "IpAddress on aws:SourceIp",
    ]);
  });
});
