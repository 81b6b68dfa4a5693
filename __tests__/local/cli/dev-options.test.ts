import { join } from "node:path";
import { devOptions } from "../../../lib/local/cli/dev-options";
import { project, removeProjects } from "../../support/project";

afterEach(removeProjects);

describe("the options of a command line", () => {
  it("are those of the documentation where none is given", () => {
    expect(devOptions([], {})).toEqual({ port: 4000, values: {}, variables: {}, limits: {}, faults: {} });
  });

  it.each<[string, readonly string[], object]>([
    ["the output", ["--dir", "out"], { dir: "out" }],
    ["the port", ["--port", "0"], { port: 0 }],
    ["the address", ["--address", "::1"], { address: "::1" }],
    ["the region", ["--region", "eu-west-1"], { region: "eu-west-1" }],
    ["the issuer", ["--issuer"], { issuer: true }],
    ["audiences", ["--issuer", "--audience", "a", "--audience", "b"], { issuer: { audiences: ["a", "b"] } }],
    ["origins", ["--origin", "http://localhost:3000"], { origins: ["http://localhost:3000"] }],
    ["what becomes of unsigned requests", ["--refuse-unsigned"], { unsigned: "refuse" }],
    ["limits, in seconds", ["--idle-timeout", "5", "--max-duration", "0.5"], { limits: { idle: 5000, duration: 500 } }],
    [
      "trouble",
      ["--drop-disconnect", "0.5", "--throttle", "1", "--latency", "20"],
      { faults: { dropDisconnect: 0.5, throttle: 1, latency: 20 } },
    ],
    ["the processes of a function", ["--max-instances", "2"], { maxInstances: 2 }],
    ["a value with an equals sign in it", ["--set", "var.a=b=c"], { values: { "var.a": "b=c" } }],
  ])("take %s", (_, args, expected) => {
    expect(devOptions(args, {})).toMatchObject(expected);
  });

  it("take values from a file, and those of the line over them", () => {
    const root = project({ ".env": 'A=1\nB="two"\nLIST=["x"]\n' });
    expect(devOptions(["--env-file", join(root, ".env"), "--set", "A=3"], {}).values).toEqual({
      A: "3",
      B: "two",
      LIST: ["x"],
    });
  });

  it("lend the endpoints of the AWS SDK to the functions, and nothing else of the environment", () => {
    const environment = { AWS_ENDPOINT_URL: "a", AWS_ENDPOINT_URL_S3: "b", AWS_SECRET_ACCESS_KEY: "c", HOME: "d" };
    expect(devOptions([], environment).variables).toEqual({ AWS_ENDPOINT_URL: "a", AWS_ENDPOINT_URL_S3: "b" });
  });

  it.each<[string, readonly string[], string]>([
    ["a misspelt option", ["--prot", "1"], 'Unknown option "--prot". Did you mean "--port"?'],
    ["an option that is not known", ["--verbose"], 'Unknown option "--verbose". See --help.'],
    ["a port that is none", ["--port", "http"], '"--port" takes a number from 0 to 65000; got "http"'],
    ["an empty number", ["--latency", ""], '"--latency" takes a number'],
    ["a share above one", ["--throttle", "2"], '"--throttle" takes a number from 0 to 1; got "2"'],
    ["audiences without the issuer", ["--audience", "a"], '"--audience"'],
    ["a value without a name", ["--set", "=a"], '"=a" is no <name>=<value>'],
    ["a file that is not there", ["--env-file", "none.env"], 'there is no file "none.env"'],
    ["a word too many", ["now"], "now"],
  ])("refuse %s", (_, args, text) => {
    expect(() => devOptions(args, {})).toThrow(text);
  });
});
