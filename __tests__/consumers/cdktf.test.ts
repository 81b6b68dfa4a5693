import { Consumer } from "./consumer";
import { constructsAsValues, messagesForValues, project } from "./programs";
import { itIsUsed } from "./uses";

describe("a project with CDKTF", () => {
  let consumer: Consumer;

  beforeAll(() => {
    consumer = new Consumer(project("cdktf"));
    consumer.npm("install");
  });

  itIsUsed("cdktf", () => consumer);

  it("gets nothing of CDK Terrain", () => {
    expect(consumer.tryRun("npm", ["ls", "cdktn", "@cdktn/provider-aws"], {}).stdout).toContain("(empty)");
  });

  it.each(["10.4.2", "10.8.1"])("works with constructs %s", (version) => {
    consumer.npm("install", "--no-save", `constructs@${version}`);
    consumer.run(process.execPath, ["main.cjs"]);
    expect(consumer.evaluate('console.log(JSON.stringify(require("constructs/package.json").version))')).toBe(version);
    expect(consumer.evaluate(constructsAsValues("cdktf"))).toEqual(messagesForValues);
  });
});
