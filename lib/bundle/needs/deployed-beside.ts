import { packageOfSpecifier } from "../cache/folders";
import { isDeployed, type Need } from "./need";

/** What a function has outside of its own folder. */
export interface DeployedBeside {
  /** Whether the function has layers. What they contain is not known, so they may provide any module. */
  readonly hasLayers?: boolean;
}

/** What is deployed with a bundle. */
interface Deployed extends DeployedBeside {
  /** The paths of all files of the function, relative to its folder. */
  readonly files: readonly string[];
}

/** Whether something beside the bundle meets a need. */
function isProvided({ kind, name }: Need, { hasLayers, files }: Deployed): boolean {
  // Its code is in the bundle, so it does not look for itself elsewhere.
  if (kind === "native") return false;
  if (kind === "file") return isDeployed(name, files);
  if (name.startsWith(".")) return isDeployed(name.replace(/^(?:\.\/)+/, ""), files);
  const folder = packageOfSpecifier(name);
  return hasLayers === true || isDeployed(`node_modules/${folder}`, files);
}

/** Warnings about the needs that nothing meets: one for each source file and kind, with the ways out. */
export function needWarnings(needs: readonly Need[], deployed: Deployed): readonly string[] {
  const missing = needs.filter((need) => !isProvided(need, deployed));
  const sources = [...new Set(missing.map(({ from }) => from))];
  return sources.flatMap((from) => {
    const own = missing.filter((need) => need.from === from);
    const names = (kind: Need["kind"]) => [
      ...new Set(own.filter((need) => need.kind === kind).map(({ name }) => name)),
    ];
    const [modules, files, native] = [names("module").sort(), names("file").sort(), names("native")];
    return [
      ...(modules.length > 0 ? [moduleWarning(from, modules)] : []),
      ...(files.length > 0 ? [fileWarning(from, files)] : []),
      ...native.map(nativeWarning),
    ];
  });
}

function moduleWarning(from: string, names: readonly string[]): string {
  const packages = [...new Set(names.map(packageOfSpecifier))];
  return [
    `"${from}" imports ${list(names)}, which the bundle does not contain, and the Lambda runtime does not provide.`,
    `Install it beside the code: nodejs: { install: ${JSON.stringify(packages)} }`,
    'Or add a layer ("layers"), copy it ("copyFiles"), deploy a ready directory ("bundle"), or let esbuild bundle it: remove it from "nodejs.esbuild.external".',
  ].join("\n");
}

function nativeWarning(name: string): string {
  return [
    `"${name}" has native code, which a bundle can't contain.`,
    `Install it beside the code: nodejs: { install: ${JSON.stringify([name])} }`,
    'Or exclude it with "nodejs.esbuild.external", and add a layer with it ("layers"), or deploy a ready directory ("bundle").',
  ].join("\n");
}

const PACKAGE = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

function fileWarning(from: string, names: readonly string[]): string {
  const owner = PACKAGE.exec(from)?.[1];
  const [name = ""] = names;
  const start = `"${from}" reads ${list(names)} next to itself, which is not deployed.`;
  if (owner !== undefined)
    return `${start}\nInstall the package beside the code: nodejs: { install: ${JSON.stringify([owner])} }\nOr copy it ("copyFiles"), or deploy a ready directory ("bundle"). Ignore this if the handler does not use it.`;
  const source = from.replace(/[^/]*$/, "") + name;
  return `${start}\nCopy it: copyFiles: [${JSON.stringify({ from: source, to: name })}]\nOr deploy a ready directory ("bundle").`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
