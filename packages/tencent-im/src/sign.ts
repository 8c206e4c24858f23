import {
  type HttpTarget,
  readSecret,
  type Secret,
  type SignContext,
  type Signer,
} from '@polychat/core/adapter';
import { createUserSig } from './user-sig.ts';

/** The console shows the key as 64 hexadecimal characters. */
export const secretPattern = /^[0-9a-fA-F]{64}$/;

export interface SignerOptions {
  readonly sdkAppId: number;
  readonly secretKey: Secret;
  readonly adminUserId: string;
  readonly userSigLifetimeSeconds: number;
  /** Without a slash at the end. */
  readonly baseUrl: string;
}

interface CachedUserSig {
  readonly secretKey: string;
  readonly userSig: string;
  readonly issuedAt: number;
}

const headers = Object.freeze({});

/**
 * Signs requests as the app's administrator. One UserSig serves until half of its lifetime has passed, so that a
 * clock that is behind never uses one that has ended; a new one is made when the key changes and when the vendor
 * refused the last. Key and UserSig live in this closure and in the URL, nowhere else.
 *
 * Vendor document: 34620 = 269/1519, "REST API overview" (2025-10).
 */
export function createSigner(options: SignerOptions): Signer {
  const { sdkAppId, adminUserId, userSigLifetimeSeconds, baseUrl } = options;
  const identifier = encodeURIComponent(adminUserId);
  let cached: CachedUserSig | undefined;

  const isFresh = ({ issuedAt }: CachedUserSig, now: number): boolean =>
    issuedAt <= now && now < issuedAt + userSigLifetimeSeconds * 500;

  const userSigFor = (secretKey: string, { now, renewSignature }: SignContext): string => {
    if (renewSignature || cached?.secretKey !== secretKey || !isFresh(cached, now)) {
      const userSig = createUserSig({
        sdkAppId,
        secretKey,
        userId: adminUserId,
        expiresInSeconds: userSigLifetimeSeconds,
        issuedAt: now,
      });
      cached = { secretKey, userSig, issuedAt: now };
    }
    return cached.userSig;
  };

  const targetOf = (secretKey: string, endpoint: string, context: SignContext): HttpTarget => {
    const query =
      `sdkappid=${sdkAppId}&identifier=${identifier}&usersig=${userSigFor(secretKey, context)}` +
      `&random=${context.random()}&contenttype=json`;
    return { method: 'POST', url: `${baseUrl}/${endpoint}?${query}`, headers };
  };

  return (endpoint, context) => {
    const secretKey = readSecret(options.secretKey, 'secretKey', secretPattern);
    return typeof secretKey === 'string'
      ? targetOf(secretKey, endpoint, context)
      : secretKey.then((key) => targetOf(key, endpoint, context));
  };
}
