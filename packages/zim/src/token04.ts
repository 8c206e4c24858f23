import { fromBase64, toBase64 } from '@polychat/core/adapter';

/** How the text of a Token04 is encrypted. */
export type TokenCipher = 'cbc' | 'gcm';

const prefix = '04';
/** By the byte at the end; CBC, the older form, has none. */
const gcmMode = 1;
const algorithms = { cbc: 'AES-CBC', gcm: 'AES-GCM' } as const;
/** How many random bytes each begins with. */
export const ivBytes: Readonly<Record<TokenCipher, number>> = { cbc: 16, gcm: 12 };
const expireBytes = 8;

type Bytes = Uint8Array<ArrayBuffer>;

/** The secret is used as text, not as hexadecimal digits: 32 bytes, so AES-256. */
async function keyOf(secret: string, cipher: TokenCipher) {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey('raw', bytes, algorithms[cipher], false, ['encrypt', 'decrypt']);
}

/**
 * Encrypts the text of a token and lays it out: when it ends in clear, the random bytes and the cipher text each with
 * its length before it, and for GCM a byte at the end. All integers are big-endian.
 */
export async function sealToken04(
  text: string,
  {
    secret,
    cipher,
    iv,
    expire,
  }: { readonly secret: string; readonly cipher: TokenCipher; readonly iv: Bytes; readonly expire: number },
): Promise<string> {
  const key = await keyOf(secret, cipher);
  const plain = new TextEncoder().encode(text);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: algorithms[cipher], iv }, key, plain));
  const afterIv = expireBytes + 2 + iv.length;
  const bytes = new Uint8Array(afterIv + 2 + sealed.length + (cipher === 'gcm' ? 1 : 0));
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, BigInt(expire));
  view.setUint16(expireBytes, iv.length);
  bytes.set(iv, expireBytes + 2);
  view.setUint16(afterIv, sealed.length);
  bytes.set(sealed, afterIv + 2);
  if (cipher === 'gcm') view.setUint8(bytes.length - 1, gcmMode);
  return prefix + toBase64(bytes);
}

/** A token taken apart: what it says in clear of its end, and its text; undefined for a text that the key does not open. */
export interface OpenedToken {
  readonly expire: number;
  readonly text: string | undefined;
}

/** Takes a token apart. Undefined for what has not the layout of one. */
export async function openToken04(token: string, secret: string): Promise<OpenedToken | undefined> {
  const bytes = token.startsWith(prefix) ? fromBase64(token.slice(prefix.length)) : undefined;
  if (!bytes || bytes.length < expireBytes + 4) return undefined;
  const view = new DataView(bytes.buffer);
  const ivEnd = expireBytes + 2 + view.getUint16(expireBytes);
  if (bytes.length < ivEnd + 2) return undefined;
  const end = ivEnd + 2 + view.getUint16(ivEnd);
  const mode = bytes.length === end ? 0 : view.getUint8(bytes.length - 1);
  if (bytes.length < end || bytes.length > end + 1 || mode > gcmMode) return undefined;
  const cipher = mode === gcmMode ? 'gcm' : 'cbc';
  const iv = bytes.slice(expireBytes + 2, ivEnd);
  if (iv.length !== ivBytes[cipher]) return undefined;
  const expire = Number(view.getBigInt64(0));
  try {
    const key = await keyOf(secret, cipher);
    const opened = await crypto.subtle.decrypt(
      { name: algorithms[cipher], iv },
      key,
      bytes.slice(ivEnd + 2, end),
    );
    return { expire, text: new TextDecoder('utf-8', { fatal: true }).decode(opened) };
  } catch {
    return { expire, text: undefined };
  }
}
