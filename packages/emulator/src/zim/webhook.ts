import { createHash, randomBytes } from 'node:crypto';
import type { JsonObject } from '../vendor.ts';
import { parseObject, type VendorWebhook } from '../webhooks/vendor-webhook.ts';
import type { ZimWebhookSettings } from './webhook-options-schema.ts';

/** `sha1` over secret, time stamp and nonce, sorted as text ("Authenticating server-to-server callbacks"). */
export function zimWebhookSignature(callbackSecret: string, timestamp: string, nonce: string): string {
  const parts = [callbackSecret, timestamp, nonce];
  const sorted = parts.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return createHash('sha1').update(sorted.join(''), 'utf8').digest('hex');
}

/** ZIM's callbacks: any 2xx will do; events that tell what happened are tried five times more. */
export function zimWebhook(appId: number, options: ZimWebhookSettings): VendorWebhook {
  return {
    wants: (event) => options.events?.includes(event) ?? true,
    request: ({ event, body }, nowMs) => {
      const timestamp = Math.floor(nowMs / 1000);
      const nonce = randomBytes(8).toString('hex');
      const signature = zimWebhookSignature(options.callbackSecret, String(timestamp), nonce);
      const whole = { appid: String(appId), event, nonce, timestamp, signature, ...body };
      return { url: options.url, gzip: options.gzip, ...encode(whole, options.encoding) };
    },
    retrySignature: options.retrySignature,
    // What is no JSON object decides nothing, as any unknown `result` does.
    read: (status, text) => (status >= 200 && status < 300 ? (parseObject(text) ?? {}) : undefined),
    // [zh]; for events that tell what happened no time limit is documented.
    timeoutMs: 2500,
    // Before: one more attempt at once [zh]; the English page waits three seconds.
    repeats: { before: [0], after: [2000, 4000, 8000, 16_000, 32_000] },
  };
}

function encode(
  body: JsonObject,
  encoding: ZimWebhookSettings['encoding'],
): { headers: Record<string, string>; body: string } {
  const json = { 'content-type': 'application/json' };
  switch (encoding) {
    case 'json':
      return { headers: json, body: JSON.stringify(body) };
    case 'url_encoded':
      return { headers: json, body: encodeURIComponent(JSON.stringify(body)) };
    case 'form': {
      const fields = new URLSearchParams();
      for (const [name, value] of Object.entries(body)) {
        fields.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
      }
      return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: fields.toString() };
    }
  }
}
