import {
  type Capabilities,
  type ChatAdapter,
  type CheckedMessage,
  createCall,
  createProblem,
  filledStringSchema,
  invalidField,
  type ListReply,
  type PlanContext,
  type Problem,
  parseOptions,
  planBatch,
  type ResultIds,
  type SessionGrant,
  type UnsupportedField,
  type VendorCall,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { telegraphContent } from './telegraph-content.ts';
import { limits } from './telegraph-limits.ts';
import { readMessage, readToken } from './telegraph-reply.ts';

export interface TelegraphOptions {
  readonly clientId: string;
  /** It stands in the body of the request for a token, which cannot wait for a function. */
  readonly clientSecret: string;
}

const optionsSchema = z.strictObject({ clientId: filledStringSchema, clientSecret: filledStringSchema });

const host = 'api.telegraph.example';
const maxCharacters = 4_000;
/** "A dedupe_key is remembered for ten minutes." */
const dedupWindowMs = 600_000;
const form = 'application/x-www-form-urlencoded';

/** No audiences and no registration, so neither is declared. */
const capabilities: Capabilities = {
  direct: {
    content: { text: 'yes', location: 'yes' },
    fields: {
      metadata: 'yes',
      priority: 'ignored',
      senderCopy: { only: [true] },
      countsAsUnread: { only: [true] },
      timeToLive: { only: [0] },
      idempotencyKey: 'yes',
    },
    checksRecipients: false,
  },
  behaviour: {
    senderOptional: true,
    canMessageSelf: false,
    checksBlocklist: false,
    moderatesServerSends: true,
    raisesWebhooks: 'always',
    sharesMessageIdInCall: false,
    storesBroadcasts: false,
    discardsCopiesForMs: dedupWindowMs,
  },
};

/** Telegraph, for `createChat`. Throws a `ChatError` with code `misconfigured` that names the option at fault. */
export function telegraph(options: TelegraphOptions): ChatAdapter {
  const { clientId, clientSecret } = parseOptions(optionsSchema, options, 'telegraph');

  /** A message to one channel, which stands in the URL. */
  const messageCall = (channel: string, request: object): VendorCall<ListReply<ResultIds>> =>
    createCall<ListReply<ResultIds>>({
      endpoint: 'messages',
      costs: [
        { limit: limits.requests, units: 1 },
        { limit: limits.channel, units: 1, key: channel },
      ],
      dedupWindowMs,
      request: () => request,
      encoding: 'form',
      visibleFields: ['operator', 'kind'],
      signer: (_, { sessionToken }) => ({
        method: 'POST',
        url: `https://${host}/v2/channels/${encodeURIComponent(channel)}/messages`,
        headers: { authorization: `Bearer ${sessionToken ?? ''}` },
      }),
      read: readMessage,
    });

  return {
    specificationVersion: 2,
    vendor: 'telegraph',
    title: 'Telegraph',
    app: clientId,
    host,
    capabilities,
    limits: Object.values(limits),

    session: {
      call: () =>
        createCall<SessionGrant>({
          endpoint: 'oauth/token',
          purpose: 'session',
          costs: [{ limit: limits.requests, units: 1 }],
          // A token too many does no harm.
          dedupWindowMs: Number.POSITIVE_INFINITY,
          request: () => ({
            grant_type: 'client_credentials',
            client_id: clientId,
            client_secret: clientSecret,
          }),
          encoding: 'form',
          visibleFields: ['grant_type', 'client_id'],
          signer: () => ({ method: 'POST', url: `https://${host}/oauth/token`, headers: {} }),
          read: readToken,
        }),
    },

    plan: {
      direct(message, context) {
        // A message without a sender comes from the app itself.
        const { from = clientId } = message;
        return {
          sender: from,
          problems: problemsOf(message),
          unsupported: unsupportedOf(message),
          warnings: [],
          maxItems: 1,
          next: (pending) =>
            planBatch(pending.slice(0, 1), {
              idOf: (channel) => channel,
              problemOf: (channel) => channelProblem(channel, from),
              callFor: ([channel]) => messageCall(channel, { operator: from, ...formOf(message, context) }),
              // The reply is about the one channel of the call, and names none.
              unlistedMeans: 'accepted',
            }),
        };
      },
    },

    resume({ vendor, app, endpoint, body, items }) {
      const [item] = items;
      const isOurs = vendor === 'telegraph' && app === clientId && endpoint === 'messages';
      if (!isOurs || !item || items.length !== 1 || body?.contentType !== form) return undefined;
      const request = Object.fromEntries(new URLSearchParams(body.text));
      if (!request.dedupe_key) return undefined;
      // The bytes that were stored, and no others.
      return { ...messageCall(item.id, request), body: () => body };
    },
  };
}

/** Everything but the channel and the sender. */
function formOf({ content, metadata, timeToLive, idempotencyKey }: CheckedMessage, context: PlanContext) {
  return {
    dedupe_key: idempotencyKey ?? `${context.counter()}-${context.random()}`,
    ...telegraphContent.toWire(content),
    reference: metadata,
    fleeting: timeToLive === 0 ? true : undefined,
  };
}

/** Why the vendor would refuse a channel, or undefined. */
function channelProblem(channel: string, from: string): Problem | undefined {
  if (channel === from)
    return invalidField('userId', 'must not be the sender, who cannot write to themselves');
  return /^[\w.-]{1,64}$/.test(channel)
    ? undefined
    : invalidField('userId', 'must be 1 to 64 letters, digits, _, . or -');
}

/** What the vendor would refuse. */
function problemsOf({ from, content, vendorFields }: CheckedMessage): Problem[] {
  const problems: Problem[] = [];
  if (from !== undefined && !/^[\w.-]{1,64}$/.test(from)) {
    problems.push(invalidField('from', 'must be 1 to 64 letters, digits, _, . or -'));
  }
  const actual = content.type === 'text' ? [...content.text].length : 0;
  if (actual > maxCharacters) {
    const limit = { max: maxCharacters, unit: 'characters', actual } as const;
    const problem = invalidField('content.text', `must be at most ${maxCharacters} characters long`, limit);
    problems.push(createProblem({ ...problem, code: 'message_too_large' }));
  }
  for (const name of Object.keys(vendorFields ?? {})) {
    problems.push(invalidField(`vendor.telegraph.${name}`, 'no such field'));
  }
  return problems;
}

/** A fleeting message is shown and forgotten, and a reference is for finding a message again. */
function unsupportedOf({ metadata, timeToLive }: CheckedMessage): UnsupportedField[] {
  return metadata !== undefined && timeToLive === 0
    ? [{ field: 'metadata', reason: 'cannot be kept with a message for online devices only' }]
    : [];
}
