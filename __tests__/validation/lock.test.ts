import { Attributes } from "../../lib/terraform/rendered-stack";
import { describeDrift } from "../../lib/validation/checks";

const expected = { type: "REQUEST", sources: ["a", "b"], open: undefined };
const unchanged = { type: "REQUEST", sources: ["a", "b"] };

function driftOf(json: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return describeDrift(json && new Attributes(json), expected);
}

describe("describeDrift", () => {
  it.each<[object]>([
    [{}],
    [{ open: null }],
    [{ name: "x", tags: "${var.tags}" }],
    [{ lifecycle: { create_before_destroy: true } }],
    [{ lifecycle: { ignore_changes: [] } }],
    [{ lifecycle: { ignore_changes: ["name", "tags_all"] } }],
  ])("finds no drift with %j in addition", (more) => {
    expect(driftOf({ ...unchanged, ...more })).toBeUndefined();
  });

  it.each<[object, string]>([
    [{ type: "JWT" }, '"type" = "JWT" in place of "REQUEST"'],
    [{ type: "${var.type}" }, '"type" = "${var.type}" in place of "REQUEST"'],
    [{ type: undefined }, '"type" = null in place of "REQUEST"'],
    [{ type: null }, '"type" = null in place of "REQUEST"'],
    [{ sources: ["a"] }, '"sources" = ["a"] in place of ["a","b"]'],
    [{ sources: ["b", "a"] }, '"sources" = ["b","a"] in place of ["a","b"]'],
    [{ sources: "a,b" }, '"sources" = "a,b" in place of ["a","b"]'],
    [{ open: true }, '"open" = true in place of null'],
    [{ open: false }, '"open" = false in place of null'],
    [{ count: 0 }, '"count" = 0'],
    [{ for_each: [] }, '"for_each" = []'],
    [{ lifecycle: { ignore_changes: "all" } }, '"ignore_changes" = "all"'],
    [{ lifecycle: { ignore_changes: ["all"] } }, '"ignore_changes" = ["all"]'],
    [{ lifecycle: { ignore_changes: ["name", "type"] } }, '"ignore_changes" = ["name","type"]'],
    [{ lifecycle: { ignore_changes: ["open"] } }, '"ignore_changes" = ["open"]'],
    [{ lifecycle: { ignore_changes: ["sources[0]"] } }, '"ignore_changes" = ["sources[0]"]'],
    [{ lifecycle: { ignore_changes: "${var.all}" } }, '"ignore_changes" = "${var.all}"'],
    [{ lifecycle: [{ ignore_changes: ["type"] }] }, '"ignore_changes" = ["type"]'],
  ])("finds the drift of %j", (more, says) => {
    expect(driftOf({ ...unchanged, ...more })).toBe(says);
  });

  it("finds the drift of a missing resource", () => {
    expect(driftOf(undefined)).toBe("a stack without the resource");
  });
});
