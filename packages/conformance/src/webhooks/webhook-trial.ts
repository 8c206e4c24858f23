import assert from 'node:assert/strict';
import type {
  BelievedWebhook,
  WebhookReading,
  WebhookRefusal,
  WebhookRequest,
  WebhookSource,
} from '@polychat/core/webhooks';
import type {
  WebhookSample,
  WebhookSampleRequest,
  WebhookSigning,
  WebhookSourceSubject,
} from './webhook-subject.ts';

/** When everything happens, unless a check says otherwise: a whole second. */
export const now = 1_750_000_000_000;
/** The secret that is good. */
export const secret = '7d1f0c44a2be9c53e8a6b0d1f2c3948e';
/** One that is not. */
export const otherSecret = '00112233445566778899aabbccddeeff';

/** What a check is given. */
export class WebhookTrial {
  readonly subject: WebhookSourceSubject;
  readonly source: WebhookSource;
  /** As the vendor signs for our app now. */
  readonly signing: WebhookSigning;

  constructor(subject: WebhookSourceSubject) {
    this.subject = subject;
    this.source = subject.createSource([secret]);
    this.signing = { app: subject.app, secret, signedAt: now };
  }

  /** A sample's request, signed as it should be but for these members. */
  request(sample: WebhookSample, changes: Partial<WebhookSigning> = {}): WebhookSampleRequest {
    return sample.request({ ...this.signing, ...changes });
  }

  /** What a source makes of a request, in the form in which a handler gives it. */
  read(request: WebhookSampleRequest, { from = this.source, at = now } = {}): Promise<WebhookReading> {
    return from.read(asGiven(request, at));
  }

  /** A reading that must be believed. */
  async believed(
    sample: WebhookSample,
    changes: Partial<WebhookSigning> = {},
    options?: { readonly from?: WebhookSource; readonly at?: number },
  ): Promise<BelievedWebhook> {
    const reading = await this.read(this.request(sample, changes), options);
    if (reading.status === 'believed') return reading;
    return assert.fail(`${sample.name}: it is refused as ${reading.reason}`);
  }

  /** Fails unless a request is refused, and for this reason where one is given. */
  async refused(
    request: WebhookSampleRequest,
    what: string,
    reason?: WebhookRefusal,
    options?: { readonly from?: WebhookSource; readonly at?: number },
  ): Promise<void> {
    const reading = await this.read(request, options);
    if (reading.status === 'believed') return assert.fail(`${what} is believed`);
    if (reason) assert.equal(reading.reason, reason, `${what}: it is refused for another reason`);
  }
}

/** A request as a handler gives it to a source: its byte order mark is gone. */
export function asGiven(
  { url, headers = {}, body }: WebhookSampleRequest,
  receivedAt: number,
): WebhookRequest {
  return {
    body: body.replace(/^\uFEFF/, ''),
    headers: new Headers(headers),
    query: new URL(url).searchParams,
    receivedAt,
  };
}
