import { createHash } from 'node:crypto';

/** The app, the token and the moment of all fixtures; the signature is the test vector of tencent-im.md 11.1. */
export const sdkAppId = 1_400_000_000;
export const token = 'xxxxyyyy';
const sentAtSeconds = 1_669_872_112;
export const receivedAt = 1_669_872_112_400;
const sign = '17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061';

/** A request as the vendor posts it. */
interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the query says beside the app and the signature. */
export interface Query {
  readonly CallbackCommand?: string;
  readonly OptPlatform?: string;
  readonly ClientIP?: string;
  readonly RequestTime?: string;
  readonly Sign?: string;
  readonly SdkAppid?: string;
  readonly RequestId?: string;
}

/** The query of a webhook whose command is `command` (34354 = 269/1522). */
export function queryFor(command: string, changes: Query = {}): URLSearchParams {
  const query = {
    SdkAppid: String(sdkAppId),
    CallbackCommand: command,
    contenttype: 'json',
    ClientIP: '203.0.113.7',
    OptPlatform: 'Android',
    RequestTime: String(sentAtSeconds),
    Sign: sign,
    ...changes,
  };
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
}

/** What a token and a second are signed with: SHA-256 over both. */
export function signFor(seconds: number | string, secret = token): Query {
  const Sign = createHash('sha256').update(`${secret}${seconds}`, 'utf8').digest('hex');
  return { RequestTime: String(seconds), Sign };
}

const address = 'https://hooks.example/im';
const json = { 'content-type': 'application/json' };

/** The forms that a webhook may have: its body is JSON, and the order of parameters and members is free. */
export const forms: Readonly<Record<string, (query: URLSearchParams, body: object) => WebhookRequest>> = {
  JSON: (query, body) => ({ url: `${address}?${query}`, headers: json, body: JSON.stringify(body) }),
  'JSON with a wrong content type': (query, body) => ({
    url: `${address}?${query}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: JSON.stringify(body),
  }),
  'JSON after a byte order mark': (query, body) => ({
    url: `${address}?${query}`,
    headers: {},
    body: `\uFEFF${JSON.stringify(body)}`,
  }),
  'members and parameters sorted by name': (query, body) => {
    const sorted = new URLSearchParams([...query].sort(([one], [other]) => (one < other ? -1 : 1)));
    return { url: `${address}?${sorted}`, headers: json, body: JSON.stringify(body, sortedMembers) };
  },
  'a RequestId in the query, which no page describes': (query, body) => ({
    url: `${address}?${query}&RequestId=4207150021-1669872112`,
    headers: json,
    body: JSON.stringify(body, null, 2),
  }),
};

function sortedMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
