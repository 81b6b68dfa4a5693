import type { RunEvent } from "./run-event";

/** Returns a function that removes hints from events after their first one, for logs that people read. */
export function hintOnce(): (event: RunEvent) => RunEvent {
  const shown = new Set<string>();
  return (event) => {
    if (event.kind !== "ended" || event.result.hint === undefined) return event;
    const { hint, ...result } = event.result;
    const key = `${event.call.api} ${hint}`;
    if (shown.has(key)) return { ...event, result };
    shown.add(key);
    return event;
  };
}
