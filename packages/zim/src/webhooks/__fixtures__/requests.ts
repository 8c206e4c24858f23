import { createHash } from 'node:crypto';

/** The app, the secret and the moment of all fixtures; the signature is the one that zim.md 9.1 computes for them. */
export const appId = 2_000_000_001;
export const callbackSecret = 'callbackA';
const sentAtSeconds = 1_750_000_000;
export const receivedAt = 1_750_000_000_400;
const nonce = '9';
const signature = '6fea71a324c5e217b8573c90667be075a9cd10aa';

/** What every callback has ("Callback on message sent", zh 17602; "Authenticating server-to-server callbacks"). */
const common = { appid: String(appId), timestamp: sentAtSeconds, nonce, signature };

/** A request as the vendor posts it. */
interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The body of a callback: its own members and the common ones. */
export function withCommon(members: object): Readonly<Record<string, unknown>> {
  return { ...common, ...members };
}

/** Members signed anew, as zim.md 9.1 says: SHA-1 over secret, timestamp and nonce, sorted as strings. */
export function signed(
  members: object,
  { timestamp = sentAtSeconds as number | string, secret = callbackSecret, ownNonce = nonce } = {},
): Readonly<Record<string, unknown>> {
  const plain = [secret, String(timestamp), ownNonce]
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .join('');
  return {
    ...withCommon(members),
    timestamp,
    nonce: ownNonce,
    signature: createHash('sha1').update(plain, 'utf8').digest('hex'),
  };
}

const url = 'https://hooks.example/zim';

/**
 * The forms that a callback's body may have. Which one the vendor uses is not settled [?]: its docs speak of
 * URL-decoding, its sample reads form fields, and public receivers parse plain JSON (zim.md 9.1, 9.7).
 */
export const forms: Readonly<Record<string, (body: object) => WebhookRequest>> = {
  JSON: (body) => ({ url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  'JSON with a wrong content type': (body) => ({
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: JSON.stringify(body),
  }),
  'JSON after a byte order mark': (body) => ({ url, headers: {}, body: `\uFEFF${JSON.stringify(body)}` }),
  'URL-encoded JSON': (body) => ({
    url,
    headers: { 'content-type': 'application/json' },
    body: encodeURIComponent(JSON.stringify(body)),
  }),
  'URL-encoded JSON with a plus for each space': (body) => ({
    url,
    headers: { 'content-type': 'text/plain' },
    body: encodeURIComponent(JSON.stringify(body)).replaceAll('%20', '+'),
  }),
  'form fields': (body) => ({
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: formOf(body),
  }),
};

/** Lists and objects go as JSON in a form field: the only way that the reference leaves open [?]. */
function formOf(body: object): string {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    fields.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return fields.toString();
}
