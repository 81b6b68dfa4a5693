import type { Message } from "esbuild";
import { packageFolder } from "../duplicate-packages";

/** Adds to esbuild's message about a file of native code what to do about it. */
export function withNativeRemedy(message: Message): Message {
  const folder = packageFolder(message.location?.file ?? "");
  if (folder === undefined || !message.text.startsWith('No loader is configured for ".node" files')) return message;
  const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
  const text = `This is native code, which a bundle can't contain. Install the package beside the code: nodejs: { install: [${JSON.stringify(name)}] }`;
  return { ...message, notes: [...message.notes, { text, location: null }] };
}
