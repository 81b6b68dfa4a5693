import { SourceMap } from "node:module";
import { shiftMappings } from "../../lib/bundle/source-map";

describe("shiftMappings", () => {
  // Segments at columns 0, 31 and 41 of the second line, and at column 0 of the third line.
  const mappings = "AAAA;AAAA,+BAAA,UAAA;AACA";
  const columns = (text: string) => text.split(";")[1]?.split(",");

  it("moves the segments after the change, and not those before it", () => {
    const shifted = shiftMappings(mappings, new Map([[1, { from: 20, by: 2 }]]));
    expect(shifted).toBe("AAAA;AAAA,iCAAA,UAAA;AACA");
    const map = new SourceMap({
      version: 3,
      file: "",
      sources: ["a"],
      sourcesContent: [],
      names: [],
      sourceRoot: "",
      mappings: shifted,
    });
    expect(map.findEntry(1, 33)).toMatchObject({ generatedColumn: 33 });
    expect(map.findEntry(1, 43)).toMatchObject({ generatedColumn: 43 });
  });

  it.each([
    [{ from: 31, by: -31 }, ["AAAA", "AAAA", "UAAA"]],
    [{ from: 32, by: 5 }, ["AAAA", "+BAAA", "eAAA"]],
    [{ from: 42, by: 5 }, ["AAAA", "+BAAA", "UAAA"]],
    [{ from: 31, by: -32 }, ["AAAA", "DAAA", "UAAA"]],
  ])("shifts %j", (shift, expected) => {
    expect(columns(shiftMappings(mappings, new Map([[1, shift]])))).toEqual(expected);
  });

  it("changes nothing if nothing moved", () => {
    expect(shiftMappings(mappings, new Map())).toBe(mappings);
    expect(shiftMappings(mappings, new Map([[9, { from: 0, by: 3 }]]))).toBe(mappings);
  });
});
