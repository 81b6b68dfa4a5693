import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { callOptions, failureMessages } from "../esbuild";
import type { MetadataJob, MetadataResult } from "./build-with-metadata";
import { isTypeScriptSource, metadataCheck, TYPESCRIPT } from "./decorated-files";
import { Emission } from "./emission";

const [scratch = ""] = process.argv.slice(2);

async function main(): Promise<void> {
  const job = JSON.parse(readFileSync(join(scratch, "job.json"), "utf8")) as MetadataJob;
  const emission = await Emission.of(job);
  const result = await bundle(job, emission);
  const read = [...emission.read].sort();
  writeFileSync(join(scratch, "result.json"), JSON.stringify({ ...result, read }));
}

async function bundle(job: MetadataJob, emission: Emission): Promise<Omit<MetadataResult, "read">> {
  try {
    const { metafile, warnings } = await build({ ...callOptions(job.call), plugins: [metadata(job, emission)] });
    return { built: { metafile, warnings }, errors: [] };
  } catch (error) {
    return { errors: failureMessages(error) };
  }
}

/** Takes the code of decorated files from TypeScript's compiler. Metadata refers to classes that esbuild had omitted. */
function metadata({ call, decorated }: MetadataJob, emission: Emission): Plugin {
  const known = new Set(decorated);
  const needsMetadata = metadataCheck(call.root, call.options);
  return {
    name: "decorator-metadata",
    setup: ({ onLoad }) => {
      onLoad({ filter: TYPESCRIPT, namespace: "file" }, async ({ path }) => {
        if (!isTypeScriptSource(path)) return undefined;
        if (!known.has(path) && !needsMetadata(path, readFileSync(path, "utf8"))) return undefined;
        const { code, map } = await emission.emit(path);
        const url = map && `data:application/json;base64,${Buffer.from(map).toString("base64")}`;
        const contents = url === undefined ? code : [code, `//# sourceMappingURL=${url}`].join("\n");
        return { contents, loader: path.endsWith("x") ? "jsx" : "js" };
      });
    },
  };
}

// Without its parent, such as a local run that was killed, nobody reads the result.
process.once("disconnect", () => process.exit());
// The channel to the parent must not keep this process running.
process.channel?.unref();

main().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
