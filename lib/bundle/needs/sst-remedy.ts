import type { Message } from "esbuild";

/**
 * Replaces the notes of esbuild's message about SST's SDK, where `sst` is not installed. esbuild proposes to exclude the
 * package, which would break at run time.
 */
export function withSstRemedy(message: Message): Message {
  if (message.text !== 'Could not resolve "sst"') return message;
  const text = 'Write import { Resource } from "cdktf-apigateway-websocket/runtime", or install "sst"';
  return { ...message, notes: [{ text, location: null }] };
}
