import {
  asRecord,
  type ClientToken,
  checkOptionRules,
  isCount,
  momentRule,
  type OptionRule,
  readSecretBriefly,
  type Secret,
  secretRule,
  type VerifiedClientToken,
} from '@polychat/core/adapter';
import { maxUserIdBytes, userIdPattern } from './limits.ts';
import { secretPattern } from './sign.ts';
import { ivBytes, openToken04, sealToken04, type TokenCipher } from './token04.ts';

export type { ClientToken, ClientTokenFault, Secret, VerifiedClientToken } from '@polychat/core/adapter';
export type { TokenCipher } from './token04.ts';

const day = 24 * 60 * 60;
/** The longest that ZIM takes (article 14170, "Authentication"). */
const maxSeconds = 24 * day;
const highestAppId = 2 ** 32 - 1;

/** Whom a token is for, and the secret that makes it. */
export interface ClientTokenOptions {
  /** The app's number in the ZEGOCLOUD console. */
  readonly appId: number;
  /** The app's ServerSecret, 32 characters, or a function that returns it. */
  readonly serverSecret: Secret;
  /** Who may log in with the token: a ZIM user id, at most 32 bytes. */
  readonly userId: string;
  /** Seconds from `issuedAt` until the token ends. Default 86,400 (24 hours), at most 2,073,600 (24 days). */
  readonly expiresInSeconds?: number;
  /** When the token begins: a `Date`, or milliseconds since 1970. Default: now. */
  readonly issuedAt?: Date | number;
  /**
   * Default `cbc`, which every page of ZIM shows. ZEGO's newer code recommends `gcm`, which also authenticates; whether
   * ZIM's login takes it is not documented.
   */
  readonly cipher?: TokenCipher;
}

/** What a token is checked against. */
export interface VerifyClientTokenOptions {
  /** The app's number in the ZEGOCLOUD console. */
  readonly appId: number;
  /** The app's ServerSecret, 32 characters, or a function that returns it. */
  readonly serverSecret: Secret;
  /** The moment to check it for: a `Date`, or milliseconds since 1970. Default: now. */
  readonly at?: Date | number;
}

const appRules = {
  appId: {
    holds: (value) => isCount(value) && Number(value) <= highestAppId,
    words: `must be an integer from 1 to ${highestAppId}`,
  },
  serverSecret: secretRule(secretPattern, '32 characters'),
} satisfies Record<string, OptionRule>;

const optionRules: Readonly<Record<keyof ClientTokenOptions, OptionRule>> = {
  ...appRules,
  userId: {
    holds: (value) =>
      typeof value === 'string' &&
      value !== '' &&
      value.length <= maxUserIdBytes &&
      userIdPattern.test(value),
    words: 'must be 1 to 32 letters, digits, spaces or !#$%&()+-:;<=.>?@[]^_{}|~',
  },
  expiresInSeconds: {
    isOptional: true,
    holds: (value) => isCount(value) && Number(value) <= maxSeconds,
    words: `must be an integer from 1 to ${maxSeconds}`,
  },
  issuedAt: momentRule,
  cipher: {
    isOptional: true,
    holds: (value) => value === 'cbc' || value === 'gcm',
    words: 'must be "cbc" or "gcm"',
  },
};

const verifyRules: Readonly<Record<keyof VerifyClientTokenOptions, OptionRule>> = {
  ...appRules,
  at: momentRule,
};

/**
 * Makes a Token04, with which a user logs in to ZIM. Nothing is sent anywhere. Call it on your server: whoever holds the
 * secret can make tokens for everybody. The token is encrypted, so its holder cannot read it; two of them for one user
 * are never the same. No server call ends one before its time.
 *
 * Rejects with a `ChatError` with code `misconfigured` that names the option at fault, also where the secret's function
 * fails.
 *
 * Vendor documents: "Authentication" (article 14170), as of 2026-08-21; ZEGO's server assistant, Token04.
 */
export async function createClientToken(options: ClientTokenOptions): Promise<ClientToken> {
  checkOptionRules('createClientToken', options, optionRules);
  const { appId, serverSecret, userId, cipher = 'cbc' } = options;
  const ctime = secondOf(options.issuedAt);
  const expire = ctime + (options.expiresInSeconds ?? day);
  const secret = await readSecretBriefly(serverSecret, 'serverSecret', secretPattern);
  const [nonce] = crypto.getRandomValues(new Int32Array(1));
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes[cipher]));
  // A payload is for other products of ZEGO; ZIM needs none.
  const text = JSON.stringify({ app_id: appId, user_id: userId, nonce, ctime, expire, payload: '' });
  return { token: await sealToken04(text, { secret, cipher, iv, expire }), expiresAt: expire * 1_000 };
}

/**
 * Checks a Token04 as ZIM's login would, for tests; ZIM does this itself when a client logs in. Takes both ciphers. A
 * token of the cipher `cbc` is not authenticated: do not use it to find out who somebody is.
 *
 * Rejects with a `ChatError` with code `misconfigured` for wrong options, and never for a wrong token.
 */
export async function verifyClientToken(
  token: string,
  options: VerifyClientTokenOptions,
): Promise<VerifiedClientToken> {
  checkOptionRules('verifyClientToken', options, verifyRules);
  const secret = await readSecretBriefly(options.serverSecret, 'serverSecret', secretPattern);
  const opened = typeof token === 'string' ? await openToken04(token, secret) : undefined;
  if (!opened) return { valid: false, fault: 'malformed' };
  const said = opened.text === undefined ? undefined : claimsOf(opened.text);
  // Without authentication, a wrong key shows as bad padding or as bad JSON; and what stands in clear may be changed.
  if (!said || said.expire !== opened.expire) return { valid: false, fault: 'forged' };
  const { appId, userId, ctime, expire } = said;
  if (appId !== options.appId) return { valid: false, fault: 'other_app' };
  if (expire < secondOf(options.at)) return { valid: false, fault: 'expired' };
  if (expire - ctime > maxSeconds) return { valid: false, fault: 'lives_too_long' };
  return { valid: true, userId, issuedAt: ctime * 1_000, expiresAt: expire * 1_000 };
}

function secondOf(moment: Date | number = Date.now()): number {
  return Math.floor(Number(moment) / 1_000);
}

/** What an encrypted text says; undefined for one that no maker of tokens wrote. */
function claimsOf(text: string) {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { app_id: appId, user_id: userId, nonce, ctime, expire, payload = '' } = asRecord(json) ?? {};
  const isComplete = Number.isSafeInteger(nonce) && typeof payload === 'string';
  if (!isComplete || !isWhole(appId) || !isWhole(ctime) || !isWhole(expire)) return undefined;
  return typeof userId === 'string' ? { appId, userId, ctime, expire } : undefined;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
