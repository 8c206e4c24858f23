import {
  type HttpTarget,
  hexWord,
  readSecret,
  type Secret,
  type SignContext,
  type Signer,
} from '@polychat/core/adapter';
import { md5Hex } from './md5.ts';

/** A ServerSecret: 32 printable ASCII characters, used as text ("Signing the requests"). */
export const secretPattern = /^[\x21-\x7e]{32}$/;

/** What requests are signed with, and where they go. */
export interface SignerOptions {
  readonly appId: number;
  readonly serverSecret: Secret;
  /** As `checkOptions` gives it: without a slash at its end. */
  readonly baseUrl: string;
}

const headers = Object.freeze({});

/**
 * Signs requests: the vendor wants a signature of its own for every one. The secret lives in this closure alone.
 * The signer throws a `ChatError` with code `misconfigured` when the secret cannot be had.
 *
 * Vendor document: "Accessing Server APIs" (article 13992), "Signing the requests".
 */
export function createSigner({ appId, serverSecret, baseUrl }: SignerOptions): Signer {
  // Nothing in the query needs escaping: an action's name has letters only, and all else is digits.
  const start = `${baseUrl}/?Action=`;
  const targetOf = (secret: string, action: string, { now, random }: SignContext): HttpTarget => {
    const nonce = hexWord(random()) + hexWord(random());
    const timestamp = Math.floor(now / 1_000);
    // Signature 2.0 covers neither the action nor the body.
    const signature = md5Hex(`${appId}${nonce}${secret}${timestamp}`);
    const query = `&AppId=${appId}&SignatureNonce=${nonce}&Timestamp=${timestamp}&SignatureVersion=2.0`;
    return { method: 'POST', url: `${start}${action}${query}&Signature=${signature}`, headers };
  };

  return (action, context) => {
    const secret = readSecret(serverSecret, 'serverSecret', secretPattern);
    return typeof secret === 'string'
      ? targetOf(secret, action, context)
      : secret.then((read) => targetOf(read, action, context));
  };
}
