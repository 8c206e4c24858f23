import { promisify } from 'node:util';
import { brotliDecompress, unzip, type ZlibOptions } from 'node:zlib';

type Unpack = (packed: Uint8Array, options: Pick<ZlibOptions, 'maxOutputLength'>) => Promise<Uint8Array>;

/** No reply is asked for in any of these. A gateway before the vendor may pack its own pages all the same. */
const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: promisify<Uint8Array, ZlibOptions, Buffer>(unzip),
  'x-gzip': promisify<Uint8Array, ZlibOptions, Buffer>(unzip),
  deflate: promisify<Uint8Array, ZlibOptions, Buffer>(unzip),
  br: promisify<Uint8Array, ZlibOptions, Buffer>(brotliDecompress),
};

const decoder = new TextDecoder();

/** The body of a reply as a string. Undefined where it has more bytes than allowed once it is unpacked. */
export function readText(
  chunks: readonly Uint8Array[] = [],
  encoding: string | undefined,
  maxBytes: number,
): string | Promise<string | undefined> {
  const [first] = chunks;
  if (first === undefined) return '';
  const body = chunks.length === 1 ? first : Buffer.concat(chunks);
  const unpack = encoding === undefined ? undefined : unpackers[encoding.trim().toLowerCase()];
  return unpack ? unpackedText(unpack(body, { maxOutputLength: maxBytes })) : decoder.decode(body);
}

async function unpackedText(unpacking: Promise<Uint8Array>): Promise<string | undefined> {
  try {
    return decoder.decode(await unpacking);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}
