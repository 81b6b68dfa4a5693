import { play } from "./play";
import type { Row } from "./row";
import { answers } from "./rows/answers";
import { authorizers } from "./rows/authorizers";
import { events } from "./rows/events";
import { limits } from "./rows/limits";
import { management } from "./rows/management";
import { selection } from "./rows/selection";
import { urls } from "./rows/urls";
import { type Target, target } from "./target";

const rows: readonly Row[] = [...urls, ...events, ...answers, ...selection, ...limits, ...management, ...authorizers];
const isDeployed = Boolean(process.env.CONFORMANCE_TARGET);

describe("API Gateway", () => {
  jest.setTimeout(60_000);
  let at: Target;
  beforeAll(async () => {
    at = await target();
  });
  afterAll(() => at?.close());

  const playable = rows.filter(({ localOnly, api }) => !isDeployed || (!localOnly && api !== "Domain"));
  it.each(playable.map((row) => [`${row.section} [${row.evidence}] ${row.says}`, row] as const))(
    "%s",
    async (_, row) => {
      expect(await play(row, at)).toMatchObject(row.expected);
    },
  );
});
