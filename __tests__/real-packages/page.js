// Renders the page of the guide with the results.

function renderPage(done, node) {
  const lines = done.map(({ row, result }) => {
    const versions = Object.entries(row.packages).map(([name, version]) => `${name} ${version}`);
    return `| ${row.name} | ${versions.join(", ")} | ${describe(row, result)} |`;
  });
  return `${[
    "# Packages",
    "",
    "These packages were bundled as handlers, zipped, unzipped outside of their project, and called",
    `with Node.js ${node}. The local run called them too, and gave the same answers.`,
    "`npm run test:packages` in the repository does that, and writes this page.",
    "Servers did not run: a client of a database works if it reports that nobody answers.",
    "",
    "| package | versions | result |",
    "|---|---|---|",
    ...lines,
    "",
    "Rows with an option were called with it, as synthesis says.",
  ].join("\n")}\n`;
}

function describe({ says, install, copyFiles, esbuild }, { works, differs }) {
  if (differs) return "**the local run gives another answer**";
  if (!works) return "**does not work**";
  if (says === undefined) return "works";
  if (install !== undefined) return `synthesis says to install it: \`nodejs: { install: ${JSON.stringify(install)} }\``;
  if (copyFiles !== undefined) return `synthesis says to copy it: \`copyFiles: ${JSON.stringify(copyFiles)}\``;
  return `synthesis says what is missing; works with \`nodejs: { esbuild: ${JSON.stringify(esbuild)} }\``;
}

module.exports = { renderPage };
