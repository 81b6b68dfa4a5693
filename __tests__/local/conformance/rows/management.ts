import type { Row, Step } from "../row";

const gone = "L0SM9cOFvHcCIhw=";
const call = (says: string, steps: readonly Step[], expected: object, more: Partial<Row> = {}): Row => ({
  section: "2.8",
  ...{ evidence: "run", api: "Plain", says, steps: [{ send: "hello" }, ...steps], expected },
  ...more,
});
const failed = (name: string, status: number) => ({ answers: [{ name, status }] });
const byHand = (request: "http" | "https", path: string): Step => ({
  request,
  path: (id) => path.replace("ID", id.replace("=", "%3D")),
});
const posted = { answers: [{ status: 200, body: "" }], texts: [expect.any(String), "posted"] };

/** 2.8: the management API, as the AWS SDK calls it. */
export const management: readonly Row[] = [
  call("delivers what is posted as a text frame", [{ call: "post" }], {
    ...{ answers: [{ status: 200 }], texts: [expect.any(String), "posted"], binary: [false, false] },
  }),
  call("delivers bytes as the text they are", [{ call: "post", data: Buffer.from("ä€😀") }], {
    texts: [expect.any(String), "ä€😀"],
  }),
  call("takes an endpoint with a slash at its end", [{ call: "post", under: "/" }], { answers: [{ status: 200 }] }),
  call("takes the @ as it is", [byHand("https", "/@connections/ID")], posted, { localOnly: true }),
  call("takes the @ encoded", [byHand("https", "/%40connections/ID")], posted, { localOnly: true }),
  call("takes doubled slashes", [byHand("https", "//@connections/ID")], posted, { localOnly: true }),
  call("works from a handler by the line of AWS's documentation", [{ send: '{"do":"post"}', frames: 2 }], {
    frames: expect.arrayContaining(["posted", "done"]),
  }),
  call(
    "describes a connection with names and dates that the SDK parses",
    [{ call: "get" }],
    {
      answers: [
        {
          ...{ status: 200, ConnectedAt: expect.any(Date), LastActiveAt: expect.any(Date) },
          Identity: { SourceIp: expect.any(String), UserAgent: "tests" },
        },
      ],
    },
    { connect: { headers: { "User-Agent": "tests" } } },
  ),
  call(
    "closes a deleted connection with 1000",
    [{ call: "delete" }, { until: "closed" }],
    {
      ...{ answers: [{ status: 204 }], closed: { code: 1000 } },
    },
    { evidence: "cap" },
  ),
  ...(["post", "get", "delete"] as const).map((method) =>
    call(
      `answers GoneException for an unknown connection: ${method}`,
      [{ call: method, id: gone }],
      failed("GoneException", 410),
      {
        evidence: "iss",
      },
    ),
  ),
  call(
    "answers GoneException for a deleted connection",
    [{ call: "delete" }, { until: "closed" }, { call: "post" }],
    {
      answers: [{ status: 204 }, { name: "GoneException", status: 410 }],
    },
    { evidence: "iss" },
  ),
  call(
    "answers GoneException with an error type and no body",
    [{ request: "https", path: () => "/@connections/L0SM9cOFvHcCIhw%3D" }],
    {
      answers: [{ status: 410, type: "GoneException", body: "" }],
    },
    { evidence: "iss", localOnly: true },
  ),
  call(
    "rejects an invalid id",
    [{ call: "post", id: "zz" }],
    {
      answers: [{ name: "BadRequestException", message: "Invalid connectionId: zz", status: 400 }],
    },
    { evidence: "cap" },
  ),
  call(
    "accepts a payload of 128 KiB",
    [{ call: "post", data: "x".repeat(128 * 1024) }],
    {
      ...{ answers: [{ status: 200 }], texts: [expect.any(String), "x".repeat(128 * 1024)] },
    },
    { evidence: "doc" },
  ),
  call(
    "rejects a larger payload",
    [{ call: "post", data: "x".repeat(128 * 1024 + 1) }],
    failed("PayloadTooLargeException", 413),
    {
      evidence: "doc",
    },
  ),
  call(
    "rejects a function whose role does not allow it",
    [{ send: '{"action":"stranger","do":"post"}' }],
    {
      frames: [{}, expect.stringMatching(/^ForbiddenException: /)],
    },
    { evidence: "cap" },
  ),
];
