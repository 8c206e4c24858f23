import {
  type AttemptInfo,
  type CallResult,
  type Capabilities,
  type ChatAdapter,
  type CheckedMessage,
  type Content,
  type ContentTranslation,
  createCall,
  createCatalogue,
  createProblem,
  filledStringSchema,
  type HttpReply,
  invalidField,
  type Limit,
  type ListReply,
  type PlanContext,
  type Problem,
  parseOptions,
  planBatch,
  problemOfCode,
  type ReadReply,
  type ResultIds,
  readReply,
  retryAfterMs,
  type SessionGrant,
  type UnsupportedField,
  type VendorCall,
} from '@polychat/core/adapter';
import * as z from 'zod/mini';

export interface TelegraphOptions {
  readonly clientId: string;
  /** It stands in the body of the request for a token, which cannot wait for a function. */
  readonly clientSecret: string;
}

const optionsSchema = z.strictObject({ clientId: filledStringSchema, clientSecret: filledStringSchema });

const host = 'api.telegraph.example';
const source = 'Telegraph REST API 2.3, "Rate limits", 2026-08-21';
const perSecond = { windowMs: 1_000, kind: 'rate', source } as const;
const limits = {
  requests: { name: 'requests', capacity: 100, countedBy: 'app_and_host', ...perSecond },
  /** For every channel by itself. */
  channel: { name: 'channel messages', capacity: 1, countedBy: 'app', ...perSecond },
} satisfies Record<string, Limit>;
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

const catalogue = createCatalogue({
  groups: [
    { codes: ['invalid_request'], code: 'invalid_message', effect: 'rejected', transient: false },
    { codes: ['text_too_long'], code: 'message_too_large', effect: 'rejected', transient: false },
    {
      codes: ['invalid_token', 'token_expired', 'invalid_client'],
      code: 'unauthenticated',
      effect: 'rejected',
      transient: false,
    },
    { codes: ['channel_closed'], code: 'permission_denied', effect: 'rejected', transient: false },
    { codes: ['content_refused'], code: 'content_rejected', effect: 'rejected', transient: false },
    { codes: ['unknown_operator'], code: 'sender_not_found', effect: 'rejected', transient: false },
    { codes: ['rate_limited', 'channel_busy'], code: 'rate_limited', effect: 'rejected', transient: true },
    // "Nothing was done. Try again later."
    { codes: ['unavailable'], code: 'vendor_unavailable', effect: 'rejected', transient: true },
    // "The request may or may not have been carried out."
    { codes: ['internal'], code: 'vendor_unavailable', effect: 'unknown', transient: true },
  ],
});

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.nullish(z.string()), message_id: z.nullish(z.string()) }),
});
const failures = {
  400: errorSchema,
  401: errorSchema,
  403: errorSchema,
  404: errorSchema,
  409: errorSchema,
  429: errorSchema,
  500: errorSchema,
  503: errorSchema,
};
const messageSchemas = {
  201: z.object({ id: z.string(), created_at: z.nullish(z.number()) }),
  ...failures,
};
const tokenSchemas = {
  200: z.object({ access_token: z.string().check(z.minLength(1)), expires_in: z.number() }),
  ...failures,
};
/** "With these statuses nothing was done, whoever answers." */
const notCarriedOut = [401, 403, 429, 503];

type Failure = Extract<ReadReply<typeof messageSchemas>, { status: keyof typeof failures }>;

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

function readMessage(reply: HttpReply, attempt: AttemptInfo): CallResult<ListReply<ResultIds>> {
  const read = readReply(reply, attempt, { vendor: 'telegraph', schemas: messageSchemas, notCarriedOut });
  if ('problem' in read) return { problem: read.problem };
  if (read.status === 201) {
    const { id, created_at } = read.data;
    const time = Math.round((created_at ?? 0) * 1_000);
    // What is no time is none of the vendor's.
    const sentAt = time > 0 && Number.isSafeInteger(time) ? time : undefined;
    return { value: { accepted: [], failed: [], shared: { messageId: attempt.redact.id(id), sentAt } } };
  }
  const { code, message_id } = read.data.error;
  if (read.status === 409 && code === 'duplicate') {
    // A message with this dedupe_key was accepted before, and the vendor says which.
    return { value: { accepted: [], failed: [], shared: { messageId: attempt.redact.id(message_id) } } };
  }
  return failureOf('messages', read, reply, attempt);
}

function readToken(reply: HttpReply, attempt: AttemptInfo): CallResult<SessionGrant> {
  const read = readReply(reply, attempt, { vendor: 'telegraph', schemas: tokenSchemas, notCarriedOut });
  if ('problem' in read) return { problem: read.problem };
  if (read.status !== 200) return failureOf('oauth/token', read, reply, attempt);
  return { value: { token: read.data.access_token, expiresInMs: read.data.expires_in * 1_000 } };
}

/** What an error of the vendor's means, whatever was asked for. */
function failureOf(
  endpoint: string,
  { status, data: { error } }: Failure,
  { headers }: HttpReply,
  attempt: AttemptInfo,
): CallResult<never> {
  // Codes are names. What is no name is none of the vendor's codes.
  const code = /^[a-z_]{1,40}$/.test(error.code) ? error.code : 'no_code';
  const problem = problemOfCode(
    catalogue,
    { endpoint, position: 'call' },
    {
      name: 'telegraph',
      title: 'Telegraph',
      code,
      httpStatus: status,
      message: attempt.redact.words(error.message),
      requestId: attempt.redact.id(headers['x-request-id']),
    },
  );
  const waitMs = retryAfterMs(headers, attempt.receivedAt);
  return {
    problem: waitMs === undefined ? problem : createProblem({ ...problem, retryAfterMs: waitMs }),
    ...((code === 'invalid_token' || code === 'token_expired') && { refused: 'session' }),
    ...(code === 'rate_limited' && { tooFast: { limits: [limits.requests.name], counted: false } }),
    ...(code === 'channel_busy' && { tooFast: { limits: [limits.channel.name], counted: false } }),
  };
}

type TelegraphContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'place'; readonly lat: string; readonly lon: string; readonly text?: string };

/** A form has strings and nothing else. */
export const telegraphContent: ContentTranslation<TelegraphContent> = {
  toWire(content) {
    if (content.type === 'location') {
      const { latitude, longitude, label } = content;
      return { kind: 'place', lat: String(latitude), lon: String(longitude), text: label };
    }
    return { kind: 'text', text: content.type === 'text' ? content.text : '' };
  },
  fromWire(wire) {
    if (wire.kind === 'text') return { type: 'text', text: wire.text };
    const { lat, lon, text } = wire;
    const place = { type: 'location', latitude: Number(lat), longitude: Number(lon) } as const;
    return text === undefined ? place : { ...place, label: text };
  },
  canonicalize: (content: Content) => telegraphContent.fromWire(telegraphContent.toWire(content)) ?? content,
};
