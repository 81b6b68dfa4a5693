import type { LocalFunction } from "../local-function";
import { type FunctionOptions, readFunction } from "./function";
import { allOf, type Reading, type ResourceReader } from "./resource-reader";

/** Finds functions of all stacks. Each function is read once, when an API first refers to it. */
export class FunctionLookup {
  private readonly read = new Map<string, LocalFunction>();

  constructor(
    private readonly reading: Reading,
    private readonly options: FunctionOptions,
  ) {}

  /** The functions that APIs refer to. */
  public get all(): readonly LocalFunction[] {
    return [...this.read.values()];
  }

  /** Finds the function that API Gateway calls by a URI. Reports a problem and returns undefined if there is none. */
  public find(uri: string, caller: ResourceReader, managementEndpoint: string): LocalFunction | undefined {
    const called = functionArnIn(uri);
    const [arn, alias] = [called.split(":").slice(0, 7).join(":"), called.split(":")[7]];
    const fn = allOf(this.reading, "aws_lambda_function").find((each) => each.peek("arn") === arn);
    if (fn === undefined) {
      caller.disable(`it calls ${called}, which no stack of this app creates, so it can't run on this machine.`);
      return undefined;
    }
    // All versions run the current code.
    if (alias !== undefined && !/^(\$LATEST|\d+)$/.test(alias)) this.checkAlias(called, caller);
    if (!this.read.has(arn)) this.read.set(arn, this.readPart(fn, arn, managementEndpoint));
    return this.read.get(arn);
  }

  private readPart(fn: ResourceReader, arn: string, managementEndpoint: string): LocalFunction {
    const part = this.reading.problems.part();
    const read = readFunction(fn.with(part), arn, managementEndpoint, this.options);
    const unavailable = this.reading.problems.close(part);
    return unavailable === undefined ? read : { ...read, unavailable };
  }

  private checkAlias(arn: string, caller: ResourceReader): void {
    const alias = allOf(this.reading, "aws_lambda_alias").find((each) => each.peek("arn") === arn);
    if (alias === undefined) caller.disable(`it calls the alias ${arn}, which no stack of this app creates.`);
    if (alias?.has("routing_config"))
      caller.disable('"routing_config" routes calls to several versions, but this run has only the current code.');
  }
}

/** The ARN inside `arn:…:lambda:path/2015-03-31/functions/<ARN>/invocations`, or the URI itself if it has another form. */
function functionArnIn(uri: string): string {
  return /:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}
