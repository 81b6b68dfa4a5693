import type { CodeStore } from "./code-store";
import { unsupportedConditions } from "./iam/policy-evaluation";
import type { DevelopmentIssuer } from "./issuer/development-issuer";
import { IssuerOverride } from "./issuer/issuer-override";
import { jwtAuthorizersIn } from "./issuer/jwt-authorizers";
import type { LocalOptions } from "./local-options";
import type { LocalApp, LocalHost } from "./model";
import type { Values } from "./output/given-values";
import { Output } from "./read-output";
import type { Credentials } from "./wire/signature";

/** An output that was found, and that is read once the ports of its hosts are known. */
export interface FoundApp {
  readonly hosts: readonly LocalHost[];
  /** @throws LocalRunError with everything that prevents the run */
  read(authorities: ReadonlyMap<string, string>): LocalApp;
}

/** What a run reads its app with. It stays the same for the whole run. */
export interface ReaderParts {
  readonly code: CodeStore;
  readonly issuer: DevelopmentIssuer | undefined;
  readonly credentials: Credentials | undefined;
  /** Names a value in messages, such as `--set QUEUE`. */
  readonly labelOf: (value: string) => string;
}

/** Reads the app of a run from its output folder: at the start, and again for each reload. */
export class AppReader {
  constructor(
    private options: LocalOptions,
    private readonly parts: ReaderParts,
  ) {}

  /** Replaces the values that are known only after apply, for the next app. */
  public useValues(values: LocalOptions["values"]): void {
    const { values: _, ...options } = this.options;
    this.options = { ...options, ...(values && { values }) };
  }

  /** @throws LocalRunError if there is no output */
  public find(): FoundApp {
    const replaced = this.issuerOverride();
    const output = this.output(replaced);
    return { hosts: output.hosts(), read: (authorities) => this.read(output, replaced, authorities) };
  }

  private read(
    output: Output,
    replaced: IssuerOverride | undefined,
    authorities: ReadonlyMap<string, string>,
  ): LocalApp {
    try {
      const app = output.app(authorities);
      const { labelOf } = this.parts;
      const unused = app.unusedValues.map(
        (name) => `${labelOf(name)} is not used: nothing in the output refers to it.`,
      );
      const notices = [...unused, ...app.notices, ...(replaced?.notices ?? []), ...noticesOfConditions(app)];
      return { ...app, notices };
    } finally {
      // The code was copied.
      output.dispose();
    }
  }

  private output(replaced: IssuerOverride | undefined): Output {
    const { dir = "cdktf.out", values, region, strict } = this.options;
    return new Output({
      dir,
      hasCredentials: this.parts.credentials !== undefined,
      keepCode: (folder) => this.parts.code.keepFolder(folder),
      ...(values && { values: values as Values }),
      ...(region !== undefined && { region }),
      ...(strict !== undefined && { strict }),
      ...(replaced && { override: replaced.override }),
    });
  }

  private issuerOverride(): IssuerOverride | undefined {
    const { issuer } = this.parts;
    if (issuer === undefined) return undefined;
    const { issuer: asked, dir = "cdktf.out" } = this.options;
    return new IssuerOverride(
      issuer.issuer,
      typeof asked === "object" ? asked.audiences : undefined,
      jwtAuthorizersIn(dir),
    );
  }
}

function noticesOfConditions({ functions }: LocalApp): readonly string[] {
  return functions.flatMap(({ path, permissions = [] }) =>
    unsupportedConditions(permissions).map(
      (condition) =>
        `${path}: the condition ${condition} in a policy of its role is not evaluated; an Allow applies without it.`,
    ),
  );
}
