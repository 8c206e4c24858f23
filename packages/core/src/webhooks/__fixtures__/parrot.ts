import { asInteger, asName, asRecord } from '../../text/json-value.ts';
import { digestHex, isSameDigest, valueHash } from '../source/digest.ts';
import { webhookFields } from '../source/webhook-fields.ts';
import { type WebhookSecret, webhookSecrets } from '../source/webhook-secret.ts';
import type { Allow, Drop, Refuse, Replace } from '../verdict.ts';
import type { WebhookEventDraft, WebhookItem, WebhookSource } from '../webhook-source.ts';

type Members = Readonly<Record<string, unknown>>;

export interface ParrotOptions {
  readonly secret?: WebhookSecret;
  /** Whether the query says what a request is. */
  readonly tellsKind?: boolean;
}

/** What the handlers of this vendor may answer. */
export interface ParrotVerdicts {
  readonly 'message.sending': Allow | Refuse | Drop | Replace;
}

export const parrotSecret = 'polly';
const maxAgeMs = 60_000;

/**
 * A made-up vendor of webhooks, for the tests of the handler. A body is `{ app, event, time, nonce, sign, … }`; `sign`
 * covers secret, time and nonce, and belongs to one request. Edits are not marked. `squawks` is a list of messages.
 */
export function parrot({
  secret = parrotSecret,
  tellsKind,
}: ParrotOptions = {}): WebhookSource<ParrotVerdicts> {
  const never = { redelivered: 'always' } as const;
  return {
    vendor: 'parrot',
    app: 'cage',
    signed: true,
    events: {
      'message.sending': {
        vendorEvents: ['before'],
        redelivered: 'always',
        unanswered: 'refuse',
        verdicts: ['allow', 'refuse', 'drop', 'replace'],
      },
      'message.sent': { vendorEvents: ['said', 'squawks'], ...never },
      'message.edited': { vendorEvents: ['said'], ...never },
      'user.online': { vendorEvents: ['awake'], ...never },
    },
    async read({ body, receivedAt }) {
      const members = webhookFields(body)?.members;
      const [event, time, nonce, sign] = ['event', 'time', 'nonce', 'sign'].map((name) =>
        asName(members?.[name]),
      );
      if (!members || !event || !time || !nonce || !sign) return { status: 'refused', reason: 'malformed' };
      if (members.app !== 'cage') return { status: 'refused', reason: 'app' };
      const signatures = await Promise.all(
        (await webhookSecrets(secret, 'secret')).map((one) => digestHex('SHA-256', one + time + nonce)),
      );
      if (!signatures.some((right) => isSameDigest(sign, right)))
        return { status: 'refused', reason: 'signature' };
      const isFresh = Math.abs(receivedAt - Number(time)) <= maxAgeMs;
      if (!isFresh) return { status: 'refused', reason: 'expired' };
      return {
        status: 'believed',
        kind: event === 'before' ? 'veto' : 'event',
        vendorEvent: event,
        raw: members,
        signature: { key: `${time}:${nonce}`, ttlMs: 2 * maxAgeMs },
        items: await itemsOf(event, members),
      };
    },
    ...(tellsKind && {
      kindOf: async ({ query }) => {
        const kind = query.get('kind');
        return kind === 'event' || kind === 'veto' ? kind : undefined;
      },
    }),
    acknowledge: () => ({ body: '{"taken":true}' }),
    answer: (_item, verdict) => {
      if (verdict.verdict === 'refuse' && verdict.code !== undefined && verdict.code > 9) {
        throw new RangeError('code: must be at most 9');
      }
      return { body: JSON.stringify(verdict) };
    },
  };
}

async function itemsOf(event: string, members: Members): Promise<readonly WebhookItem[]> {
  switch (event) {
    case 'before':
      return [{ id: asName(members.id) ?? '', event: { type: 'message.sending', ...messageOf(members) } }];
    case 'said':
      return [await saidItem(members)];
    case 'squawks': {
      const list: readonly unknown[] = Array.isArray(members.list) ? members.list : [];
      return Promise.all(list.map((item) => saidItem(asRecord(item) ?? {})));
    }
    case 'awake': {
      const userId = asName(members.user) ?? '';
      return [{ id: `${userId}:${members.at}`, event: { type: 'user.online', at: timeOf(members), userId } }];
    }
    default:
      return [{ id: await valueHash(members), event: { type: 'unknown', at: 0 } }];
  }
}

async function saidItem(members: Members): Promise<WebhookItem> {
  const message = messageOf(members);
  return {
    id: asName(members.id) ?? '',
    event: { type: 'message.sent', ...message, raw: members },
    edit: {
      contentHash: await valueHash(members.text),
      edited: { type: 'message.edited', ...message, raw: members },
    },
  };
}

function messageOf(members: Members): Omit<Extract<WebhookEventDraft, { type: 'message.sent' }>, 'type'> {
  return {
    at: timeOf(members),
    conversation: 'direct',
    from: asName(members.from),
    to: asName(members.to),
    content: { type: 'text', text: asName(members.text) ?? '' },
  };
}

function timeOf({ at }: Members): number {
  return asInteger(at) ?? 0;
}
