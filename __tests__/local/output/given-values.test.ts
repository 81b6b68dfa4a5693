import { GivenValues, valuesOf } from "../../../lib/local/output/given-values";

describe("the values that a user passes", () => {
  const given = new GivenValues(
    valuesOf(
      [
        "# of the run",
        "aws_sqs_queue.jobs.url=http://localhost:9324/jobs",
        'data.aws_vpc.main.ids=["a", "b"]',
        'aws_x.y.tags["a.b"]=dotted',
        "TF_VAR_secret='a # b'",
        "chat-dev/TF_VAR_secret=of the stack",
        "games/QUEUE={not JSON",
      ].join("\n"),
    ),
  );

  it.each([
    ["aws_sqs_queue.jobs.url", "http://localhost:9324/jobs"],
    ["data.aws_vpc.main.ids", ["a", "b"]],
    ["aws_x.y.tags.a.b", "dotted"],
    ["var.secret", "a # b"],
    ["QUEUE", undefined],
  ])("say what %s is: %j", (key, value) => {
    expect(given.find("other", key)).toEqual(value);
  });

  it("may be limited to one stack", () => {
    expect(given.find("chat-dev", "var.secret")).toBe("of the stack");
    expect(given.find("games", "QUEUE")).toBe("{not JSON");
  });
});
