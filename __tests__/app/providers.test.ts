import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, Aspects, LocalBackend, TerraformElement, TerraformProvider, TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { aws } from "../../lib";
import { ownCdk } from "../../lib/cdk/own-cdk";
import { given, refusal, temporaryFolder } from "../support/ways";

type Build = (stack: TerraformStack) => void;

interface Json {
  readonly provider?: Readonly<Record<string, readonly object[]>>;
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, { readonly source: string }>> };
}

function stackIn(app: App): TerraformStack {
  const stack = new TerraformStack(app, "chat-dev");
  new LocalBackend(stack, { path: "chat-dev.tfstate" });
  return stack;
}

const read = (folder: string): Json => JSON.parse(readFileSync(join(folder, "stacks/chat-dev/cdk.tf.json"), "utf8"));

function validated(build: Build): Json {
  const stack = stackIn(Testing.app());
  build(stack);
  return JSON.parse(Testing.synth(stack, true));
}

/** The ways to synthesize that run cdktf's validations. */
const validating: Readonly<Record<string, (build: Build) => Json>> = {
  "App.synth": (build) => {
    const outdir = temporaryFolder();
    const app = new App({ outdir });
    build(stackIn(app));
    app.synth();
    return read(outdir);
  },
  "Testing.fullSynth": (build) => {
    const stack = stackIn(Testing.app());
    build(stack);
    return read(Testing.fullSynth(stack));
  },
  "Testing.synth with validations": validated,
};

const withAws = (stack: TerraformStack) => void new AwsProvider(stack, "aws", { region: "eu-west-1" });
const withFunction = (stack: TerraformStack) => void new aws.Function(stack, "Fn", { handler: "src/default.handler" });

/** A provider of the archive from bindings that somebody else generated. */
class OwnArchive extends TerraformProvider {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      terraformResourceType: "archive",
      terraformGeneratorMetadata: { providerName: "archive" },
      terraformProviderSource: "hashicorp/archive",
    });
  }
}

describe("the archive provider", () => {
  it.each(Object.entries(validating))("is added to a stack with functions that has none, in %s", (_, run) => {
    const { provider, terraform } = run((stack) => {
      withAws(stack);
      withFunction(stack);
    });
    expect(provider?.archive).toEqual([{}]);
    expect(terraform?.required_providers?.archive?.source).toBe("hashicorp/archive");
  });

  const own: Readonly<Record<string, [Build, readonly object[]]>> = {
    "one of the stack": [(stack) => void new ArchiveProvider(stack, "archive"), [{}]],
    "one with an alias": [(stack) => void new ArchiveProvider(stack, "archive", { alias: "own" }), [{ alias: "own" }]],
    "one in another scope": [(stack) => void new ArchiveProvider(new Construct(stack, "Shared"), "archive"), [{}]],
    "one of other bindings": [(stack) => void new OwnArchive(stack, "archive"), [{}]],
    "one that an aspect adds": [
      (stack) => {
        const visit = (node: unknown) => {
          if (node === stack && stack.node.tryFindChild("late") === undefined) new ArchiveProvider(stack, "late");
        };
        Aspects.of(stack).add({ visit });
      },
      [{}],
    ],
  };

  it.each(Object.entries(own))(
    "is not added beside %s, declared before or after the function",
    (_, [add, expected]) => {
      for (const order of [
        [add, withFunction],
        [withFunction, add],
      ]) {
        const { provider } = validated((stack) => {
          withAws(stack);
          for (const build of order) build(stack);
        });
        expect(provider?.archive).toEqual(expected);
      }
    },
  );

  it("is not added to a stack without functions of this library", () => {
    const { provider } = validated((stack) => {
      withAws(stack);
      new aws.ApiGatewayWebSocket(stack, "MyApi").route("$default", given);
    });
    expect(Object.keys(provider ?? {})).toEqual(["aws"]);
  });

  it("has an id beside each one that the user gives, and renders as HCL too", () => {
    const stack = stackIn(Testing.app());
    withAws(stack);
    new TerraformElement(stack, "cdktf-apigateway-websocket:archive");
    withFunction(stack);
    expect(Testing.synthHcl(stack)).toContain('provider "archive"');
  });
});

describe("a stack without an AWS provider", () => {
  const builds: Readonly<Record<string, Build>> = {
    "a function": withFunction,
    "an API": (stack) => void new aws.ApiGatewayWebSocket(stack, "MyApi").route("$default", given),
  };

  it.each(Object.entries(validating))("is an error with the import and the line, in %s", (_, run) => {
    for (const build of Object.values(builds)) {
      const { message } = refusal(() => run(build));
      expect(message).toContain(`import { AwsProvider } from "${ownCdk.scope}/provider-aws/lib/provider";`);
      expect(message).toContain('new AwsProvider(this, "aws", { region: "eu-west-1" });');
      expect(message).not.toContain("RandomProvider");
    }
  });

  it.each(Object.entries(builds))("needs none for %s in plain Testing.synth", (_, build) => {
    const stack = stackIn(Testing.app());
    build(stack);
    expect(() => Testing.synth(stack)).not.toThrow();
  });
});
