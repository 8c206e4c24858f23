import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { parseOptions, toBase64, utf8Length } from '@polychat/core/adapter';
import { zlibSync } from 'fflate';
import * as z from 'zod/mini';
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

const userSigSchema = z.strictObject({
  sdkAppId: z.int().check(z.minimum(1)),
  secretKey: z.string().check(z.minLength(1)),
  userId: z.string().check(
    z.minLength(1),
    // A line break would add a line of its own to the text that is signed.
    z.refine((userId: string) => !/\p{Cc}/u.test(userId) && userId.isWellFormed(), {
      error: 'must hold no control characters',
    }),
    z.refine((userId: string) => utf8Length(userId) <= maxUserIdBytes, {
      error: `must be at most ${maxUserIdBytes} bytes long`,
    }),
  ),
  expiresInSeconds: z.optional(z.int().check(z.minimum(1))),
  issuedAt: z.optional(z.union([z.date(), z.number().check(z.minimum(0))])),
  userBuffer: z.optional(z.instanceof(Uint8Array)),
});

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
  const {
    sdkAppId,
    secretKey,
    userId,
    expiresInSeconds = defaultExpiresInSeconds,
    issuedAt = Date.now(),
    userBuffer,
  } = parseOptions(userSigSchema, options, 'createUserSig');
  const time = Math.floor(Number(issuedAt) / 1000);
  const userBuf = userBuffer && toBase64(userBuffer);
  const lines = [
    `TLS.identifier:${userId}`,
    `TLS.sdkappid:${sdkAppId}`,
    `TLS.time:${time}`,
    `TLS.expire:${expiresInSeconds}`,
    ...(userBuf === undefined ? [] : [`TLS.userbuf:${userBuf}`]),
  ];
  const encoder = new TextEncoder();
  const text = lines.map((line) => `${line}\n`).join('');
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
