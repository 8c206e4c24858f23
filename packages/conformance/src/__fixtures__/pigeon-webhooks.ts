import { createHash } from 'node:crypto';
import type { Content } from '@polychat/core';
import {
  checkWebhookOptions,
  digestHex,
  filledName,
  isSameDigest,
  millisecondsOf,
  type Verdict,
  valueHash,
  type WebhookAnswer,
  type WebhookEventDraft,
  type WebhookItem,
  type WebhookReading,
  type WebhookRequest,
  type WebhookSource,
  webhookFields,
  webhookSecrets,
} from '@polychat/core/webhooks';
import type {
  WebhookSample,
  WebhookSampleRequest,
  WebhookSigning,
  WebhookSourceSubject,
} from '../webhooks/webhook-subject.ts';

const app = '77';
const maxAgeMs = 120_000;
const rules = { factory: 'pigeonWebhooks', app: 'loft', secret: 'secret', maxAgeMs };

const events: WebhookSource['events'] = {
  'message.sending': {
    vendorEvents: ['leaving'],
    conversations: ['direct'],
    redelivered: 'never',
    unanswered: 'allow',
    verdicts: ['allow', 'refuse', 'replace'],
  },
  'message.sent': { vendorEvents: ['left'], conversations: ['direct'], redelivered: 'always' },
  'message.edited': { vendorEvents: ['left'], conversations: ['direct'], redelivered: 'always' },
  'user.online': { vendorEvents: ['woke'], redelivered: 'always' },
  'user.offline': {
    vendorEvents: ['slept'],
    redelivered: 'on_request',
    mayRepeat: 'It has neither an id nor a time.',
  },
  unknown: { vendorEvents: [], redelivered: 'always', mayRepeat: 'Nobody knows what is in it.' },
};

/** What a source may get wrong about who sends a webhook. */
export interface Flaws {
  readonly takesAnyApp?: boolean;
  readonly isSame?: (given: string, right: string) => boolean;
  readonly knowsOneSecret?: boolean;
  readonly isInTime?: (ageMs: number) => boolean;
  readonly needsNoSecret?: boolean;
}

/** Webhooks of a vendor that is made up: what is signed stands in the query, and the body is JSON. */
function pigeonWebhooks(options: object, flaws: Flaws = {}): WebhookSource {
  const checked = checkWebhookOptions(
    flaws.needsNoSecret && !('secret' in options) ? { ...options, unsigned: true } : options,
    rules,
  );
  const { isSame = isSameDigest, isInTime = (ageMs: number) => Math.abs(ageMs) <= maxAgeMs } = flaws;
  const authenticate = async ({ query, receivedAt }: Omit<WebhookRequest, 'body'>) => {
    if (!query.get('loft')) return 'malformed';
    if (query.get('loft') !== app && !flaws.takesAnyApp) return 'app';
    if (checked.secret === undefined) return undefined;
    const [time, sign] = [query.get('time') ?? '', query.get('sign') ?? ''];
    const secrets = await webhookSecrets(checked.secret, 'secret');
    let isRight = false;
    for (const secret of flaws.knowsOneSecret ? secrets.slice(0, 1) : secrets) {
      if (isSame(sign, await digestHex('SHA-256', `${time}.${secret}`))) isRight = true;
    }
    const at = millisecondsOf(time, 'milliseconds');
    if (!isRight || at === undefined) return 'signature';
    return isInTime(receivedAt - at) ? undefined : 'expired';
  };
  return {
    vendor: 'pigeon',
    app,
    signed: checked.secret !== undefined,
    events,
    async read(request): Promise<WebhookReading> {
      const reason = await authenticate(request);
      if (reason) return { status: 'refused', reason };
      const fields = webhookFields(request.body);
      const name = filledName(fields?.members.event);
      if (fields?.form !== 'json' || name === undefined) return { status: 'refused', reason: 'malformed' };
      const item = await itemOf(name, fields.members, request);
      const { query } = request;
      return {
        status: 'believed',
        vendorEvent: name,
        raw: fields.members,
        items: [item],
        kind: item.event.type === 'message.sending' ? 'veto' : 'event',
        ...(checked.secret !== undefined && {
          signature: { key: `${query.get('time')} ${query.get('sign')}`, ttlMs: maxAgeMs + 1 },
        }),
      };
    },
    async kindOf(request) {
      if (await authenticate(request)) return undefined;
      const kind = request.query.get('kind');
      return kind === 'veto' || kind === 'event' ? kind : undefined;
    },
    acknowledge: () => ({ status: 204 }),
    answer,
  };
}

