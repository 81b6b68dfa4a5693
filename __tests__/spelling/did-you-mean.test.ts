import { didYouMean } from "../../lib/spelling/did-you-mean";

const known = ["accessLog", "domain", "transform", "link"];

describe("didYouMean", () => {
  it.each([
    ["acessLog", "accessLog"],
    ["accesslog", "accessLog"],
    ["AccessLogs", "accessLog"],
    ["links", "link"],
    ["tranfsorm", "transform"],
    ["lin", "link"],
    ["lnik", "link"],
  ])("names for %s the known name that is nearest", (name, nearest) => {
    expect(didYouMean(name, known)).toBe(`Did you mean "${nearest}"?`);
  });

  it.each(["", "vpc", "constructor", "__proto__", "log"])(
    "names for %j all known names, because none is near",
    (name) => {
      expect(didYouMean(name, known)).toBe("Known are accessLog, domain, transform, link.");
    },
  );

  it.each<[string, string, readonly string[]]>([
    ["a version", "nodejs26.x", ["nodejs20.x", "nodejs22.x"]],
    ["a quantity", "30 days", ["3 days", "1 month"]],
    ["the opposite", "notResources", ["actions", "resources"]],
    ["another letter", "b", ["a"]],
    ["another short word", "stage", ["storage"]],
    ["one of two equally near names", "linc", ["link", "line"]],
  ])("does not suggest %s for %s", (_, name, others) => {
    expect(didYouMean(name, others, "Choose one of them.")).toBe("Choose one of them.");
  });

  it("ends with another sentence where one is given", () => {
    expect(didYouMean("vpc", known, "Leave it out.")).toBe("Leave it out.");
  });

  it("suggests nothing where nothing is known", () => {
    expect(didYouMean("a", [], "Leave it out.")).toBe("Leave it out.");
  });
});
