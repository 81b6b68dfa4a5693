import type { LocalEvent } from "./local-run";

// More than a test reads. The limits bound the memory of a run that lasts for days.
const mostEvents = 10_000;
const mostCharacters = 32 * 1024 * 1024;

/** The latest events that were sent to functions. */
export class EventLog {
  private readonly events: LocalEvent[] = [];
  private characters = 0;

  public add(event: LocalEvent): void {
    this.events.push(event);
    this.characters += sizeOf(event);
    while (this.events.length > mostEvents || (this.characters > mostCharacters && this.events.length > 1))
      this.characters -= sizeOf(this.events.shift() as LocalEvent);
  }

  public get all(): readonly LocalEvent[] {
    return [...this.events];
  }

  public clear(): void {
    this.events.length = 0;
    this.characters = 0;
  }
}

// Only the body can be long. The limits on requests bound the other fields.
function sizeOf({ event: { body } }: LocalEvent): number {
  return typeof body === "string" ? body.length : 0;
}
