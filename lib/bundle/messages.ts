import { isAbsolute } from "node:path";
import type { Message } from "esbuild";

/** A message as esbuild prints it, and the one it concerns. */
export interface Notice {
  readonly owner: string;
  readonly text: string;
}

/** Every distinct message once, each under the owners it concerns. */
export function renderNotices(notices: readonly Notice[]): readonly string[] {
  const owners = new Map<string, Set<string>>();
  for (const { owner, text } of notices) owners.set(text, (owners.get(text) ?? new Set()).add(owner));
  return [...owners].map(([text, names]) => `${[...names].sort().join(", ")}:\n${text}`).sort();
}

/** A message without what only this machine has: the generated entries, and where the project lies. */
export function withoutMachine(message: Message, root: string, entries: ReadonlySet<string>): Message {
  const relative = (text: string) =>
    text.replaceAll(`${root}/./`, "").replaceAll(`${root}/`, "").replaceAll("/./", "/");
  const place = (location: Message["location"]) =>
    location !== null && (entries.has(location.file) || isAbsolute(location.file)) ? null : location;
  return {
    ...message,
    text: relative(message.text),
    location: place(message.location),
    notes: message.notes.map((note) => ({ text: relative(note.text), location: place(note.location) })),
  };
}
