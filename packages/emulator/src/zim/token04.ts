import { createDecipheriv } from 'node:crypto';

/** What a Token04 says. Times are Unix seconds. */
export interface Token04Claims {
  readonly appId: number;
  readonly userId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const PREFIX = '04';
const TAG_BYTES = 16;
/** A byte at the end: absent or 0 for CBC, 1 for GCM. ZEGO's own verifier takes both. */
const GCM = 1;

/** Reads a token from its first byte to its last. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8);
  }

  /** A piece with its length, two bytes, before it. */
  piece(): Buffer {
    const length = this.#bytes.readUInt16BE(this.#at);
    const start = this.#at + 2;
    if (start + length > this.#bytes.length) throw new RangeError('the token is cut');
    this.#at = start + length;
    return this.#bytes.subarray(start, this.#at);
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }
}

/**
 * Takes a Token04 apart: when it ends, in clear; its IV; the encrypted JSON; and for GCM a byte at the end. Undefined
 * for what is none, for one that another secret made, and for one whose two ends differ.
 */
export function openToken04(token: string, serverSecret: string): Token04Claims | undefined {
  if (!token.startsWith(PREFIX) || !/^[A-Za-z0-9+/]+={0,2}$/.test(token.slice(PREFIX.length)))
    return undefined;
  try {
    const reader = new Reader(Buffer.from(token.slice(PREFIX.length), 'base64'));
    const expire = reader.int64();
    const iv = reader.piece();
    const sealed = reader.piece();
    const rest = reader.rest();
    const mode = rest.length === 0 ? 0 : rest.readUInt8(0);
    if (rest.length > 1 || mode > GCM) return undefined;
    const claims = readClaims(decrypt(mode === GCM, Buffer.from(serverSecret, 'utf8'), iv, sealed));
    return claims !== undefined && BigInt(claims.expiresAt) === expire ? claims : undefined;
  } catch {
    // Cut short, padded wrongly, not authentic, or not JSON: one and the same to a client.
    return undefined;
  }
}

function decrypt(isGcm: boolean, key: Buffer, iv: Buffer, sealed: Buffer): string {
  if (!isGcm) {
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  }
  if (iv.length !== 12) throw new RangeError('the nonce is not 12 bytes long');
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
}

function readClaims(text: string): Token04Claims | undefined {
  const document: unknown = JSON.parse(text);
  if (typeof document !== 'object' || document === null) return undefined;
  const fields = document as Readonly<Record<string, unknown>>;
  const { app_id: appId, user_id: userId, nonce, ctime: issuedAt, expire: expiresAt, payload } = fields;
  if (![appId, nonce, issuedAt, expiresAt].every(Number.isSafeInteger)) return undefined;
  if (typeof userId !== 'string' || (payload !== undefined && typeof payload !== 'string')) return undefined;
  return { appId: Number(appId), userId, issuedAt: Number(issuedAt), expiresAt: Number(expiresAt) };
}
