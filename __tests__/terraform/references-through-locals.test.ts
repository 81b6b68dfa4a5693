import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Fn, TerraformLocal, TerraformStack, TerraformVariable } from "cdktf";
import { referThroughLocals } from "../../lib/terraform/references-through-locals";
import { synth } from "../support/synth";

function rendered(resource: string, prepare = referThroughLocals) {
  const { json } = synth((stack) => {
    new SqsQueue(stack, "Queue", {});
    new TerraformVariable(stack, "v", {});
    prepare(
      new DataAwsIamPolicyDocument(stack, "Policy", { statement: [{ actions: ["a:B"], resources: [resource] }] }),
    );
  });
  const { statement } = Object.values(json.data?.aws_iam_policy_document ?? {})[0] as {
    readonly statement: readonly [{ readonly resources: readonly unknown[] }];
  };
  return { resources: statement[0].resources, locals: json.locals };
}

const arn = "${aws_sqs_queue.Queue.arn}";

describe("a data source that refers through locals", () => {
  it("has one for each attribute that it refers to", () => {
    expect(rendered(`${arn}/a/${arn}/\${aws_sqs_queue.Queue.id}`)).toEqual({
      resources: ["${local.Queue_arn}/a/${local.Queue_arn}/${local.Queue_id}"],
      locals: { Queue_arn: arn, Queue_id: "${aws_sqs_queue.Queue.id}" },
    });
  });

  it("has one for a whole expression", () => {
    const { resources, locals } = rendered(Fn.join("}", [arn, "b"]));
    const [name, value] = Object.entries(locals ?? {})[0] ?? [];
    expect(name).toMatch(/^expression_[0-9a-f]{8}$/);
    expect(resources).toEqual([`\${local.${name}}`]);
    expect(value).toContain("aws_sqs_queue.Queue.arn");
  });

  it.each([
    "${var.v}",
    "${data.aws_arn.a.id}",
    "$${aws_sqs_queue.Queue.arn}",
    "arn:aws:sqs:eu-west-1:1:a.b.c",
    "%%{if}",
  ])("has none for %s", (text) => expect(rendered(text)).toEqual({ resources: [text], locals: undefined }));

  it("leaves a local of the user's with the same name as it is", () => {
    const { resources, locals } = rendered(arn, (document) => {
      new TerraformLocal(document, "own", "x").overrideLogicalId("Queue_arn");
      referThroughLocals(document);
    });
    const [, other = ""] = Object.keys(locals ?? {});
    expect(other).toMatch(/^Queue_arn_[0-9a-f]{8}$/);
    expect(locals).toEqual({ Queue_arn: "x", [other]: arn });
    expect(resources).toEqual([`\${local.${other}}`]);
  });

  it("keeps blocks of locals that an override has made", () => {
    const { locals } = rendered(arn, (document) => {
      TerraformStack.of(document).addOverride("locals", [{ a: 1 }, { Queue_arn: "x" }]);
      referThroughLocals(document);
    });
    const [first, second, own = {}] = locals as unknown as readonly object[];
    expect([first, second, Object.values(own)]).toEqual([{ a: 1 }, { Queue_arn: "x" }, [arn]]);
  });

  it("refers directly where it is repeated, because each.value exists only there", () => {
    const { resources, locals } = rendered(arn, (document) => {
      document.addOverride("for_each", ["a"]);
      referThroughLocals(document);
    });
    expect([resources, locals]).toEqual([[arn], undefined]);
  });

  it("is no data source of the user's", () => {
    expect(rendered(arn, () => {})).toEqual({ resources: [arn], locals: undefined });
  });
});
