// Calls a bundle outside of its project and as a local run does, and compares the outcomes.
const { execFileSync } = require("node:child_process");
const { mkdirSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { isDeepStrictEqual } = require("node:util");
const { unzipSync, zipSync } = require("fflate");
const { stageFiles } = require("../../lib/bundle/stage");

/**
 * @typedef Outcome the answer of a handler, or the first line of its error
 * @property {unknown} [answer]
 * @property {string} [error]
 */

/** Calls a bundle in both ways. `difference` is set if the outcomes differ. */
function callBoth(files, { project, folder, node }) {
  const deployed = callUnzipped(files, folder, node);
  const local = callLocally(files, project, node);
  const differs = !isDeepStrictEqual(deployed, local);
  return { ...deployed, ...(differs && { difference: `unzipped: ${shown(deployed)}, local run: ${shown(local)}` }) };
}

const program = `
  let outcome;
  try {
    const { handler } = await import("./index.mjs");
    outcome = { result: await handler({}) };
  } catch (error) {
    outcome = { error: { errorMessage: error.message } };
  }
  console.log("\\n" + JSON.stringify(outcome));
  process.exit();
`;

/** Zips a bundle, unzips it into a folder outside of the project, and calls the handler there. */
function callUnzipped(files, folder, node) {
  const zip = zipSync(Object.fromEntries(files.map(({ path, contents }) => [path, new Uint8Array(contents)])));
  rmSync(folder, { recursive: true, force: true });
  for (const [path, contents] of Object.entries(unzipSync(zip))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  return outcomeOf(node, ["--input-type=module", "--eval", program], folder);
}

/** Writes a bundle into the project, as synthesis does, and calls it as a local run does. */
function callLocally(files, project, node) {
  const folder = join(project, "cdktf.out/functions/row");
  stageFiles(folder, files, { mode: 0o755 });
  return outcomeOf(node, [join(__dirname, "call-locally.js"), folder], project);
}

function outcomeOf(node, args, cwd) {
  const options = { cwd, encoding: "utf8", timeout: 300_000, stdio: ["ignore", "pipe", "pipe"] };
  const output = attempt(() => execFileSync(node, args, options));
  if (output.error !== undefined) return { error: output.error };
  const { result, error } = JSON.parse(output.value.trimEnd().split("\n").at(-1));
  return error === undefined ? { answer: result } : { error: withoutFolders(error.errorMessage) };
}

/** The first line of a message. Both ways have other folders, and Lambda puts the class before some messages. */
function withoutFolders(message) {
  const [line] = message.replace(/^Error(?: \[\w+\])?: /, "").split("\n");
  return line.replace(/(?:file:\/\/)?\/[^\s'"]*\//g, "");
}

const shown = ({ answer, error }) => (error === undefined ? JSON.stringify(answer) : `error "${error}"`);

function attempt(action) {
  try {
    return { value: action() };
  } catch (error) {
    return { error: error.stderr || error.message };
  }
}

module.exports = { attempt, callBoth };
