// Writes one declaration file for each entry point. The compiler's own, one for each source, would be read one by one by
// every editor, and would show what no user can import.
const { execFileSync } = require("node:child_process");
const { rmSync } = require("node:fs");
const { join } = require("node:path");
const { CompilerState, Extractor, ExtractorConfig } = require("@microsoft/api-extractor");

const configs = ["api-extractor.json", "api-extractor.runtime.json", "api-extractor.local.json"];

/** `report` is "check" to compare the API with the reports in api/, "write" to replace them; else they stay unread. */
function writeTypes(root, report) {
  const compiler = require.resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "--project", join(root, "tsconfig.build.json")], { stdio: "inherit" });

  const prepared = configs.map((name) => prepare(root, name, report !== undefined));
  const [first, ...others] = prepared;
  const additionalEntryPoints = others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath);
  const compilerState = CompilerState.create(first, { additionalEntryPoints });
  for (const config of prepared) {
    const { succeeded, apiReportChanged } = Extractor.invoke(config, {
      compilerState,
      localBuild: report === "write",
      messageCallback: quiet,
    });
    if (!succeeded)
      throw new Error(`The types of ${config.mainEntryPointFilePath} can't be packed${why(apiReportChanged)}.`);
  }
  rmSync(join(root, "dist/types"), { recursive: true });
}

function prepare(root, name, withReport) {
  const configObjectFullPath = join(root, name);
  const configObject = ExtractorConfig.loadFile(configObjectFullPath);
  configObject.apiReport.enabled = withReport;
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath,
    packageJsonFullPath: join(root, "package.json"),
  });
}

/** api-extractor tells which compiler it brings along, once for each entry point. */
function quiet(message) {
  if (message.messageId === "console-preamble") message.handled = true;
}

function why(apiReportChanged) {
  return apiReportChanged ? ': the API is not the one in api/. If the change is meant, run "npm run api"' : "";
}

module.exports = { writeTypes };
