// Writes one declaration file for each entry point. The compiler would write one file for each source, which is slower
// to load for editors and shows internal modules.
const { execFileSync } = require("node:child_process");
const { rmSync } = require("node:fs");
const { join } = require("node:path");
const { CompilerState, Extractor, ExtractorConfig } = require("@microsoft/api-extractor");

const configs = [
  "api-extractor.json",
  "api-extractor.runtime.json",
  "api-extractor.local.json",
  "api-extractor.testing.json",
];

/** `report` "check" compares the API with the reports in api/, and "write" replaces them. By default they are ignored. */
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
      throw new Error(`The types of ${config.mainEntryPointFilePath} are invalid${why(apiReportChanged)}.`);
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

/** Suppresses api-extractor's message about its compiler version, which it prints for each entry point. */
function quiet(message) {
  if (message.messageId === "console-preamble") message.handled = true;
}

function why(apiReportChanged) {
  return apiReportChanged ? ': the API differs from the report in api/. Run "npm run api" to update the report' : "";
}

module.exports = { writeTypes };
