import { synthCommand } from "../../lib/local/synth-command";
import { enter, project, removeProjects } from "../support/project";

afterEach(removeProjects);

const installed = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`node_modules/${name}/index.js`, ""]));

describe("the command that messages name", () => {
  it.each([
    ["cdktf", installed("cdktf"), '"cdktf synth"'],
    ["cdktn", installed("cdktn"), '"cdktn synth"'],
    ["both", installed("cdktf", "cdktn"), '"cdktf synth" or "cdktn synth"'],
    ["neither", {}, '"cdktf synth" or "cdktn synth"'],
  ])("is that of the installed Terraform CDK: %s", (_, files, command) => {
    enter(project(files));
    expect(synthCommand()).toBe(command);
  });
});
