import type { Row } from "../row";

const kibibyte = 1024;
const minute = 60 * 1000;
const sized = (bytes: number) => {
  const start = '{"do":"size","rest":"';
  return `${start}${"x".repeat(bytes - start.length - 2)}"}`;
};
const inFrames = (bytes: number, frame = 32 * kibibyte) => {
  const text = sized(bytes);
  return Array.from({ length: Math.ceil(bytes / frame) }, (_, index) => text.slice(index * frame, (index + 1) * frame));
};
const limit = (row: Pick<Row, "says" | "steps" | "expected"> & Partial<Row>): Row => ({
  ...{ section: "2.7", evidence: "doc", api: "Plain", ...row },
});

/** 2.7: limits. */
export const limits: readonly Row[] = [
  limit({
    says: "accepts a frame of 32 KiB",
    steps: [{ send: sized(32 * kibibyte) }],
    expected: { texts: [String(32 * kibibyte)] },
  }),
  limit({
    says: "closes with 1009 for a larger frame, even in a message of allowed size",
    steps: [{ send: sized(32 * kibibyte + 1), frames: 0 }, { until: "closed" }],
    expected: { texts: [], closed: { code: 1009 } },
  }),
  limit({
    says: "accepts a message of 128 KiB in frames",
    steps: [{ send: inFrames(128 * kibibyte) }],
    expected: { texts: [String(128 * kibibyte)] },
  }),
  limit({
    says: "closes with 1009 for a larger message, even in frames of allowed size",
    steps: [{ send: inFrames(128 * kibibyte + 1), frames: 0 }, { until: "closed" }],
    expected: { texts: [], closed: { code: 1009 } },
  }),
  limit({
    says: "closes with 1003 for a binary frame",
    steps: [{ send: Buffer.from('{"action":"echo"}'), frames: 0 }, { until: "closed" }],
    expected: { texts: [], closed: { code: 1003 } },
  }),
  limit({
    says: "keeps a connection open for ten minutes after a message in either direction",
    localOnly: true,
    steps: [{ send: "hello" }, { skip: 9 * minute }, { call: "post" }, { skip: 9 * minute }, { send: "hello" }],
    expected: { frames: [{}, "posted", {}] },
  }),
  limit({
    says: "does not count a ping as a message",
    ...{ evidence: "iss", localOnly: true },
    steps: [{ send: "hello" }, { skip: 9 * minute }, { ping: true }, { skip: 2 * minute }, { until: "closed" }],
    expected: { closed: { code: 1001 } },
  }),
  limit({
    says: "closes every connection after two hours",
    localOnly: true,
    steps: [
      ...Array.from({ length: 13 }, () => [{ send: "hello" }, { skip: 9 * minute }] as const).flat(),
      { send: "hello" },
      { skip: 3 * minute },
      { until: "closed" },
    ],
    expected: { closed: expect.anything() },
  }),
];
