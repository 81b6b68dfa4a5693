import type { LocalApp, LocalDomain, LocalHost } from "./model";
import { type ApiContext, readApis, webSocketApis } from "./output/apis";
import { Deployment } from "./output/deployment";
import type { Override } from "./output/environment";
import { FunctionLookup } from "./output/functions";
import { GivenValues, type Values } from "./output/given-values";
import { apiIdOf, hostKeyOf } from "./output/identifiers";
import { type Mapping, readMappings } from "./output/mappings";
import { Problems } from "./output/problems";
import type { Reading, ResourceReader } from "./output/resource-reader";
import { rewriter } from "./output/rewrite";
import { Scratch } from "./output/scratch";
import { readStacks, type Stack } from "./output/stack";

export interface OutputOptions {
  /** The output folder of `cdktf synth` or `cdktn synth`. */
  readonly dir: string;
  /** Values that are known only after apply. */
  readonly values?: Values;
  /**
   * Region of providers without a region.
   * @default "us-east-1"
   */
  readonly region?: string;
  /** Overrides environment variables of functions. */
  readonly override?: Override;
  /** Whether everything that does not work on this machine prevents the run. */
  readonly strict?: boolean;
}

/** A synthesized output. `hosts` lists what needs a port; `app` then returns what to serve at these ports. */
export class Output {
  private readonly stacks: readonly Stack[];
  private readonly given: GivenValues;
  private readonly scratch = new Scratch();

  /** @throws LocalRunError if there is no output */
  constructor(private readonly options: OutputOptions) {
    this.stacks = readStacks(options.dir);
    this.given = new GivenValues(options.values ?? {});
  }

  /** All APIs and all their custom domains. */
  public hosts(): readonly LocalHost[] {
    // `app` reads the same resources again and reports the problems.
    const reading = this.reading(new Map(), new Problems());
    const apis = webSocketApis(reading);
    const domains = new Set(readMappings(reading, apis).map(({ domain }) => domain));
    return [
      ...apis.map(({ block }): LocalHost => ({ key: hostKeyOf(block), kind: "api", name: block.path })),
      ...[...domains].map((name): LocalHost => ({ key: name, kind: "domain", name })),
    ];
  }

  /**
   * Reads everything that is served. Addresses of the APIs and domains are replaced by local ones.
   *
   * @param authorities host and port of each host, such as `localhost:4000`, by its key
   * @throws LocalRunError with everything that is not supported, and all missing values
   */
  public app(authorities: ReadonlyMap<string, string>): LocalApp {
    const problems = new Problems(this.options.strict);
    const reading = this.reading(authorities, problems);
    const apis = webSocketApis(reading);
    const mappings = readMappings(reading, apis);
    const { override = () => undefined } = this.options;
    const rewrite = rewriteFor(apis, mappings, authorities);
    const functions = new FunctionLookup(reading, { override, scratch: this.scratch, rewrite });
    const around: ApiContext = { functions, mappings, authorities };
    const served = readApis(apis, around);
    if (apis.length === 0) problems.refuse(`${this.options.dir} contains no WebSocket API.`);
    this.noticeRegion(problems);
    noticeRuntimes(functions, problems);
    problems.throwIfAny();
    const domains = domainsOf(mappings, served, authorities);
    return {
      apis: served,
      domains,
      functions: functions.all,
      notices: problems.notices,
      unusedValues: this.given.unused,
    };
  }

  /** Removes unpacked code. */
  public dispose(): void {
    this.scratch.remove();
  }

  private reading(authorities: ReadonlyMap<string, string>, problems: Problems): Reading {
    const { region = "us-east-1" } = this.options;
    return { deployment: new Deployment(this.stacks, { given: this.given, region, authorities }), problems };
  }

  private noticeRegion(problems: Problems): void {
    const { region } = this.options;
    const open = this.stacks.find((stack) => stack.providers("aws").some((provider) => !provider.region));
    if (open && region === undefined)
      problems.notice(`The stack ${open.name} has a provider without a region; this run uses us-east-1.`);
  }
}

// All functions run on the Node.js version of this process.
function noticeRuntimes({ all }: FunctionLookup, problems: Problems): void {
  const [major] = process.versions.node.split(".");
  for (const { runtime } of all)
    if (runtime.startsWith("nodejs") && runtime !== `nodejs${major}.x`)
      problems.notice(`Functions for ${runtime} run on Node.js ${process.versions.node} in this run.`);
}

function rewriteFor(
  apis: readonly ResourceReader[],
  mappings: readonly Mapping[],
  authorities: ReadonlyMap<string, string>,
): (value: string) => string {
  const own = apis.map((api) => ({
    apiId: apiIdOf(api.block),
    region: String(api.peek("region")),
    authority: authorities.get(hostKeyOf(api.block)) ?? "",
    isClosed: api.peek("disable_execute_api_endpoint") === true,
  }));
  const closed = new Set(own.filter(({ isClosed }) => isClosed).map(({ apiId }) => apiId));
  const custom = mappings.map(({ domain, apiId }) => ({
    name: domain,
    authority: authorities.get(domain) ?? "",
    isOnly: closed.has(apiId),
  }));
  return rewriter(own, custom);
}

function domainsOf(
  mappings: readonly Mapping[],
  apis: LocalApp["apis"],
  authorities: ReadonlyMap<string, string>,
): readonly LocalDomain[] {
  const names = [...new Set(mappings.map(({ domain }) => domain))];
  return names.map((name) => ({
    name,
    host: name,
    authority: authorities.get(name) ?? "",
    mappings: mappings
      .filter(({ domain }) => domain === name)
      .flatMap(({ path, apiId, stage }) =>
        apis.filter((api) => api.apiId === apiId && api.stageName === stage).map((api) => ({ path, api })),
      ),
  }));
}
