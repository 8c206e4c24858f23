import { createHash } from 'node:crypto';
import { parseObject, type VendorWebhook } from '../webhooks/vendor-webhook.ts';
import type { TencentImWebhookSettings } from './webhook-options-schema.ts';

/** `sha256(Token + RequestTime)` in lower-case hex (269/1522). */
export function tencentImWebhookSignature(token: string, requestTime: string): string {
  return createHash('sha256').update(`${token}${requestTime}`, 'utf8').digest('hex');
}

/** Waits between repeats are not documented [?]. */
const repeatWaitMs = 2000;

/** Tencent's webhooks: the event's name and its signature in the query; two seconds; a fixed shape of answer. */
export function tencentImWebhook(sdkAppId: number, options: TencentImWebhookSettings): VendorWebhook {
  return {
    wants: (event) => options.events?.includes(event) ?? true,
    request: ({ event, body, origin }, nowMs) => {
      const url = new URL(options.url);
      url.searchParams.append('SdkAppid', String(sdkAppId));
      url.searchParams.append('CallbackCommand', event);
      url.searchParams.append('contenttype', 'json');
      // What the vendor tells by itself, such as of pushes, came from nobody.
      if (origin !== 'vendor') {
        url.searchParams.append('ClientIP', '127.0.0.1');
        url.searchParams.append('OptPlatform', origin === 'server' ? 'RESTAPI' : origin.platform);
      }
      if (options.token !== undefined) {
        const requestTime = String(Math.floor(nowMs / 1000));
        url.searchParams.append('Sign', tencentImWebhookSignature(options.token, requestTime));
        url.searchParams.append('RequestTime', requestTime);
      }
      return {
        url: url.href,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        gzip: options.gzip,
      };
    },
    retrySignature: options.retrySignature,
    read: (status, text) => {
      const answer = status === 200 ? parseObject(text) : undefined;
      return answer?.ActionStatus === 'OK' && typeof answer.ErrorCode === 'number' ? answer : undefined;
    },
    timeoutMs: 2000,
    repeats: { before: [], after: Array.from({ length: options.repeats }, () => repeatWaitMs) },
  };
}
