// Packages that do not fit into one file: native code, workers, and files next to the source.
const native = (name, version, code, answer, more = {}) => ({
  name,
  packages: { [name]: version },
  code,
  answer,
  says: `install: ["${name}"]`,
  install: [name],
  ...more,
});

/** @type {readonly import("./rows").Row[]} */
const nativeRows = [
  native(
    "sharp",
    "0.35.5",
    `import sharp from "sharp";
    export const handler = async () => (await sharp({ create: { width: 3, height: 2, channels: 3, background: "red" } }).png().toBuffer({ resolveWithObject: true })).info.width;`,
    3,
  ),
  native(
    "@napi-rs/canvas",
    "1.1.1",
    `import { createCanvas } from "@napi-rs/canvas";
    export const handler = () => createCanvas(3, 2).width;`,
    3,
  ),
  native(
    "argon2",
    "0.45.1",
    `import argon2 from "argon2";
    export const handler = async () => argon2.verify(await argon2.hash("a", { memoryCost: 1024, timeCost: 2 }), "a");`,
    true,
  ),
  native(
    "bcrypt",
    "6.0.0",
    `import bcrypt from "bcrypt";
    export const handler = async () => bcrypt.compare("a", await bcrypt.hash("a", 4));`,
    true,
  ),
  native(
    "jsdom",
    "29.1.1",
    `import { JSDOM } from "jsdom";
    export const handler = () => new JSDOM("<p>ok</p>").window.document.querySelector("p").textContent;`,
    "ok",
  ),
  native(
    "pino with a transport",
    "10.4.0",
    `import pino from "pino";
    export const handler = () => new Promise((done, fail) => {
      const transport = pino.transport({ target: "pino-pretty", options: { destination: 2 } });
      transport.on("ready", () => done("ready")); transport.on("error", fail);
    });`,
    "ready",
    {
      packages: { pino: "10.4.0", "pino-pretty": "13.2.0" },
      says: 'install: ["pino"]',
      install: ["pino", "pino-pretty"],
    },
  ),
  {
    name: "a template beside the source",
    packages: { handlebars: "4.7.10" },
    files: { "hello.hbs": "Hello {{name}}" },
    code: `import { readFileSync } from "node:fs"; import { join } from "node:path"; import Handlebars from "handlebars";
    export const handler = () => Handlebars.compile(readFileSync(join(__dirname, "hello.hbs"), "utf8"))({ name: "you" });`,
    answer: "Hello you",
    says: 'copyFiles: [{"from":"hello.hbs","to":"hello.hbs"}]',
    copyFiles: [{ from: "hello.hbs", to: "hello.hbs" }],
  },
];

module.exports = { nativeRows };
