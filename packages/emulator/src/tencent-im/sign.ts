import { createHmac, timingSafeEqual } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { type TencentImCode, tencentImCodes } from './codes.ts';

/** What a UserSig says about itself. Times are Unix seconds. */
export interface UserSigClaims {
  readonly identifier: string;
  readonly sdkAppId: number;
  readonly issuedAt: number;
  readonly expiresInSeconds: number;
  readonly hasUserBuffer: boolean;
}

/** The outcome of one check, for the answer and for whoever looks at the recorded request. */
export type UserSigCheck =
  | { readonly valid: true; readonly claims: UserSigClaims }
  | { readonly valid: false; readonly code: TencentImCode; readonly claims?: UserSigClaims };

export interface UserSigVerifierOptions {
  readonly sdkAppId: number;
  /** `null` is an app without a key: whatever is signed for it fails with 70016. */
  readonly secretKey: string | null;
  /** Whether a `TLS.time` later than now is refused, as 70003. The vendor does not say [?]. */
  readonly refuseFuture: boolean;
  /** Wall clock in milliseconds. */
  readonly now: () => number;
}

/** What the query says next to the UserSig. */
interface UserSigContext {
  readonly sdkAppId: number;
  readonly identifier: string;
}

export type UserSigVerifier = (userSig: string, context: UserSigContext) => UserSigCheck;

/** Enough for every administrator of a busy test run, and a bound for one that signs each request anew. */
const CACHED_SIGNATURES = 512;

/** No real UserSig comes near it; a bound keeps a hostile one from inflating without end. */
const MAX_DECODED_BYTES = 64 * 1024;

interface Opened {
  readonly claims: UserSigClaims;
  /** Whether the HMAC fits the app's key; does not depend on time or query, so it is worth keeping. */
  readonly genuine: boolean;
}

/**
 * Makes the check of UserSig 2.0 (1047/34385 = 269/32688): HMAC-SHA256 over the fields, zlib, and base64 with
 * `+ / =` written `* - _`.
 *
 * The vendor does not document the order of its checks [?]; this one goes decode, sdkappid, identifier, key,
 * expiry, HMAC, so that a wrong clock is not mistaken for a wrong key.
 * @returns a function that says `70002`, `70003`, `70014`, `70013`, `70020`, `70016`, `70001`, `70009`, or valid.
 */
export function createUserSigVerifier(options: UserSigVerifierOptions): UserSigVerifier {
  const cache = new Map<string, Opened>();

  function open(userSig: string): Opened | undefined {
    const known = cache.get(userSig);
    if (known !== undefined) return known;
    const decoded = decode(userSig);
    if (decoded === undefined) return undefined;
    const opened = { claims: decoded.claims, genuine: isGenuine(decoded, options.secretKey) };
    const oldest = cache.size < CACHED_SIGNATURES ? undefined : cache.keys().next().value;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(userSig, opened);
    return opened;
  }

  return (userSig, context) => {
    if (userSig === '') return { valid: false, code: tencentImCodes.userSigEmpty };
    const opened = open(userSig);
    if (opened === undefined) return { valid: false, code: tencentImCodes.userSigMalformed };
    const { claims } = opened;
    const refuse = (code: TencentImCode): UserSigCheck => ({ valid: false, code, claims });
    const nowSeconds = Math.floor(options.now() / 1000);
    if (claims.sdkAppId !== context.sdkAppId) return refuse(tencentImCodes.sdkAppIdMismatch);
    if (claims.identifier !== context.identifier) return refuse(tencentImCodes.identifierMismatch);
    if (claims.sdkAppId !== options.sdkAppId) return refuse(tencentImCodes.sdkAppIdUnknown);
    if (options.secretKey === null) return refuse(tencentImCodes.noKey);
    if (nowSeconds > claims.issuedAt + claims.expiresInSeconds) return refuse(tencentImCodes.userSigExpired);
    if (options.refuseFuture && claims.issuedAt > nowSeconds) return refuse(tencentImCodes.userSigMalformed);
    if (!opened.genuine) return refuse(tencentImCodes.userSigMismatch);
    return { valid: true, claims };
  };
}

interface Decoded {
  readonly claims: UserSigClaims;
  readonly signedText: string;
  readonly signature: string;
}

function decode(userSig: string): Decoded | undefined {
  if (!/^[A-Za-z0-9*-]+_{0,2}$/.test(userSig) || userSig.length % 4 !== 0) return undefined;
  const base64 = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  try {
    const json = inflateSync(Buffer.from(base64, 'base64'), { maxOutputLength: MAX_DECODED_BYTES });
    return readDocument(JSON.parse(json.toString('utf8')));
  } catch {
    // Not zlib, cut short, or not JSON: one and the same to the caller.
    return undefined;
  }
}

function readDocument(document: unknown): Decoded | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const fields = document as Readonly<Record<string, unknown>>;
  const identifier = fields['TLS.identifier'];
  const sdkAppId = fields['TLS.sdkappid'];
  const issuedAt = fields['TLS.time'];
  const expiresInSeconds = fields['TLS.expire'];
  const signature = fields['TLS.sig'];
  const userBuffer = fields['TLS.userbuf'];
  if (fields['TLS.ver'] !== '2.0' || typeof identifier !== 'string' || typeof signature !== 'string') {
    return undefined;
  }
  if (!isCount(sdkAppId) || !isCount(issuedAt) || !isCount(expiresInSeconds)) return undefined;
  if (userBuffer !== undefined && typeof userBuffer !== 'string') return undefined;
  const lines = [
    `TLS.identifier:${identifier}\n`,
    `TLS.sdkappid:${sdkAppId}\n`,
    `TLS.time:${issuedAt}\n`,
    `TLS.expire:${expiresInSeconds}\n`,
  ];
  // The base64 text is signed as it stands, not the bytes behind it.
  if (userBuffer !== undefined) lines.push(`TLS.userbuf:${userBuffer}\n`);
  const hasUserBuffer = userBuffer !== undefined;
  return {
    claims: { identifier, sdkAppId, issuedAt, expiresInSeconds, hasUserBuffer },
    signedText: lines.join(''),
    signature,
  };
}

function isGenuine(decoded: Decoded, secretKey: string | null): boolean {
  if (secretKey === null) return false;
  const expected = createHmac('sha256', secretKey).update(decoded.signedText, 'utf8').digest('base64');
  const given = Buffer.from(decoded.signature, 'utf8');
  const wanted = Buffer.from(expected, 'utf8');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
