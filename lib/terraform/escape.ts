import { type IResolveContext, Lazy } from "cdktf";
import { quote } from "./quote";
import { renderString } from "./render";
import { type Fragment, fragmentsOf } from "./tokens";

// Terraform reads "$${" as "${", and however many more "$" stand before it as themselves.
const opening = /(?<!\$)\$\{|(?<!%)%\{/g;
// What makes Terraform take a reference behind it for text: a "$" right before, a lone carriage return anywhere before.
const disarming = /\$*\r(?!\n)|\$+$/g;
const escaped = /\$\$+\{|%%+\{/g;
const loneReturn = /\r(?!\n)/;

/**
 * Text for an argument of Terraform that arrives as it was written.
 *
 * Terraform takes "${" and "%{" in any string for its own, but AWS has a syntax with "${" too, and CDKTF escapes
 * nothing. What is escaped already stays, so that text prepared for Terraform by its author is safe here; tokens stay
 * references.
 */
export function escapeTemplate(text: string): string {
  const fragments = fragmentsOf(text);
  if (fragments.every((fragment) => typeof fragment === "string")) return escapeText(text);
  if (fragments.length === 1) return text;
  // Joined here and not by cdktf, which loses the braces of a token after a "${" without a "}", and one of two numbers
  // side by side.
  return Lazy.stringValue({
    produce: (context) => (context.suppressBraces ? inside(fragments, context) : outside(fragments, context)),
  });
}

/** Whether a synthesized string is what it says: it holds nothing that Terraform evaluates. */
export function isLiteral(resolved: string): boolean {
  return resolved.search(opening) === -1;
}

/** What Terraform makes of a literal. */
export function unescapeTemplate(text: string): string {
  const disarmed = text.search(loneReturn);
  if (disarmed === -1) return unescapeText(text);
  // Behind a lone carriage return Terraform reads "$" and "%" in pairs, and the odd one before a brace escapes nothing.
  const pairs = (found: string) => (found.length % 2 === 1 ? found.slice(1) : found);
  return unescapeText(text.slice(0, disarmed)) + text.slice(disarmed).replace(escaped, pairs);
}

function escapeText(text: string): string {
  return text.replace(opening, (found) => found.charAt(0) + found);
}

function unescapeText(text: string): string {
  return text.replace(escaped, (found) => found.slice(1));
}

function inside(fragments: readonly Fragment[], context: IResolveContext): string {
  const texts = fragments.map((part) => (typeof part === "string" ? unescapeText(part) : part));
  return renderString(texts, context);
}

function outside(fragments: readonly Fragment[], context: IResolveContext): string {
  return fragments
    .map((part) =>
      typeof part === "string" ? escapeText(part).replace(disarming, interpolate) : context.resolve(part),
    )
    .join("");
}

function interpolate(text: string): string {
  return `\${${quote([{ text }])}}`;
}
