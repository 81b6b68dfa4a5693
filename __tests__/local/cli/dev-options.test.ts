import { join } from "node:path";
import { devOptions } from "../../../lib/local/cli/dev-options";
import { project, removeProjects } from "../../support/project";

afterEach(removeProjects);

describe("the options of a command line", () => {
  it("have the documented defaults", () => {
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
    ["the answer to unsigned requests", ["--refuse-unsigned"], { unsigned: "refuse" }],
    ["limits, in seconds", ["--idle-timeout", "5", "--max-duration", "0.5"], { limits: { idle: 5000, duration: 500 } }],
    [
      "faults",
      ["--drop-disconnect", "0.5", "--throttle", "1", "--latency", "20"],
      { faults: { dropDisconnect: 0.5, throttle: 1, latency: 20 } },
    ],
    ["the processes of a function", ["--max-instances", "2"], { maxInstances: 2 }],
    ["a value with an equals sign in it", ["--set", "var.a=b=c"], { values: { "var.a": "b=c" } }],
  ])("take %s", (_, args, expected) => {
    expect(devOptions(args, {})).toMatchObject(expected);
  });

  it("take values from a file, and override them by values of the command line", () => {
    const root = project({ ".env": 'A=1\nB="two"\nLIST=["x"]\n' });
    expect(devOptions(["--set-file", join(root, ".env"), "--set", "A=3"], {}).values).toEqual({
      A: "3",
      B: "two",
      LIST: ["x"],
    });
  });

  it("pass only the endpoints of the AWS SDK from the environment to the functions", () => {
    const environment = { AWS_ENDPOINT_URL: "a", AWS_ENDPOINT_URL_S3: "b", AWS_SECRET_ACCESS_KEY: "c", HOME: "d" };
    expect(devOptions([], environment).variables).toEqual({ AWS_ENDPOINT_URL: "a", AWS_ENDPOINT_URL_S3: "b" });
  });

  it.each<[string, readonly string[], string]>([
    ["a misspelt option", ["--prot", "1"], 'Unknown option "--prot". Did you mean "--port"?'],
    ["an unknown option", ["--frobnicate"], 'Unknown option "--frobnicate". See --help.'],
    ["an invalid port", ["--port", "http"], '"--port" must be a number from 0 to 65000; got "http"'],
    ["an empty number", ["--latency", ""], '"--latency" must be a number'],
    ["a share above one", ["--throttle", "2"], '"--throttle" must be a number from 0 to 1; got "2"'],
    [
      "audiences without the issuer",
      ["--audience", "a"],
      '"--audience" requires the issuer of this run. Add --issuer.',
    ],
    ["a value without a name", ["--set", "=a"], 'A value must have the form <name>=<value>; got "=a"'],
    ["a missing file", ["--set-file", "none.env"], '"--set-file" must be a readable file; got "none.env"'],
    ["an extra word", ["now"], "now"],
  ])("reject %s", (_, args, text) => {
    expect(() => devOptions(args, {})).toThrow(text);
  });
});
