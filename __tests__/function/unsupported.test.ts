import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { aws, type FunctionArgs } from "../../lib";
import { enter, project, removeProjects } from "../support/project";
import { synth } from "../support/synth";
import { refused } from "../support/ways";
import { places } from "./places";

beforeAll(() => enter(project({ "src/chat.ts": "export const handler = async () => ({ statusCode: 200 });\n" })));
afterAll(removeProjects);

const handler = "src/chat.handler";

/** Arguments of SST without a counterpart, and parts of the expected message. */
const rows: readonly (readonly [args: object, problem: string, remedy: string])[] = [
  [{ python: { container: true } }, '"python.container" is not supported', 'packageType: "Image"'],
  [{ python: {} }, '"python" has only a container in SST', 'runtime: "python3.14"'],
  [{ nodejs: { plugins: "./plugins.mjs" } }, '"nodejs.plugins" can\'t be used', 'bundle: "<directory>"'],
  [{ live: false }, '"live" is an old name of SST; got false.', "Write dev: false"],
  [{ injections: ["x"] }, '"injections" is an argument that only SST itself sets', 'banner: "<code>"'],
  [{ _skipMetadata: true }, '"_skipMetadata" is an argument that only SST itself sets', "Leave it out."],
  [{ _skipHint: true }, '"_skipHint" is an argument that only SST itself sets', "Leave it out."],
  [
    { vpc: { id: "vpc-a", nodes: {} } },
    '"vpc" takes subnets and security groups, and not a VPC',
    "privateSubnets: [ … ]",
  ],
  [
    { volume: { efs: { id: "fs-a", nodes: {} } } },
    '"volume.efs" takes an access point of EFS',
    "new EfsAccessPoint(this",
  ],
];

describe.each(Object.keys(places))("in %s", (place) => {
  it.each(rows)("%j says what to write instead", (args, problem, remedy) => {
    const { message } = refused((stack) => places[place]?.(stack, { handler, ...args } as FunctionArgs));
    expect(message).toContain(problem);
    expect(message).toContain(remedy);
    expect(message).not.toContain("is not known");
  });

  it.each([true, false])("dev: %s has no effect", (dev) => {
    const json = (args: FunctionArgs) => synth((stack) => places[place]?.(stack, args)).json;
    expect(json({ handler, dev })).toEqual(json({ handler }));
  });
});

it("a VPC of the provider is not a vpc", () => {
  const build = (vpc: unknown) => ({ handler, vpc }) as FunctionArgs;
  const { message } = refused((stack) => new aws.Function(stack, "Fn", build(new Vpc(stack, "Main", {}))));
  expect(message).toContain('"vpc" takes subnets and security groups, and not a VPC; got the Vpc "Main".');
});
