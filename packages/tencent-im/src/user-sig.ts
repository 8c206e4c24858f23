import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import {
  checkOptionRules,
  isCount,
  momentRule,
  type OptionRule,
  toBase64,
  utf8Length,
} from '@polychat/core/adapter';
import { zlibSync } from 'fflate';
import { maxUserIdBytes } from './limits.ts';

/** For clients: 180 days, as in the vendor's own libraries (269/32688). */
const defaultExpiresInSeconds = 180 * 24 * 60 * 60;

/** What a UserSig says, and the key that signs it. */
export interface UserSigOptions {
  /** The app's id, as the console shows it. */
  readonly sdkAppId: number;
  /** The app's secret key, as the console shows it. It is used as text. */
  readonly secretKey: string;
  /** Who may log in with the UserSig. At most 32 bytes, no control characters. */
  readonly userId: string;
  /**
   * Seconds from `issuedAt` until the UserSig ends. Default 15,552,000 (180 days), as in the vendor's own libraries: a
   * client keeps its UserSig for a while, and gets a new one from your server.
   */
  readonly expiresInSeconds?: number;
  /** When the UserSig begins: a `Date`, or milliseconds since 1970. Default: now. */
  readonly issuedAt?: Date | number;
  /** Bytes for TRTC, signed along. Chat needs none. */
  readonly userBuffer?: Uint8Array;
}

const rules: Readonly<Record<keyof UserSigOptions, OptionRule>> = {
  sdkAppId: { holds: isCount, words: 'must be an integer of at least 1' },
  secretKey: {
    holds: (value) => typeof value === 'string' && value !== '',
    words: 'must be a string that is not empty',
  },
  userId: {
    // A line break would add a line of its own to the text that is signed.
    holds: (value) =>
      typeof value === 'string' &&
      value !== '' &&
      value.isWellFormed() &&
      !/\p{Cc}/u.test(value) &&
      utf8Length(value) <= maxUserIdBytes,
    words: `must be a string of 1 to ${maxUserIdBytes} bytes of well-formed Unicode without control characters`,
  },
  expiresInSeconds: { isOptional: true, holds: isCount, words: 'must be an integer of at least 1' },
  issuedAt: momentRule,
  userBuffer: {
    isOptional: true,
    holds: (value) => value instanceof Uint8Array,
    words: 'must be a Uint8Array',
  },
};

/** What a UserSig signs: a line for each field. */
export function signedText({
  sdkAppId,
  userId,
  time,
  expire,
  userBuf,
}: {
  readonly sdkAppId: number;
  readonly userId: string;
  readonly time: number;
  readonly expire: number;
  /** In base64. */
  readonly userBuf: string | undefined;
}): string {
  const lines = [
    `TLS.identifier:${userId}`,
    `TLS.sdkappid:${sdkAppId}`,
    `TLS.time:${time}`,
    `TLS.expire:${expire}`,
    ...(userBuf === undefined ? [] : [`TLS.userbuf:${userBuf}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * Makes a UserSig 2.0, with which a user logs in to Tencent IM. Nothing is sent anywhere. Call it on your server:
 * whoever holds the secret key can sign for everybody.
 *
 * Returns the text that the client SDKs take. Throws a `ChatError` with code `misconfigured` that names the option
 * at fault.
 *
 * Vendor document: 34385 = 269/32688, "Generating UserSig".
 */
export function createUserSig(options: UserSigOptions): string {
  checkOptionRules('createUserSig', options, rules);
  const {
    sdkAppId,
    secretKey,
    userId,
    expiresInSeconds = defaultExpiresInSeconds,
    issuedAt = Date.now(),
    userBuffer,
  } = options;
  const time = Math.floor(Number(issuedAt) / 1000);
  const userBuf = userBuffer && toBase64(userBuffer);
  const encoder = new TextEncoder();
  const text = signedText({ sdkAppId, userId, time, expire: expiresInSeconds, userBuf });
  const signature = hmac(sha256, encoder.encode(secretKey), encoder.encode(text));
  const ticket = {
    'TLS.ver': '2.0',
    'TLS.identifier': userId,
    'TLS.sdkappid': sdkAppId,
    'TLS.expire': expiresInSeconds,
    'TLS.time': time,
    'TLS.userbuf': userBuf,
    'TLS.sig': toBase64(signature),
  };
  const compressed = zlibSync(encoder.encode(JSON.stringify(ticket)));
  return toBase64(compressed).replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}
