import { App, TerraformStack } from "cdktf";
import { appState, type StateEntry } from "../../lib/core/app-state";

const names: StateEntry<string[]> = { name: "test names", create: () => [] };

describe("the state of an app", () => {
  it("is the same for all constructs of the app, and created once", () => {
    const app = new App();
    const [one, other] = [new TerraformStack(app, "one"), new TerraformStack(app, "other")];
    appState(one, names).push("a");
    expect(appState(other, names)).toEqual(["a"]);
    expect(appState(app, names)).toBe(appState(one, names));
  });

  it("differs between apps and between entries", () => {
    const app = new App();
    appState(app, names).push("a");
    expect(appState(new App(), names)).toEqual([]);
    expect(appState(app, { name: "test numbers", create: () => [1] })).toEqual([1]);
  });

  it("is shared by a second copy of the package", () => {
    const app = new App();
    appState(app, names).push("a");
    jest.isolateModules(() => {
      const copy = require("../../lib/core/app-state") as typeof import("../../lib/core/app-state");
      expect(copy.appState).not.toBe(appState);
      expect(copy.appState(app, names)).toEqual(["a"]);
    });
  });

  it("is not enumerable on the app", () => {
    const app = new App();
    appState(app, names);
    expect(Object.keys(app)).toEqual(Object.keys(new App()));
  });
});
