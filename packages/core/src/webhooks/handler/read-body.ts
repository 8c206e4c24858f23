/** A body that cannot be read: too long, broken off, packed in a way that we do not know, or not there in time. */
export class UnreadableBody extends Error {}

/**
 * The body of a request as a string: bounded, unpacked, without a byte order mark. What looks like gzip is unpacked,
 * whatever the headers say, since JSON and forms never begin like that; and what does not look like it is not, since a
 * proxy may have unpacked it and left the header.
 *
 * @param maxBytes bounds what came and, apart from that, what it unpacks to
 * @param signal ends the reading
 * @throws UnreadableBody
 */
export async function readBody(request: Request, maxBytes: number, signal: AbortSignal): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new UnreadableBody('too long');
  if (!request.body) return '';
  const bytes = await readBounded(request.body, maxBytes, signal);
  const format = packingOf(bytes, request.headers.get('content-encoding') ?? '');
  const unpacked = format ? await unpack(bytes, format, maxBytes, signal) : bytes;
  // The decoder takes a byte order mark away.
  return new TextDecoder().decode(unpacked);
}

type Packing = 'gzip' | 'deflate' | 'deflate-raw';

function packingOf(bytes: Uint8Array, encoding: string): Packing | undefined {
  const [first = 0, second = 0] = bytes;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
    case 'gzip':
    case 'x-gzip':
      return undefined;
    case 'deflate':
      // Some senders leave out the two bytes that should stand before it.
      return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0 ? 'deflate' : 'deflate-raw';
    default:
      throw new UnreadableBody('packed in an unknown way');
  }
}

async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  format: Packing,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
  return readBounded(unpacked, maxBytes, signal);
}

async function readBounded(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = readerOf(stream);
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', cancel);
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    while (!signal.aborted) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > maxBytes) throw new UnreadableBody('too long');
      chunks.push(value);
    }
    if (signal.aborted) throw new UnreadableBody('not there in time');
    return joined(chunks, size);
  } catch (error) {
    cancel();
    throw error instanceof UnreadableBody ? error : new UnreadableBody('broken off');
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function readerOf(stream: ReadableStream<Uint8Array>): ReadableStreamDefaultReader<Uint8Array> {
  try {
    return stream.getReader();
  } catch {
    throw new UnreadableBody('read by somebody else');
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
