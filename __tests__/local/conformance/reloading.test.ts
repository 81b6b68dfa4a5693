import { play } from "./play";
import { answers } from "./rows/answers";
import { authorizers } from "./rows/authorizers";
import { events } from "./rows/events";
import { limits } from "./rows/limits";
import { management } from "./rows/management";
import { selection } from "./rows/selection";
import { urls } from "./rows/urls";
import { type Target, target } from "./target";

const rows = [...urls, ...events, ...answers, ...selection, ...limits, ...management, ...authorizers];

(process.env.CONFORMANCE_TARGET ? describe.skip : describe)(
  "API Gateway, while the app is read again all the time",
  () => {
    jest.setTimeout(120_000);
    let at: Target;
    let reloads = 0;
    let isOver = false;
    let reloading: Promise<void> | undefined;

    beforeAll(async () => {
      at = await target();
      reloading = reload();
    });
    afterAll(async () => {
      isOver = true;
      await reloading;
      await at?.close();
    });

    async function reload(): Promise<void> {
      while (!isOver) {
        await at.run?.reload();
        reloads += 1;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    }

    it.each(rows.map((row) => [`${row.section} [${row.evidence}] ${row.says}`, row] as const))("%s", async (_, row) => {
      expect(await play(row, at)).toMatchObject(row.expected);
    });

    it("was read again many times", () => {
      expect(reloads).toBeGreaterThan(5);
    });
  },
);
