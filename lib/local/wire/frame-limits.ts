import type { Duplex } from "node:stream";

const frameLimit = 32 * 1024;
const nothing = Buffer.alloc(0);

/** A frame for which API Gateway closes the connection, even before the message is complete. */
export interface Violation {
  readonly code: 1003 | 1009;
  readonly reason: string;
}

/**
 * Watches the frames that a client sends. API Gateway limits the size of each frame and rejects binary ones, but `ws`
 * reports only whole messages. The listener is prepended: otherwise `ws` would deliver the message first.
 */
export function watchFrames(socket: Duplex, violated: (violation: Violation) => void): void {
  const watch = frameWatcher(violated);
  socket.prependListener("data", watch);
}

/** Parses the frame headers in a stream of chunks, and skips the payloads. */
export function frameWatcher(violated: (violation: Violation) => void): (chunk: Buffer) => void {
  let begun = nothing;
  let toSkip = 0;
  let over = false;
  return (chunk) => {
    const data = begun.length > 0 ? Buffer.concat([begun, chunk]) : chunk;
    begun = nothing;
    for (let at = 0; at < data.length && !over; ) {
      const skipped = Math.min(toSkip, data.length - at);
      toSkip -= skipped;
      at += skipped;
      if (at === data.length) return;
      const frame = frameOf(data, at);
      if (frame === undefined) {
        begun = Buffer.from(data.subarray(at));
        return;
      }
      at += frame.headerLength;
      toSkip = frame.length;
      const violation = violationOf(frame);
      over = violation !== undefined;
      if (violation) violated(violation);
    }
  };
}

interface Frame {
  readonly opcode: number;
  readonly headerLength: number;
  readonly length: number;
}

/** The frame whose header begins at a position; undefined if the header is not complete. */
function frameOf(data: Buffer, at: number): Frame | undefined {
  const [first, second] = [data[at], data[at + 1]];
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const headerLength = 2 + lengthBytes + (second & 0x80 ? 4 : 0);
  if (data.length - at < headerLength) return undefined;
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
  return { opcode: first & 0x0f, headerLength, length };
}

function violationOf({ opcode, length }: Frame): Violation | undefined {
  if (opcode === 2) return { code: 1003, reason: "" };
  return length > frameLimit ? { code: 1009, reason: "" } : undefined;
}
