import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import {
  asRecord,
  type ClientToken,
  checkOptionRules,
  fromBase64,
  isCount,
  momentRule,
  type OptionRule,
  readSecretBriefly,
  type Secret,
  secretRule,
  toBase64,
  type VerifiedClientToken,
} from '@polychat/core/adapter';
import { unzlibSync } from 'fflate';
import { secretPattern } from './sign.ts';
import { createUserSig, signedText } from './user-sig.ts';

export type { ClientToken, ClientTokenFault, Secret, VerifiedClientToken } from '@polychat/core/adapter';

const day = 24 * 60 * 60;
/** No real UserSig comes near either; without both, a hostile one would inflate for seconds. */
const maxTokenCharacters = 8_192;
const maxTicketBytes = 65_536;

/** Whom a token is for, and the key that signs it. */
export interface ClientTokenOptions {
  /** The app's id, as the console shows it. */
  readonly sdkAppId: number;
  /** The app's secret key, 64 hexadecimal characters, or a function that returns it. */
  readonly secretKey: Secret;
  /** Who may log in with the token. At most 32 bytes, no control characters. */
  readonly userId: string;
  /** Seconds from `issuedAt` until the token ends. Default 86,400 (24 hours). Tencent IM documents no longest time. */
  readonly expiresInSeconds?: number;
  /** When the token begins: a `Date`, or milliseconds since 1970. Default: now. */
  readonly issuedAt?: Date | number;
}

/** What a token is checked against. */
export interface VerifyClientTokenOptions {
  /** The app's id, as the console shows it. */
  readonly sdkAppId: number;
  /** The app's secret key, 64 hexadecimal characters, or a function that returns it. */
  readonly secretKey: Secret;
  /** The moment to check it for: a `Date`, or milliseconds since 1970. Default: now. */
  readonly at?: Date | number;
}

const appRules = {
  sdkAppId: { holds: isCount, words: 'must be an integer of at least 1' },
  secretKey: secretRule(secretPattern, '64 hexadecimal characters'),
} satisfies Record<string, OptionRule>;

/** `createUserSig` checks the rest by its own rules. */
const always = () => true;
const optionRules: Readonly<Record<keyof ClientTokenOptions, OptionRule>> = {
  ...appRules,
  userId: { holds: always, words: '' },
  expiresInSeconds: { isOptional: true, holds: isCount, words: 'must be an integer of at least 1' },
  issuedAt: momentRule,
};

const verifyRules: Readonly<Record<keyof VerifyClientTokenOptions, OptionRule>> = {
  ...appRules,
  at: momentRule,
};

/**
 * Makes a UserSig, with which a user logs in to Tencent IM, in the shape that all vendors' adapters have. Nothing is
 * sent anywhere. Call it on your server: whoever holds the secret key can sign for everybody. The token is signed and
 * not encrypted: its holder can read it. A login can be ended by the vendor's command `kick`, a token by itself cannot.
 *
 * Rejects with a `ChatError` with code `misconfigured` that names the option at fault, also where the key's function
 * fails.
 *
 * Vendor document: 34385 = 269/32688, "Generating UserSig".
 */
export async function createClientToken(options: ClientTokenOptions): Promise<ClientToken> {
  checkOptionRules('createClientToken', options, optionRules);
  const { sdkAppId, userId, expiresInSeconds = day } = options;
  const time = secondOf(options.issuedAt);
  const secretKey = await readSecretBriefly(options.secretKey, 'secretKey', secretPattern);
  const token = createUserSig({ sdkAppId, secretKey, userId, expiresInSeconds, issuedAt: time * 1_000 });
  return { token, expiresAt: (time + expiresInSeconds) * 1_000 };
}

/**
 * Checks a UserSig as Tencent IM's login would, for tests; Tencent IM does this itself when a client logs in.
 *
 * Rejects with a `ChatError` with code `misconfigured` for wrong options, and never for a wrong token.
 */
export async function verifyClientToken(
  token: string,
  options: VerifyClientTokenOptions,
): Promise<VerifiedClientToken> {
  checkOptionRules('verifyClientToken', options, verifyRules);
  const secretKey = await readSecretBriefly(options.secretKey, 'secretKey', secretPattern);
  const ticket = typeof token === 'string' ? ticketOf(token) : undefined;
  if (!ticket) return { valid: false, fault: 'malformed' };
  const { sdkAppId, userId, time, expire, userBuf, signature } = ticket;
  const encoder = new TextEncoder();
  const signed = signedText({ sdkAppId, userId, time, expire, userBuf });
  const expected = toBase64(hmac(sha256, encoder.encode(secretKey), encoder.encode(signed)));
  if (!areSame(expected, signature)) return { valid: false, fault: 'forged' };
  if (sdkAppId !== options.sdkAppId) return { valid: false, fault: 'other_app' };
  if (time + expire < secondOf(options.at)) return { valid: false, fault: 'expired' };
  return { valid: true, userId, issuedAt: time * 1_000, expiresAt: (time + expire) * 1_000 };
}

function secondOf(moment: Date | number = Date.now()): number {
  return Math.floor(Number(moment) / 1_000);
}

/** What a UserSig says, its signature unchecked; undefined for what is none. */
function ticketOf(token: string) {
  if (token.length > maxTokenCharacters) return undefined;
  const bytes = fromBase64(token.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '='));
  if (!bytes) return undefined;
  let json: unknown;
  try {
    const text = unzlibSync(bytes, { out: new Uint8Array(maxTicketBytes) });
    // It does not look at the sum at the end, as other readers of zlib do.
    if (adler32(text) !== new DataView(bytes.buffer).getUint32(bytes.length - 4)) return undefined;
    json = JSON.parse(new TextDecoder().decode(text));
  } catch {
    return undefined;
  }
  const ticket = asRecord(json) ?? {};
  const [sdkAppId, time, expire] = [ticket['TLS.sdkappid'], ticket['TLS.time'], ticket['TLS.expire']];
  const [userId, signature, userBuf] = [ticket['TLS.identifier'], ticket['TLS.sig'], ticket['TLS.userbuf']];
  if (ticket['TLS.ver'] !== '2.0' || !isWhole(sdkAppId) || !isWhole(time) || !isWhole(expire))
    return undefined;
  if (typeof userId !== 'string' || typeof signature !== 'string') return undefined;
  if (userBuf !== undefined && typeof userBuf !== 'string') return undefined;
  return { sdkAppId, userId, time, expire, userBuf, signature };
}

/** The sum at the end of what zlib packed (RFC 1950). */
function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** In a time that does not tell how much of it is right. */
function areSame(expected: string, given: string): boolean {
  if (expected.length !== given.length) return false;
  let differences = 0;
  for (let index = 0; index < expected.length; index += 1) {
    differences |= expected.charCodeAt(index) ^ given.charCodeAt(index);
  }
  return differences === 0;
}
