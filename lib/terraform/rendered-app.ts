import type { TerraformStack } from "cdktf";
import type { Expression } from "../syntax/expression";
import { parsedTemplate } from "./references";
import { RenderedStack } from "./rendered-stack";
import { stackHooks } from "./stack-hooks";

/** The stacks of an app at the check of one of them. The other ones are rendered on demand. */
export class RenderedApp {
  private readonly stacks: Map<TerraformStack, RenderedStack>;
  private readonly templates = new Map<string, readonly Expression[] | undefined>();

  constructor(current: RenderedStack) {
    this.stacks = new Map([[current.stack, current]]);
  }

  public of(stack: TerraformStack): RenderedStack {
    const rendered = this.stacks.get(stack) ?? new RenderedStack(stackHooks(stack).renderPlain(), stack);
    this.stacks.set(stack, rendered);
    return rendered;
  }

  /** Parses a template, each text once. */
  public parsed(text: string): readonly Expression[] | undefined {
    if (!this.templates.has(text)) this.templates.set(text, parsedTemplate(text));
    return this.templates.get(text);
  }
}
