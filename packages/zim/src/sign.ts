import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { readSecret, type Secret, type SignContext, type Signer } from '@polychat/core/adapter';

/** A ServerSecret: 32 printable ASCII characters, used as text ("Signing the requests"). */
export const serverSecretPattern = /^[\x21-\x7e]{32}$/;

/** What a signature covers. */
export interface SignatureInput {
  readonly appId: number;
  /** 16 hexadecimal digits. */
  readonly nonce: string;
  readonly serverSecret: string;
  /** Seconds since 1970; the vendor accepts ten minutes more or less than its own clock. */
  readonly timestamp: number;
}

/** Signature 2.0: the MD5 of app, nonce, secret and time, in lower-case hexadecimal. Covers neither action nor body. */
export function createSignature({ appId, nonce, serverSecret, timestamp }: SignatureInput): string {
  return md5Hex(`${appId}${nonce}${serverSecret}${timestamp}`);
}

/** The MD5 of a text's UTF-8 bytes, as 32 lower-case hexadecimal digits. */
export function md5Hex(text: string): string {
  return bytesToHex(md5(utf8ToBytes(text)));
}

export interface SignerOptions {
  readonly appId: number;
  readonly serverSecret: Secret;
  readonly baseUrl: URL;
}

const headers = Object.freeze({ 'content-type': 'application/json' });

/**
 * Signs requests: the vendor wants a signature of its own for every one. The secret lives in this closure alone.
 *
 * Vendor document: "Accessing Server APIs" (article 13992), "Signing the requests".
 */
export function createSigner(options: SignerOptions): Signer {
  return async (action, context) => ({
    method: 'POST',
    url: await signedUrl(action, options, context),
    headers,
  });
}

async function signedUrl(
  action: string,
  { appId, serverSecret, baseUrl }: SignerOptions,
  { now, random }: SignContext,
): Promise<string> {
  const nonce = hexWord(random()) + hexWord(random());
  const timestamp = Math.floor(now / 1_000);
  const secret = await readSecret(serverSecret, 'serverSecret', serverSecretPattern);
  const url = new URL(baseUrl);
  // The vendor's path is "/"; a base URL may put the vendor below a path of its own.
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.search = new URLSearchParams({
    Action: action,
    AppId: String(appId),
    SignatureNonce: nonce,
    Timestamp: String(timestamp),
    SignatureVersion: '2.0',
    Signature: createSignature({ appId, nonce, serverSecret: secret, timestamp }),
  }).toString();
  return url.href;
}

function hexWord(word: number): string {
  return word.toString(16).padStart(8, '0');
}
