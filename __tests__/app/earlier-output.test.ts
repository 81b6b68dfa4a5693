import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { aws, ValidationError } from "cdktf-apigateway-websocket";
import { enter, filesBelow, project, removeProjects } from "../support/project";
import { testStack } from "../support/synth";

afterAll(removeProjects);

it("a directory that can't be copied leaves the earlier output as it was", () => {
  const outdir = join(enter(project({ "ready/main.mjs": "export const handler = 1;\n" })), "cdktf.out");
  const synthesize = () => {
    const app = new App({ outdir });
    new aws.Function(testStack("one", app), "Chat", { handler: "main.handler", bundle: "ready" });
    app.synth();
  };
  synthesize();
  const before = filesBelow(outdir);
  symlinkSync("nowhere", "ready/link");
  expect(synthesize).toThrow(ValidationError);
  expect(Object.keys(before)).toContain("stacks/one/functions/Chat_8108B536/main.mjs");
  expect(filesBelow(outdir)).toEqual(before);
});
