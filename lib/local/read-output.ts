import { didYouMean } from "../spelling/did-you-mean";
import type { LocalApp, LocalDomain, LocalHost } from "./model";
import { type ApiContext, readApi, webSocketApis } from "./output/apis";
import { Deployment } from "./output/deployment";
import type { Override } from "./output/environment";
import { FunctionLookup } from "./output/functions";
import { GivenValues, type Values } from "./output/given-values";
import { apiIdOf, hostKeyOf } from "./output/identifiers";
import { domainNames, type Mapping, readMappings } from "./output/mappings";
import { isNamed, variableNames } from "./output/named-values";
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
  /**
   * Copies a folder with the code of a function, and returns the path of the copy.
   * @default - functions run in the folder of the output
   */
  readonly keepCode?: (folder: string) => string;
  /** Whether everything that does not work on this machine prevents the run. */
  readonly strict?: boolean;
  /**
   * Whether the run has credentials to verify the signatures of clients.
   * @default true
   */
  readonly hasCredentials?: boolean;
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
    const domains = domainNames(readMappings(reading, apis));
    return [
      ...apis.map(({ block }): LocalHost => ({ key: hostKeyOf(block), kind: "api", name: block.path })),
      ...domains.map((name): LocalHost => ({ key: name, kind: "domain", name })),
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
    const { override = () => undefined, keepCode = (folder: string) => folder, hasCredentials = true } = this.options;
    const rewrite = rewriteFor(apis, mappings, authorities);
    const functions = new FunctionLookup(reading, { override, scratch: this.scratch, keepCode, rewrite });
    const around: ApiContext = { functions, mappings, authorities, hasCredentials };
    const read = apis.map((api) => readApi(api, around));
    const served = read.flatMap(({ stages }) => stages);
    if (apis.length === 0) problems.refuse(`${this.options.dir} contains no WebSocket API.`);
    this.noticeRegion(problems);
    noticeRuntimes(functions, problems);
    noticeModules(this.stacks, problems);
    this.noticeWorkspace(problems);
    for (const { warnings } of this.stacks) for (const warning of warnings) problems.notice(warning);
    problems.throwIfAny();
    const domains = domainsOf(mappings, served, authorities);
    return {
      apis: served,
      domains,
      functions: functions.all,
      notices: problems.notices,
      unavailable: new Map([...unavailableApis(read), ...unavailableDomains(mappings)]),
      unusedValues: this.given.unused,
      unknownValues: this.unknownValues(),
    };
  }

  private unknownValues(): ReadonlyMap<string, string> {
    const unknown = this.given.unused.filter((name) => !isNamed(name, this.stacks));
    const known = variableNames(this.stacks);
    return new Map(unknown.map((name) => [name, didYouMean(name, known, "Remove it, or correct its name.")]));
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

  private noticeWorkspace(problems: Problems): void {
    for (const { name } of this.stacks)
      if (this.given.isMissing(name, "terraform.workspace"))
        problems.notice(
          `The stack ${name} reads terraform.workspace, which is "default" in this run. For another one, pass --set terraform.workspace=….`,
        );
  }
}

// All functions run on the Node.js version of this process.
function noticeRuntimes({ all }: FunctionLookup, problems: Problems): void {
  const [major] = process.versions.node.split(".");
  for (const { runtime } of all)
    if (runtime.startsWith("nodejs") && runtime !== `nodejs${major}.x`)
      problems.notice(`Functions for ${runtime} run on Node.js ${process.versions.node} in this run.`);
}

// The JSON contains only the arguments of a module. A route that it creates may be a $connect with an authorizer.
function noticeModules(stacks: readonly Stack[], problems: Problems): void {
  const part = problems.part();
  for (const { name, modules } of stacks)
    for (const module of modules)
      part.disable(
        `The module ${module} of the stack ${name} is not read: routes and authorizers that it creates are not part of this run.`,
      );
  problems.close(part);
}

type Reason = readonly [host: string, why: string];

function unavailableApis(read: readonly ReturnType<typeof readApi>[]): readonly Reason[] {
  return read.flatMap(({ host, unavailable }) => (unavailable === undefined ? [] : [[host, unavailable] as const]));
}

/** The domains without any mapping that works. */
function unavailableDomains(mappings: readonly Mapping[]): readonly Reason[] {
  return domainNames(mappings).flatMap((name) => {
    const reasons = mappings.filter(({ domain }) => domain === name).map(({ unavailable }) => unavailable);
    return reasons.includes(undefined) ? [] : [[name, reasons.join(" ")] as const];
  });
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
  const custom = mappings.flatMap(({ domain, apiId }) =>
    domain === undefined ? [] : [{ name: domain, authority: authorities.get(domain) ?? "", isOnly: closed.has(apiId) }],
  );
  return rewriter(own, custom);
}

function domainsOf(
  mappings: readonly Mapping[],
  apis: LocalApp["apis"],
  authorities: ReadonlyMap<string, string>,
): readonly LocalDomain[] {
  return domainNames(mappings).map((name) => ({
    name,
    host: name,
    authority: authorities.get(name) ?? "",
    mappings: mappings
      .filter(({ domain, unavailable }) => domain === name && unavailable === undefined)
      .flatMap(({ path, apiId, stage }) =>
        apis.filter((api) => api.apiId === apiId && api.stageName === stage).map((api) => ({ path, api })),
      ),
  }));
}
