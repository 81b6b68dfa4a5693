import { type LocalOptions, startLocal } from "cdktf-apigateway-websocket/local";

/** The message with which a run with these options fails to start. */
async function refusal(options: object): Promise<string> {
  const run = await startLocal(options as LocalOptions).catch((error: Error) => error);
  if (!(run instanceof Error)) throw new Error("The run starts.");
  return run.message;
}

describe("the options of a local run", () => {
  it("refuse all unknown names at once, and suggest the nearest known one", async () => {
    expect(
      await refusal({ orgins: ["http://localhost:3000"], limits: { idel: 1 }, faults: { latncy: 5 }, dri: "x" }),
    ).toBe(
      [
        "The local run can't start:",
        '- Unknown option "orgins". Did you mean "origins"?',
        '- Unknown option "dri". Did you mean "dir"?',
        '- Unknown option "limits.idel". Did you mean "idle"?',
        '- Unknown option "faults.latncy". Did you mean "latency"?',
      ].join("\n"),
    );
  });

  it("know only audiences of the development issuer", async () => {
    expect(await refusal({ issuer: { audience: ["a"] } })).toContain(
      'Unknown option "issuer.audience". Did you mean "audiences"?',
    );
  });
});
