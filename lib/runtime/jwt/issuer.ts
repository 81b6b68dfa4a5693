import { bare } from "../bare";
import type { FetchDocument } from "./fetch-document";
import { type Key, keysOf } from "./key";
import { shown } from "./refusal";

// Milliseconds for which the address of the key set is cached; a changed address is used after that time.
const addressAge = 5 * 60_000;

/** Fetches the published documents of an issuer, only over https. */
export class Issuer {
  private address: { readonly url: string; readonly at: number } | undefined;

  constructor(
    private readonly name: string,
    private readonly fetch: FetchDocument,
    private readonly now: () => number,
  ) {}

  /** Fetches the keys that the issuer has at this moment. */
  public async keys(): Promise<readonly Key[]> {
    try {
      const url = await this.addressOfKeys();
      return keysOf(await this.json(url), url);
    } catch (error) {
      // The address of the keys may have changed.
      this.address = undefined;
      throw error;
    }
  }

  private async addressOfKeys(): Promise<string> {
    if (this.address && this.now() - this.address.at < addressAge) return this.address.url;
    // OpenID Connect Discovery removes a "/" at the end of the issuer.
    const from = `${this.name.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const { issuer, jwks_uri: url } = bare(await this.json(from));
    if (issuer !== this.name) throw new Error(`${from} is of the issuer ${shown(issuer)}`);
    if (typeof url !== "string" || !URL.canParse(url) || new URL(url).protocol !== "https:")
      throw new Error(`${from} gives no https address of its keys; got ${shown(url)}`);
    this.address = { url, at: this.now() };
    return url;
  }

  private async json(url: string): Promise<unknown> {
    const text = await this.fetch(url);
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`${url} holds no JSON`);
    }
  }
}
