import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** The first byte says how the rest is to be read. */
const plain = 0;
const deflated = 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** JSON as bytes: as it is where it lives for a moment, small where it stays. */
export function pack(value: unknown, how: 'plain' | 'small'): Uint8Array {
  const json = encoder.encode(JSON.stringify(value));
  return how === 'plain' ? marked(plain, json) : marked(deflated, deflateRawSync(json, { level: 3 }));
}

/** What was packed. Throws for bytes that are something else. */
export function unpack(bytes: Uint8Array): unknown {
  const content = bytes.subarray(1);
  return JSON.parse(decoder.decode(bytes[0] === deflated ? inflateRawSync(content) : content));
}

function marked(mark: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 1);
  bytes[0] = mark;
  bytes.set(content, 1);
  return bytes;
}
