import { join } from "node:path";
import { Consumer, repository } from "./consumer";
import { project } from "./programs";
import { itIsUsed } from "./uses";

describe("a project with CDK Terrain, installed by pnpm", () => {
  let consumer: Consumer;

  beforeAll(() => {
    consumer = new Consumer(project("cdktn"));
    const pnpm = join(repository, "node_modules/pnpm/bin/pnpm.cjs");
    consumer.run(process.execPath, [pnpm, "install", "--no-frozen-lockfile", "--ignore-scripts", "--fetch-retries=5"]);
  });

  itIsUsed("cdktn", () => consumer);
});
