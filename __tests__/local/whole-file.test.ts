import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createFile, replaceFile } from "../../lib/local/whole-file";
import { project, removeProjects } from "../support/project";

afterAll(removeProjects);

describe("a file that several runs share", () => {
  it("is replaced by a later text, without temporary files", () => {
    const folder = project({ "state.json": "old" });
    replaceFile(join(folder, "state.json"), "new", { mode: 0o600 });
    expect(readFileSync(join(folder, "state.json"), "utf8")).toBe("new");
    expect(statSync(join(folder, "state.json")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(["cdktf.json", "state.json"]);
  });

  it("keeps the first text if it is created twice, without temporary files", () => {
    const folder = project({});
    for (const text of ["first", "second"]) createFile(join(folder, "key.pem"), text, { mode: 0o600 });
    expect(readFileSync(join(folder, "key.pem"), "utf8")).toBe("first");
    expect(statSync(join(folder, "key.pem")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(["cdktf.json", "key.pem"]);
  });
});
