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
  /** What `cdktf synth` writes: `cdktf.out`. */
  readonly dir: string;
  /** For what only a deployment knows. */
  readonly values?: Values;
  /** For providers that name none; `us-east-1` without it. */
  readonly region?: string;
  /** Has the last word on variables of functions. */
  readonly override?: Override;
}

/** A synthesized output. First it tells what needs a port; with the ports, what is served there. */
export class Output {
  private readonly stacks: readonly Stack[];
  private readonly scratch = new Scratch();

  /** @throws LocalRunError where there is no output */
  constructor(private readonly options: OutputOptions) {
    this.stacks = readStacks(options.dir);
  }

  /** Each API, and each custom domain of one. */
  public hosts(): readonly LocalHost[] {
    // What is wrong shows when it is read for good.
    const reading = this.reading(new Map(), new Problems());
    const apis = webSocketApis(reading);
    const domains = new Set(readMappings(reading, apis).map(({ domain }) => domain));
    return [
      ...apis.map(({ block }): LocalHost => ({ key: hostKeyOf(block), kind: "api", name: block.path })),
      ...[...domains].map((name): LocalHost => ({ key: name, kind: "domain", name })),
    ];
  }

  /**
   * What is served, with every address leading here.
   *
   * @param authorities where each host is, such as `localhost:4000`, by its key
   * @throws LocalRunError with all that can't run here, and all that can't be known
   */
  public app(authorities: ReadonlyMap<string, string>): LocalApp {
    const problems = new Problems();
    const reading = this.reading(authorities, problems);
    const apis = webSocketApis(reading);
    const mappings = readMappings(reading, apis);
    const { override = () => undefined } = this.options;
    const rewrite = rewriteFor(apis, mappings, authorities);
    const functions = new FunctionLookup(reading, { override, scratch: this.scratch, rewrite });
    const around: ApiContext = { functions, mappings, authorities };
    const served = readApis(apis, around);
    if (apis.length === 0) problems.refuse(`There is no WebSocket API in ${this.options.dir}.`);
    this.noticeRegion(problems);
    noticeRuntimes(functions, problems);
    problems.throwIfAny();
    const domains = domainsOf(mappings, served, authorities);
    return { apis: served, domains, functions: functions.all, notices: problems.notices };
  }

  /** Takes away what was unpacked. */
  public dispose(): void {
    this.scratch.remove();
  }

  private reading(authorities: ReadonlyMap<string, string>, problems: Problems): Reading {
    const { values = {}, region = "us-east-1" } = this.options;
    const given = new GivenValues(values);
    return { deployment: new Deployment(this.stacks, { given, region, authorities }), problems };
  }

  private noticeRegion(problems: Problems): void {
    const { region } = this.options;
    const open = this.stacks.find((stack) => stack.providers("aws").some((provider) => !provider.region));
    if (open && region === undefined)
      problems.notice(`The stack ${open.name} does not say in which region it is: here it is us-east-1.`);
  }
}

// All run on the Node.js that this process runs on.
function noticeRuntimes({ all }: FunctionLookup, problems: Problems): void {
  const [major] = process.versions.node.split(".");
  for (const { runtime } of all)
    if (runtime !== `nodejs${major}.x`)
      problems.notice(`Functions for ${runtime} run on Node.js ${process.versions.node} here.`);
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
