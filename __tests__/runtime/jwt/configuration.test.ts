import { configuration } from "../../../lib/runtime/jwt/configuration";
import { environment } from "./authorized";

const right = environment("https://issuer.example.com/", { JWT_SCOPES: '["a"]' });

describe("the configuration", () => {
  it("is read from the environment, with the issuer unchanged", () => {
    expect(configuration(right)).toEqual({
      issuer: "https://issuer.example.com/",
      audiences: ["https://api.example.com"],
      scopes: ["a"],
      identitySource: { place: "route.request.header", name: "Authorization" },
    });
  });

  it.each([
    ["JWT_ISSUER", "http://issuer.example.com"],
    ["JWT_ISSUER", "issuer.example.com"],
    ["JWT_ISSUER", "https://issuer.example.com?a=b"],
    ["JWT_ISSUER", "https://issuer.example.com#a"],
    ["JWT_ISSUER", " https://issuer.example.com"],
    ["JWT_ISSUER", ""],
    ["JWT_ISSUER", undefined],
    ["JWT_AUDIENCES", "[]"],
    ["JWT_AUDIENCES", '[""]'],
    ["JWT_AUDIENCES", "[null]"],
    ["JWT_AUDIENCES", '"a"'],
    ["JWT_AUDIENCES", "a"],
    ["JWT_AUDIENCES", undefined],
    ["JWT_SCOPES", "a b"],
    ["JWT_SCOPES", "[null]"],
    ["JWT_SCOPES", '[""]'],
    ["JWT_SCOPES", undefined],
    ["JWT_IDENTITY_SOURCE", "$request.header.Authorization"],
    ["JWT_IDENTITY_SOURCE", undefined],
  ])("throws at the start for %s=%s", (name, value) => {
    const read = () => configuration({ ...right, [name]: value });
    expect(read).toThrow(`The variable ${name} has to `);
    expect(read).toThrow(`; got ${value || "nothing"}.`);
  });
});
