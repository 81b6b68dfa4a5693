import type { Construct } from "constructs";
import type { BundleOptions, BundleRequest, Wrapper } from "../bundle/bundle";
import type { HandlerSource } from "../bundle/handler";
import type { ManifestFunction } from "../bundle/manifest";
import { type Asset, Assets } from "./assets";

/** Source that is bundled at synthesis. */
export interface BundledSource {
  readonly source: HandlerSource;
  /** Whether the source is a module of this library, which is found again by its name. */
  readonly isOwn: boolean;
  readonly options: BundleOptions;
}

/** Where a bundle goes. */
interface Destination {
  /** Folder that is zipped, relative to the stack's. */
  readonly folder: string;
  /** Terraform address of the function. */
  readonly address: string;
}

/** The source of a function. Until it is bundled, at synthesis, a function of the library can be put around it. */
export class BundledCode implements Asset {
  private around: Wrapper | undefined;
  private decidesAccess = false;

  constructor(
    public readonly scope: Construct,
    private readonly bundled: BundledSource,
    private readonly destination: Destination,
  ) {
    Assets.of(scope).add(this);
  }

  public get folder(): string {
    return this.destination.folder;
  }

  public get isOwn(): boolean {
    return this.bundled.isOwn;
  }

  public get wrapper(): Wrapper | undefined {
    return this.around;
  }

  public wrap(wrapper: Wrapper): void {
    this.around = wrapper;
    Assets.of(this.scope).renew(this);
  }

  /** Has the bundle made from the sources alone, because the function decides who gets in. */
  public protect(): void {
    this.decidesAccess = true;
    Assets.of(this.scope).renew(this);
  }

  public get request(): BundleRequest {
    const { source, options, isOwn } = this.bundled;
    const [, ...path] = this.scope.node.path.split("/");
    const decidesAccess = this.decidesAccess || isOwn;
    return { id: this.scope.node.path, owner: path.join("/"), source, options, wrapper: this.around, decidesAccess };
  }

  public get manifest(): ManifestFunction {
    const { source, isOwn, options } = this.bundled;
    const { address, folder } = this.destination;
    return {
      address,
      folder,
      ...(isOwn ? { module: source.entry } : { handler: source.relative }),
      export: source.exportName,
      options,
      wrapper: this.around,
    };
  }
}