async function itemOf(
  name: string,
  members: Readonly<Record<string, unknown>>,
  { query, receivedAt }: WebhookRequest,
): Promise<WebhookItem> {
  const at = millisecondsOf(query.get('time'), 'milliseconds') ?? receivedAt;
  const id = filledName(members.id);
  const message = { at, conversation: 'direct', ...textOf(members.text) } as const;
  if (name === 'leaving' && id) {
    return { id: `leaving ${id}`, event: { type: 'message.sending', ...message, messageId: id } };
  }
  if (name === 'left' && id) {
    const event: WebhookEventDraft = { type: 'message.sent', ...message, messageId: id };
    const contentHash = await valueHash(members.text);
    return { id: `left ${id}`, event, edit: { contentHash, edited: { ...event, type: 'message.edited' } } };
  }
  const userId = filledName(members.user);
  if (name === 'woke' && userId && id)
    return { id: `woke ${id}`, event: { type: 'user.online', at, userId } };
  const hash = `${name} ${await valueHash([members, at])}`;
  if (name === 'slept' && userId) return { id: hash, event: { type: 'user.offline', at, userId } };
  return { id: hash, event: { type: 'unknown', at } };
}

function textOf(text: unknown): { readonly content?: Content } {
  return typeof text === 'string' && text !== '' ? { content: { type: 'text', text } } : {};
}

function answer(_item: WebhookItem, verdict: Verdict): WebhookAnswer {
  switch (verdict.verdict) {
    case 'allow':
      return { body: '{"go":true}' };
    case 'refuse':
      return { body: '{"go":false}' };
    case 'replace':
      return { body: JSON.stringify({ go: true, text: verdict.content }) };
    default:
      throw new RangeError(`verdict: pigeons cannot ${verdict.verdict}`);
  }
}

function requestFor(
  body: object,
  kind: string,
  { app: loft, secret, signedAt }: WebhookSigning,
): WebhookSampleRequest {
  const sign = createHash('sha256').update(`${signedAt}.${secret}`).digest('hex');
  const query = new URLSearchParams({ loft, time: String(signedAt), sign, kind });
  return { url: `https://hooks.example/?${query}`, body: JSON.stringify(body) };
}

function sample(name: string, type: WebhookEventDraft['type'], body: object): WebhookSample {
  const kind = type === 'message.sending' ? 'veto' : 'event';
  return { name, types: [type], request: (signing) => requestFor(body, kind, signing) };
}

/** The subject: with flaws, or with another source in its place, where these are given. */
export function pigeonSubject(
  change: (source: WebhookSource) => WebhookSource = (source) => source,
  flaws?: Flaws,
): WebhookSourceSubject {
  const loft = Number(app);
  return {
    createSource(secrets) {
      if (secrets === 'none') return change(pigeonWebhooks({ loft }, flaws));
      const options = secrets === 'unsigned' ? { loft, unsigned: true } : { loft, secret: secrets };
      return change(pigeonWebhooks(options, flaws));
    },
    app,
    maxAgeMs,
    samples: [
      sample('leaving', 'message.sending', { event: 'leaving', id: '1', text: 'hello' }),
      sample('left', 'message.sent', { event: 'left', id: '2', text: 'hello' }),
      sample('woke', 'user.online', { event: 'woke', id: '3', user: 'u1' }),
      sample('slept', 'user.offline', { event: 'slept', user: 'u1' }),
      sample('something new', 'unknown', { event: 'hatched' }),
    ],
    textMessage: (text, signing) => requestFor({ event: 'left', id: '9', text }, 'event', signing),
  };
}
